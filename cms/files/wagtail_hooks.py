"""Where this room meets Wagtail's admin."""

from typing import Any

from django.urls import path, re_path
from wagtail import hooks

from cms.files import api
from cms.files.actions import DeleteFileAction
from cms.files.models import Document, Image
from cms.files.views import management

BEFORE_WAGTAIL, AFTER_WAGTAIL = -10, 10


@hooks.register("register_admin_urls", order=BEFORE_WAGTAIL)
def admin_urls() -> list[Any]:
    """The first two stand at Wagtail's own addresses: the first pattern that matches is taken."""
    return [
        path("documents/delete/<int:document_id>/", management.DeleteDocument.as_view()),
        path("images/<int:image_id>/delete/", management.DeleteImage.as_view()),
        re_path(
            r"^files/(?P<kind>document|image)/(?P<pk>\d+)/new-version/$",
            management.new_version,
            name="disclosure_files_new_version",
        ),
    ]


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


for action in (management.BulkDeleteDocuments, management.BulkDeleteImages):
    hooks.register("register_bulk_action", action, order=AFTER_WAGTAIL)
