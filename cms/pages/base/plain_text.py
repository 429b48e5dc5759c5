"""Plain text of what a page shows, for the search index."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

FILTERS = ("genre", "validity")
_SPACES = re.compile(r"[ \t\u3000]+")
_BLOCK_END = re.compile(r"</(p|li|h[1-6]|div)>|<br ?/?>", re.IGNORECASE)


def plain(markup: str) -> str:
    """The words of a piece of rich text, a line per paragraph."""
    return html.unescape(strip_tags(_BLOCK_END.sub("\n", markup)))


def words_of(instance: models.Model, names: Iterable[str]) -> Iterator[str]:
    """The words by which somebody finds what the named fields show: a choice as it reads, a day, a number.

    Flags and links to other rows say nothing to a searcher; genre and validity are filters, at every item. A file that
    has no title of its own here is found by the one it has.
    """
    for name in names:
        field: Any = instance._meta.get_field(name)
        value = field.value_from_object(instance)
        if value in (None, "") or isinstance(value, bool) or name in FILTERS:
            continue
        if isinstance(field, StreamField):
            yield from (str(part) for part in value.stream_block.get_searchable_content(value))
        elif isinstance(field, RichTextField):
            yield plain(value)
        elif field.choices:
            yield str(dict(field.flatchoices).get(value, ""))
        elif isinstance(field, models.DateField):
            yield f"{value.isoformat()[:10]} {value.year}年{value.month}月{value.day}日"
        elif field.related_model is get_image_model() and not getattr(instance, f"{name}_alt", "x").strip():
            yield getattr(instance, name).description  # what stands for the picture where its place says nothing
        elif field.related_model is get_document_model() and not getattr(instance, "title", ""):
            yield getattr(instance, name).title
        elif isinstance(field, models.CharField | models.TextField | models.IntegerField | models.DecimalField):
            yield str(value)


def joined(parts: Iterable[Any]) -> str:
    """One text, without doubled spaces and empty lines."""
    lines = (_SPACES.sub(" ", line).strip() for part in parts for line in str(part).splitlines())
    return "\n".join(line for line in lines if line)
