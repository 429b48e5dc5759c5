"""Addresses of files. Include with an empty prefix, before Wagtail's `admin/`: path("", include("cms.files.urls")).

Names are global: Wagtail's admin reverses `wagtaildocs_serve`, which is ours where its documents are.
`wagtail.documents.urls` is not mounted then, nor MEDIA_ROOT.
"""

from django.urls import path, re_path
from wagtail.documents import get_document_model

from cms.files import records, tags
from cms.files.views import public, staff

DOCUMENT = r"^admin/files/document/(\d+)/([^/]+)$"

urlpatterns = [
    re_path(r"^files/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]+)$", public.serve, name="disclosure_files_public"),
    re_path(DOCUMENT, staff.document, name="disclosure_files_document"),
    path("admin/tag-autocomplete/", tags.complete, name="disclosure_files_tags"),
    path(
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", tags.complete, name="disclosure_files_model_tags"
    ),
    path("admin/files/media/<path:name>", staff.media, name="disclosure_files_media"),
]
if records.is_ours(get_document_model()):
    urlpatterns.append(re_path(DOCUMENT, staff.document, name="wagtaildocs_serve"))
