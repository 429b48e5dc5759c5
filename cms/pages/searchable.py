"""Plain text of what a page shows, for the search index."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField

_SPACES = re.compile(r"[ \t\u3000]+")
_BLOCK_END = re.compile(r"</(p|li|h[1-6]|div)>|<br ?/?>", re.IGNORECASE)


def plain(markup: str) -> str:
    """The words of a piece of rich text, a line per paragraph."""
    return html.unescape(strip_tags(_BLOCK_END.sub("\n", markup)))


def words_of(instance: models.Model, names: Iterable[str]) -> Iterator[str]:
    """The words of the named fields; numbers, choices and links to other rows say nothing to a searcher."""
    for name in names:
        field: Any = instance._meta.get_field(name)
        value = field.value_from_object(instance)
        if isinstance(field, StreamField):
            yield from (str(part) for part in value.stream_block.get_searchable_content(value))
        elif isinstance(field, RichTextField):
            yield plain(value or "")
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            yield value or ""


def joined(parts: Iterable[Any]) -> str:
    """One text, without doubled spaces and empty lines."""
    lines = (_SPACES.sub(" ", line).strip() for part in parts for line in str(part).splitlines())
    return "\n".join(line for line in lines if line)
