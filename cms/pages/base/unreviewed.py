"""What of a page reviewers were not shown before it was mended (`services.unshown`), told from the signed form."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField

from cms.files.models import Image
from cms.pages.base.blocks import PictureBlock
from cms.publication.canonical import CanonicalContent
from cms.workflows.services.unshown import Kind

TABLES, PICTURES = "tables", "pictures"


def kinds() -> Iterator[Kind]:
    """What this room has mended."""
    yield Kind(TABLES, _("tables in a body"), holds_a_table)
    yield Kind(PICTURES, _("what stands for a picture"), holds_an_unspoken_picture)


def holds_a_table(form: CanonicalContent) -> bool:
    """A table with anything in it, in any body of any type."""
    return any(_says(value) for block, value in _blocks(form) if isinstance(block, TableBlock))


def holds_an_unspoken_picture(form: CanonicalContent) -> bool:
    """A picture without words of its own, whose upload had some: they stand for it now."""
    copies = form.data["exhibits"]["rows"].get(Image._meta.label_lower, {})
    return any(
        not (value.get("alt") or "").strip()
        and bool((copies.get(str(value.get("image")), {}).get("fields", {}).get("description") or "").strip())
        for block, value in _blocks(form)
        if isinstance(block, PictureBlock) and isinstance(value, dict)
    )


def _says(value: Any) -> bool:
    rows = (value or {}).get("data") or [] if isinstance(value, dict) else []
    caption = (value.get("table_caption") or "").strip() if isinstance(value, dict) else ""
    return bool(caption) or any(str(cell or "").strip() for row in rows for cell in row)


def _blocks(form: CanonicalContent) -> Iterator[tuple[Any, Any]]:
    """(block, stored value) of every piece of every body, child rows' included."""
    data = form.data
    try:
        model: Any = apps.get_model(data["type"])
    except LookupError:
        return
    yield from _of_fields(model, data["content"])
    for name, rows in data["children"].items():
        child = getattr(_field(model, name), "related_model", None)
        for row in rows if child is not None else ():
            yield from _of_fields(child, row)


def _field(model: Any, name: str) -> Any:
    """A form of an older version may have fields that the type has no more."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _of_fields(model: Any, values: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    for name, value in values.items():
        field = _field(model, name)
        if isinstance(field, StreamField):
            yield from _below(field.stream_block, value)


def _below(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    yield block, value
    if isinstance(block, blocks.StreamBlock):
        for each in value or ():
            child = block.child_blocks.get(each.get("type")) if isinstance(each, dict) else None
            if child is not None:
                yield from _below(child, each.get("value"))
    elif isinstance(block, blocks.ListBlock):
        for each in value or ():
            is_item = isinstance(each, dict) and each.get("type") == "item"
            yield from _below(block.child_block, each.get("value") if is_item else each)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from _below(child, value.get(name))
