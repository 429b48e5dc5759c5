"""Addresses for this room's tests: its own, before Wagtail's admin."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [path("", include("cms.files.urls")), path("admin/", include(wagtailadmin_urls))]
