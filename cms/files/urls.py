"""Addresses of files. Include with an empty prefix, before Wagtail's `admin/`: path("", include("cms.files.urls")).

Names are global: Wagtail's admin reverses `wagtaildocs_serve`. `wagtail.documents.urls` is not mounted, nor MEDIA_ROOT.
"""

from django.urls import path, re_path

from cms.files import tags
from cms.files.views import public, staff

urlpatterns = [
    re_path(r"^files/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]+)$", public.serve, name="disclosure_files_public"),
    re_path(r"^admin/files/document/(\d+)/([^/]+)$", staff.document, name="wagtaildocs_serve"),
    path("admin/tag-autocomplete/", tags.complete, name="disclosure_files_tags"),
    path(
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", tags.complete, name="disclosure_files_model_tags"
    ),
    path("admin/files/media/<path:name>", staff.media, name="disclosure_files_media"),
]
