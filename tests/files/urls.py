"""Addresses for this room's tests: its own and the intranet's, before Wagtail's admin."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api

urlpatterns = [
    path("", include("cms.files.urls")),
    path("intranet/", include("cms.intranet.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v3/", api.urls),  # off in the site, on where it is attacked
]
