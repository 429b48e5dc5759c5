"""The site's addresses: its own pages, and what the plugin that is tried needs."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls

urlpatterns = [
    *([path("", include("cms.files.urls"))] if settings.HAS_PUBLICATIONS else []),
    path("admin/", include(admin_urls)),
    *([path("search/", include("search.urls"))] if settings.SET == "search" else []),
    *([path("disclosed/", include("cms.publication.urls"))] if settings.HAS_PUBLICATIONS else []),
    *([path("", include("cms.publication.beside_urls"))] if settings.SET == "workflows" else []),
    path("", include(wagtail_urls)),
]
