"""What is sealed of a file: digests of bytes that the vault holds. And the addresses that follow from it."""

import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from wagtail.images.models import Filter

from cms.files import conf, names, sniffing, vault

if TYPE_CHECKING:
    from cms.files.models import Derivative, Document, Image

Entry = dict[str, Any]


def public_url(entry: Entry) -> str:
    """`/files/<sha256>/<name>`"""
    return reverse("disclosure_files_public", args=[entry["sha256"], entry["name"]])


def public_entries(files: dict[str, Any]) -> Iterator[Entry]:
    """What the public may fetch of what `exhibit_files()` gave: a document's file, an image's renditions."""
    if "file" in files:
        yield files["file"]
    yield from files.get("renditions", {}).values()


def content_file(content: bytes, name: str) -> ContentFile:
    """A file in memory whose `.file` Wagtail can read, as its own have."""
    return ContentFile(content, name=name)


def of_document(document: "Document") -> dict[str, Any]:
    """See `Document.exhibit_files`."""
    return {"file": _entry(document)}


def of_image(image: "Image") -> dict[str, Any]:
    """See `Image.exhibit_files`."""
    original = _entry(image)
    return {"original": original, "renditions": {row.spec: _rendition_entry(image, row) for row in derivatives(image)}}


def _entry(record: "Document | Image") -> Entry:
    """What the row says, once the vault has been found to hold it."""
    if not vault.current().has(record.sha256):
        _restore(record)
    size = vault.current().size(record.sha256)
    return {"sha256": record.sha256, "size": size, "type": record.media_type, "name": record.original_name}


def _restore(record: "Document | Image") -> None:
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


def _rendition_entry(image: "Image", row: "Derivative") -> Entry:
    return {
        "sha256": row.sha256,
        "size": row.size,
        "width": row.width,
        "height": row.height,
        "type": row.media_type,
        "name": names.rendition_name(image.original_name, row.spec, row.suffix),
    }


def derivatives(image: "Image") -> list["Derivative"]:
    """The public renditions of this original, in the order of the settings; what is not there yet is made."""
    from cms.files.models import Derivative

    wanted = [Filter(spec=spec) for spec in conf.renditions()]
    rows = {
        (row.spec, row.focal_point_key): row
        for row in Derivative.objects.filter(original_sha256=image.sha256, spec__in=[f.spec for f in wanted])
    }
    found = []
    for wish in wanted:
        row = rows.get((wish.spec, wish.get_cache_key(image)))
        found.append(row if row is not None and vault.current().has(row.sha256) else _make(image, wish, row))
    return found


def _make(image: "Image", wish: Filter, former: "Derivative | None") -> "Derivative":
    """Made of the vault's original. One that was made before has to come out the same: its digest may be signed."""
    from cms.files.models import Derivative

    source = File(io.BytesIO(vault.current().read(image.sha256)), name=image.file.name)
    made = image.generate_rendition_file(wish, source=source)
    content = made.read()
    stored = vault.current().keep(content)
    if former is not None:
        if stored.sha256 != former.sha256:
            raise vault.VaultMissing(former.sha256)
        return former
    with PillowImage.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    suffix = PurePosixPath(made.name).suffix
    kind = sniffing.sniff(io.BytesIO(content))
    row, _created = Derivative.objects.get_or_create(
        original_sha256=image.sha256,
        spec=wish.spec,
        focal_point_key=wish.get_cache_key(image),
        defaults={
            "sha256": stored.sha256,
            "size": stored.size,
            "width": width,
            "height": height,
            "media_type": kind.media_type(suffix[1:]),
            "suffix": suffix,
        },
    )
    return row
