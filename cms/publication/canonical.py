"""The canonical form: everything that the public would see of an item, written down in exactly one way.

Signatures name its digest, the publication holds its text, and every rendering is made from it.
"""

import datetime
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from wagtail.fields import StreamField

from cms.ledger.texts import canonical, moment, sha256, stamp
from cms.sandbox import references

FORM_VERSION = 1
BLOCK_KEYS = {"type", "value", "id"}
EMPTY_PARAGRAPH = re.compile(r'<p data-block-key="[^"<>]*"></p>')


class NotCanonical(TypeError):
    """A declared field holds something that cannot be written down in one way."""


@dataclass(frozen=True)
class CanonicalContent:
    """`text` is canonical JSON; `digest` its SHA-256 in hex. `data` is what it says."""

    text: str = field(repr=False)

    @cached_property
    def digest(self) -> str:
        return sha256(self.text)

    @cached_property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.text))

    @property
    def key(self) -> str:
        return str(self.data["key"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.data["facts"])

    @property
    def go_live(self) -> datetime.datetime | None:
        return moment(self.data["go_live"])

    @property
    def expire(self) -> datetime.datetime | None:
        return moment(self.data["expire"])


def make(item: Any) -> CanonicalContent:
    """The form of an item as it stands in memory (a draft, a revision's object or a saved row).

    Raises NotCanonical for a value that has no single written form, and ValidationError for a related row of a model
    that declares nothing shown, or when the bytes of a file are not in the vault.
    """
    schema = item.disclosure_schema
    children = {name: _ordered(item, name) for name in schema.children}
    rows, links = references.collect(_references(item, children))
    parent, slug = item.disclosure_place()
    return CanonicalContent(
        canonical(
            {
                "form": FORM_VERSION,
                "type": item._meta.label_lower,
                "schema": schema.version,
                "key": item.disclosure_key,
                "parent": parent,
                "slug": slug,
                "title": item.disclosure_title,
                "go_live": stamp(item.disclosure_from()),
                "expire": stamp(item.disclosure_until()),
                "content": {name: value_of(item, name) for name in schema.fields},
                "children": {
                    name: [{each: value_of(row, each) for each in schema.children[name]} for row in children[name]]
                    for name in schema.children
                },
                "exhibits": {"rows": rows, "links": links},
                "facts": item.disclosure_facts(),
            }
        )
    )


def _ordered(item: Any, relation: str) -> list[Any]:
    rows = list(getattr(item, relation).all())
    if rows and hasattr(rows[0], "sort_order"):
        rows.sort(key=lambda row: row.sort_order or 0)
    return rows


def _references(item: Any, children: dict[str, list[Any]]) -> list[references.Reference]:
    found = list(references.references(item, item.disclosure_schema.fields))
    for name, rows in children.items():
        for row in rows:
            found += references.references(row, item.disclosure_schema.children[name])
    return found


def value_of(instance: models.Model, name: str) -> Any:
    """One field's value as plain JSON. Raises NotCanonical."""
    declared: Any = instance._meta.get_field(name)
    if declared.many_to_many:
        return sorted(str(row.pk) for row in getattr(instance, name).all())
    value = declared.value_from_object(instance)
    if isinstance(declared, StreamField):
        return _numbered(value.get_prep_value())
    if isinstance(declared, models.DecimalField) and value is not None:
        return f"{Decimal(value):.{declared.decimal_places}f}"
    return _plain(value, f"{instance._meta.label}.{name}")


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime.datetime):
        return stamp(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.loads(canonical(value))
    raise NotCanonical(f"{where} holds {type(value).__name__}, which has no single written form")


def _numbered(value: Any, place: int = 0) -> Any:
    """Blocks with their place instead of the identifier that the editor gives them, which is new at every paste.

    They keep one: without it Wagtail takes a list's item for its bare value, and its content is gone.
    """
    if isinstance(value, list):
        return [_numbered(each, number) for number, each in enumerate(value, start=1)]
    if isinstance(value, dict):
        found = {name: _numbered(each) for name, each in value.items()}
        return {**found, "id": str(place)} if set(value) == BLOCK_KEYS else found
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """A rich text without words is none: the editor writes it as a paragraph at one save and as nothing at the next."""
    return "" if EMPTY_PARAGRAPH.fullmatch(value) else value
