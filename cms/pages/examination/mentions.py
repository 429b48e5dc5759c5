"""What a page points at (pages, documents, pictures), each with the place in which it stands, in the editor's words."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import AbstractPage

_TYPED = re.compile(r'<a\s[^<>]*?href="([^"<>]*)"')
BETWEEN = " › "
ALTERNATIVE = "_alt"
"""A picture's field has the alternative text in a field beside it: `flow_picture`, `flow_picture_alt`."""


@dataclass(frozen=True)
class Mention:
    """One place that points at a row.

    `in_text` is True for a link in running text, False for a field or a list of its own. `alternative` is the text that
    this place gives a picture, "" where it gives none. A link that was typed has its `address` and no row.
    """

    where: str
    model: type[models.Model] | None
    pk: str
    in_text: bool = False
    alternative: str = ""
    address: str = ""

    def _is(self, model: Any) -> bool:
        return self.model is not None and issubclass(self.model, model)

    @property
    def is_page(self) -> bool:
        return self._is(AbstractPage)

    @property
    def is_document(self) -> bool:
        return self._is(get_document_model())

    @property
    def is_picture(self) -> bool:
        return self._is(get_image_model())


def of(item: Any) -> Iterator[Mention]:
    """Everything that the shown fields, blocks and child rows of an item point at, in their order."""
    schema = item.disclosure_schema
    yield from _of_fields(item, schema.fields, "")
    for relation, names in schema.children.items():
        rows = sorted(getattr(item, relation).all(), key=lambda row: getattr(row, "sort_order", 0) or 0)
        for number, row in enumerate(rows, start=1):
            yield from _of_fields(row, names, f"{capfirst(str(row._meta.verbose_name))} {number}")


def label(instance: models.Model, name: str) -> str:
    """What the editor calls a field."""
    heading = getattr(instance, "body_heading", "") if name == "body" else ""
    field: Any = instance._meta.get_field(name)
    return capfirst(str(heading or field.verbose_name))


def _of_fields(instance: Any, names: Iterable[str], above: str) -> Iterator[Mention]:
    for name in names:
        field = instance._meta.get_field(name)
        where = _below(above, label(instance, name))
        if isinstance(field, models.ForeignKey):
            pk = getattr(instance, field.attname)
            if pk is not None:
                words = str(getattr(instance, f"{name}{ALTERNATIVE}", "") or "")
                yield Mention(where, field.related_model, str(pk), alternative=words.strip())
        elif isinstance(field, StreamField):
            value = field.value_from_object(instance)
            yield from _of_block(value.stream_block, value, where)
        elif hasattr(field, "extract_references"):
            yield from _in_text(field, field.value_from_object(instance), where)


def _of_block(block: Any, value: Any, where: str, words: str = "") -> Iterator[Mention]:
    if value is None:
        return
    if isinstance(block, blocks.StreamBlock):
        for number, child in enumerate(value, start=1):
            yield from _of_block(child.block, child.value, _numbered(where, number, child.block))
    elif isinstance(block, blocks.ListBlock):
        for number, each in enumerate(value, start=1):
            yield from _of_block(block.child_block, each, _below(where, str(number)))
    elif isinstance(block, blocks.StructBlock):
        alternative = str(value.get("alt") or "").strip()
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name), _below(where, capfirst(str(child.label))), alternative)
    elif isinstance(block, blocks.ChooserBlock):
        yield Mention(where, block.model_class, str(value.pk), alternative=words)
    else:
        yield from _in_text(block, value, where)


def _in_text(declared: Any, value: Any, where: str) -> Iterator[Mention]:
    for model, pk, _model_path, _content_path in declared.extract_references(value):
        yield Mention(where, model, str(pk), in_text=True)
    if isinstance(declared, RichTextField | blocks.RichTextBlock):
        for address in _TYPED.findall(str(getattr(value, "source", value) or "")):
            yield Mention(where, None, "", in_text=True, address=html.unescape(address))


def _below(above: str, name: str) -> str:
    return f"{above}{BETWEEN}{name}" if above else name


def _numbered(above: str, number: int, block: Any) -> str:
    return _below(above, f"{number}. {capfirst(str(block.label))}")
