"""Pages of the site's own, which nobody discloses: found beside what is disclosed, where the site says which.

    DISCLOSURE_SEARCH_HOST_PAGES = {
        "blog.ArticlePage": {"label": "Articles", "fields": ["lead", "body"], "date": "first_published_at"},
    }

They are read as they stand in Wagtail's own rows when somebody asks: live pages without a view restriction, here or
above. So one that is unpublished, deleted or restricted is not found from that moment on. They stand apart from what
was signed, below it, newest first; facets, feeds and engines do not know them.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator
from wagtail.fields import StreamField
from wagtail.models import Page

MOST = 10
LOOKED_AT = 200
"""Rows of a type that are read for one question."""
BEFORE, LENGTH = 30, 120
"""Characters of a text that are shown: before the first word found, and in all."""
KNOWN = {"label", "fields", "date"}


@dataclass(frozen=True)
class HostPage:
    """A page of the site's own that was found."""

    title: str
    url: str
    label: str
    text: str
    date: datetime.date | None


def declared() -> Mapping[str, Mapping[str, Any]]:
    """Model of a page type ("app.Model") → its `label`, the `fields` that are searched beside the title, its `date`."""
    return getattr(settings, "DISCLOSURE_SEARCH_HOST_PAGES", None) or {}


def problems() -> Iterator[str]:
    """What is wrong with the setting, a sentence each."""
    for name, options in declared().items():
        try:
            model = apps.get_model(name)
        except (LookupError, ValueError):
            yield f"there is no model {name}"
            continue
        if not issubclass(model, Page):
            yield f"{name} is no type of page"
        elif hasattr(model, "disclosure_schema"):
            yield f"{name} is disclosed: it is found by what was signed, and never by its rows"
        yield from (f"{name}: {word} is not known" for word in sorted(set(options) - KNOWN))
        yield from (f"{name}: {field} is no field of text or of a stream" for field in _unfit(model, options))


def _unfit(model: Any, options: Mapping[str, Any]) -> Iterator[str]:
    for name in options.get("fields", ()):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            yield name
            continue
        if not isinstance(field, models.CharField | models.TextField | StreamField):
            yield name


def found(text: str, request: HttpRequest) -> list[HostPage]:
    """The pages that have every word of the question, newest first; nothing where the site declares none."""
    words = [word.casefold() for word in text.split() if not word.startswith("-")]
    if not words:
        return []
    pages = [each for name, options in declared().items() for each in _of_type(name, options, words, request)]
    return sorted(pages, key=lambda each: each.date or datetime.date.min, reverse=True)[:MOST]


def _of_type(name: str, options: Mapping[str, Any], words: list[str], request: HttpRequest) -> Iterator[HostPage]:
    model: Any = apps.get_model(name)
    fields = [model._meta.get_field(each) for each in options.get("fields", ())]
    rows = model.objects.live().public()
    for word in words:
        rows = rows.filter(Q(("title__icontains", word), *(_has(field, word) for field in fields), _connector=Q.OR))
    for page in rows.order_by("-first_published_at", "-pk")[:LOOKED_AT]:
        plain = " ".join(" ".join(_text(field, page) for field in fields).split())
        whole = f"{page.title} {plain}".casefold()
        url = page.get_url(request) if all(word in whole for word in words) else None
        if url:
            label = str(options.get("label", model._meta.verbose_name))
            yield HostPage(
                page.title, url, label, _around(plain, words), _day(getattr(page, options.get("date", ""), None))
            )


def _has(field: Any, word: str) -> Any:
    """Whether a row may have the word in this field. A stream is stored as JSON, in which SQLite keeps the escapes."""
    if not isinstance(field, StreamField):
        return Q((f"{field.name}__icontains", word))
    written = json.dumps(word, ensure_ascii=connection.vendor == "sqlite")[1:-1]
    return IContains(Cast(field.name, models.TextField()), written)


def _text(field: Any, page: Any) -> str:
    """What people read of this field: without tags, and of a stream the blocks that are searched by their text."""
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        return " ".join(field.get_searchable_content(value))
    return strip_tags(str(value))


def _around(text: str, words: list[str]) -> str:
    """A piece of the text, from a little before the first of the words."""
    places = [place for place in (text.casefold().find(word) for word in words) if place >= 0]
    start = max(0, min(places, default=0) - BEFORE)
    return ("…" if start else "") + Truncator(text[start:]).chars(LENGTH)


def _day(value: Any) -> datetime.date | None:
    return value.date() if isinstance(value, datetime.datetime) else value if isinstance(value, datetime.date) else None
