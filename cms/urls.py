"""Addresses of the site. Files and publications come from our own views; Wagtail's are not mounted."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls

urlpatterns = [
    path("", include("cms.files.urls")),
    path("admin/", include(admin_urls)),
    path("search/", include("search.urls")),
    path("intranet/", include("cms.intranet.urls")),
    path("", include("cms.publication.urls")),
]
