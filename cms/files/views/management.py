"""Admin views of this room: refusing a deletion in words, and uploading a new version."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.delete import DeletePermissionError
from wagtail.admin import messages
from wagtail.documents.views.bulk_actions import DeleteBulkAction as DeleteDocuments
from wagtail.documents.views.documents import DeleteView as DocumentDeleteView
from wagtail.images.views.bulk_actions import DeleteBulkAction as DeleteImages
from wagtail.images.views.images import DeleteView as ImageDeleteView

from cms.files import protection, services
from cms.files.forms import NewVersionForm
from cms.files.models import Document, Image

EDIT_VIEWS = {"document": "wagtaildocs:edit", "image": "wagtailimages:edit"}
MODELS = {"document": Document, "image": Image}


class InWordsMixin:
    """Before Wagtail's delete view: whoever could delete the file otherwise is told what shows it."""

    object: Any
    permission_policy: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reason = protection.refusal_to_delete(self.object)
        if reason and self.permission_policy.may_in_collection(request.user, "delete", self.object.collection_id):
            messages.error(request, reason)
            return redirect(EDIT_VIEWS[self.object.kind], self.object.pk)
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a View
        except DeletePermissionError as error:  # shown since the check above
            messages.error(request, str(error))
            return redirect(EDIT_VIEWS[self.object.kind], self.object.pk)


class DeleteDocument(InWordsMixin, DocumentDeleteView):
    """Takes the place of Wagtail's at the same address."""


class DeleteImage(InWordsMixin, ImageDeleteView):
    """Takes the place of Wagtail's at the same address."""


class BulkInWordsMixin:
    """Bulk deletion leaves out what is shown somewhere, and says so."""

    request: HttpRequest
    next_url: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin before a BulkAction
        self.tell([entry["item"] for entry in context["items_with_no_access"]])
        return context

    def prepare_action(self, objects: list[Any], objects_without_access: dict[str, list[Any]]) -> Any:
        self.tell(objects_without_access["items_with_no_access"])
        return super().prepare_action(objects, objects_without_access)  # type: ignore[misc]  # a mixin before a BulkAction

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]  # a mixin before a BulkAction
        except protection.FileInUse as error:  # shown since the list was made; nothing was deleted
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.next_url)

    def tell(self, left_out: list[Any]) -> None:
        for record in left_out:
            reason = protection.refusal_to_delete(record)
            if reason:
                messages.error(self.request, reason)


class BulkDeleteDocuments(BulkInWordsMixin, DeleteDocuments):
    """Registered after Wagtail's action of the same type, and so in its place."""


class BulkDeleteImages(BulkInWordsMixin, DeleteImages):
    """Registered after Wagtail's action of the same type, and so in its place."""


def new_version(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A form for the new file; leads to the new record."""
    former = get_object_or_404(MODELS[kind], pk=pk)
    if services.refusal(former, request.user):
        raise PermissionDenied
    form = NewVersionForm(request.POST or None, request.FILES or None, former=former)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            newer = services.new_version(
                former, given["file"], user=request.user, title=given["title"], description=given.get("description")
            )
        except ValidationError as error:
            form.add_error("file", ValidationError(error.messages))
        else:
            messages.success(request, _("The new version “%(title)s” was added.") % {"title": newer.title})
            return redirect(EDIT_VIEWS[kind], newer.pk)
    shown = protection.shown_by(former)
    context = {
        "form": form,
        "former": former,
        "shown": protection.why(shown),
        "shown_count": ngettext("Shown by %(count)d item", "Shown by %(count)d items", len(shown))
        % {"count": len(shown)},
        "edit_url_name": EDIT_VIEWS[kind],
    }
    return TemplateResponse(request, "disclosure_files/new_version.html", context)
