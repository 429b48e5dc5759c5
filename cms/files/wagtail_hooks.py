"""Where this room meets Wagtail's admin."""

from typing import Any

from django.urls import path, re_path
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.files import api, records
from cms.files.actions import DeleteFileAction
from cms.files.models import Document, Image
from cms.files.views import management, staff

BEFORE_WAGTAIL, AFTER_WAGTAIL = -10, 10


@hooks.register("register_admin_urls", order=BEFORE_WAGTAIL)
def admin_urls() -> list[Any]:
    """Those that delete stand at Wagtail's own addresses, where its files are ours: the first that matches is taken."""
    deleting = {
        Document: path("documents/delete/<int:document_id>/", management.DeleteDocument.as_view()),
        Image: path("images/<int:image_id>/delete/", management.DeleteImage.as_view()),
    }
    return [
        *(deleting[model] for model in _shown_by_wagtail()),
        re_path(
            r"^files/(?P<kind>document|image)/(?P<pk>\d+)/new-version/$",
            management.new_version,
            name="disclosure_files_new_version",
        ),
    ]


@hooks.register("before_serve_document")
def serve_to_staff_alone(document: Any, request: Any) -> Any:
    """Where a host mounts Wagtail's view of documents: one of ours goes to whom it is for, all others go on."""
    return staff.document(request, str(document.pk), document.filename) if records.is_ours(document) else None


@hooks.register("register_actions")
def register_actions(registry: Any) -> None:
    """For the API and for whoever else deletes by Wagtail's actions."""
    for model in (Document, Image):
        registry.register(model, DeleteFileAction)


@hooks.register("construct_admin_api", order=AFTER_WAGTAIL)
def admin_api(router: Any) -> None:
    """Instead of Wagtail's, which name every file to everybody."""
    router.register_endpoint("documents", api.OwnDocuments)
    router.register_endpoint("images", api.OwnImages)


def _shown_by_wagtail() -> list[Any]:
    """Which of our models stand behind Wagtail's own screens of files; a host may have models of its own there."""
    return [model for model in (get_document_model(), get_image_model()) if model in (Document, Image)]


for model in _shown_by_wagtail():
    action = {Document: management.BulkDeleteDocuments, Image: management.BulkDeleteImages}[model]
    hooks.register("register_bulk_action", action, order=AFTER_WAGTAIL)
