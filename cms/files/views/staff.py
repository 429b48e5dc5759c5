"""Documents, originals and renditions for people of the house. To whom a file is not for, there is none."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from cms.files import access, vault
from cms.files.models import Document, Image, Rendition
from cms.files.sniffing import sniff
from cms.files.views import responses

NEVER_STORED = "private, no-store"


@require_safe
def document(request: HttpRequest, document_id: str, name: str) -> HttpResponseBase:
    """A document's bytes from the vault, so that what staff read is what would be signed."""
    found = _visible(request, Document, pk=document_id)
    if found.filename != name:
        raise Http404
    return _from_vault(request, found)


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """What lies in Wagtail's storage, by its path: an original, a document or one of the admin's renditions."""
    rendition = Rendition.objects.filter(file=name).select_related("image").first()
    if rendition is None:
        for model in (Image, Document):
            if model.objects.filter(file=name).exists():
                return _from_vault(request, _visible(request, model, file=name))
        raise Http404
    _check(request, rendition.image)
    try:
        source = rendition.file.storage.open(rendition.file.name, "rb")
    except OSError as error:
        raise Http404 from error
    kind = sniff(source)
    media_type = next(iter(kind.extensions.values()), "application/octet-stream")
    etag = responses.etag_of(f"rendition-{rendition.pk}-{rendition.file.name}")
    return _private(
        responses.of_file(request, source, size=rendition.file.size, media_type=media_type, name=name, etag=etag)
    )


def _visible(request: HttpRequest, model: Any, **lookup: Any) -> Any:
    found = model.objects.filter(**lookup).first()
    if found is None:
        raise Http404
    _check(request, found)
    return found


def _check(request: HttpRequest, record: Image | Document) -> None:
    if not access.may_view(request.user, record.collection_id):
        raise Http404


def _from_vault(request: HttpRequest, record: Image | Document) -> HttpResponseBase:
    try:
        source = vault.current().open(record.sha256)
    except vault.VaultError as error:
        raise Http404 from error
    return _private(
        responses.of_file(
            request,
            source,
            size=record.file_size or source.seek(0, 2),
            media_type=record.media_type,
            name=record.filename,
            etag=responses.etag_of(record.sha256),
        )
    )


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = NEVER_STORED
    return response
