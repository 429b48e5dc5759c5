"""What is sealed of a file: digests of bytes that the vault holds. And the addresses that follow from it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.files import derivatives, names, vault
from cms.files.derivatives import Derivative
from cms.files.records import FileRecord

Entry = dict[str, Any]


def public_url(entry: Entry) -> str:
    """`/files/<sha256>/<name>`"""
    return reverse("disclosure_files_public", args=[entry["sha256"], entry["name"]])


def public_entries(files: dict[str, Any]) -> Iterator[Entry]:
    """What the public may fetch of what `sealed_files()` gave: a document's file, an image's renditions."""
    if "file" in files:
        yield files["file"]
    yield from files.get("renditions", {}).values()


def content_file(content: bytes, name: str) -> ContentFile:
    """A file in memory whose `.file` Wagtail can read, as its own have."""
    return ContentFile(content, name=name)


def of_document(document: FileRecord) -> dict[str, Any]:
    """See `Document.sealed_files`."""
    return {"file": _entry(document)}


def of_image(image: FileRecord) -> dict[str, Any]:
    """See `Image.sealed_files`."""
    original = _entry(image)
    return {
        "original": original,
        "renditions": {row.spec: _rendition_entry(image, row) for row in derivatives.of(image)},
    }


def _entry(record: FileRecord) -> Entry:
    """What the row says, once the vault has been found to hold it."""
    if not vault.current().has(record.sha256):
        _restore(record)
    size = vault.current().size(record.sha256)
    return {"sha256": record.sha256, "size": size, "type": record.media_type, "name": record.original_name}


def _restore(record: FileRecord) -> None:
    """A vault that lost a file takes it back from Wagtail's storage, if that still holds exactly these bytes."""
    lost = ValidationError(
        _("The stored file of “%(title)s” is missing or was changed. Upload it anew."), "lost", {"title": record.title}
    )
    if not record.sha256:
        raise lost
    try:
        with record.open_file() as source:
            source.seek(0)
            intact = vault.digest_of(source) == record.sha256
            if intact:
                vault.current().keep(source)
    except OSError as error:
        raise lost from error
    if not intact:
        raise lost


def _rendition_entry(image: FileRecord, row: Derivative) -> Entry:
    return {
        "sha256": row.sha256,
        "size": row.size,
        "width": row.width,
        "height": row.height,
        "type": row.media_type,
        "name": names.rendition_name(image.original_name, row.spec, row.suffix),
    }
