"""What a sealed form says, in the words of people: no identifiers, no flags, no digests."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Page

from cms.publication import current
from cms.publication.disclosable import item_of
from cms.workflows.admin.forms import blocks, files, moments


class Words:
    """One form (its `data`; None when there is none), read aloud. Missing fields and rows say nothing."""

    def __init__(self, data: dict[str, Any] | None, model: Any) -> None:
        self.data = data or {}
        self.model = model

    def field(self, name: str) -> str:
        content = self.data.get("content", {})
        beside = f"{name}_{blocks.ALTERNATIVE}"
        if content.get(name) and beside in content and not str(content[beside] or "").strip():
            return self.named(self.model._meta.get_field(name).related_model, content[name], described=True)
        return self.value(self.model, name, content.get(name))

    def rows(self, name: str) -> str:
        """A line per child row: each value with its label."""
        found = _field_of(self.model, name)
        child = found.related_model if found is not None else self.model
        columns = self.model.disclosure_schema.children.get(name, ())
        return "\n".join(self._row(child, columns, row) for row in self.data.get("children", {}).get(name, []))

    def _row(self, child: Any, columns: Iterable[str], row: dict[str, Any]) -> str:
        said = ((label(child, name), self.value(child, name, row[name])) for name in in_order(row, columns))
        return " · ".join(f"{name}：{words}" for name, words in said if words)

    def value(self, model: Any, name: str, value: Any) -> str:
        """One value of a form, as its field means it."""
        if value in (None, "", []):
            return ""
        own = model.words_of(name, value) if hasattr(model, "words_of") else None
        if own is not None:
            return str(own)
        field = _field_of(model, name)
        return self._of_field(field, value) if field is not None else "、".join(_texts(value))

    def _of_field(self, field: Any, value: Any) -> str:
        if isinstance(field, models.ManyToManyField):
            return "、".join(self.named(field.related_model, pk) for pk in value)
        if field.remote_field is not None:
            return self.named(field.related_model, value)
        if isinstance(field, StreamField):
            return "\n".join(blocks.lines(field.stream_block, value, self.named))
        if isinstance(field, RichTextField):
            return blocks.rich_text(value, self.named)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(field, models.DateField | models.TimeField):
            return moments.in_words(value)
        choices = dict(field.flatchoices) if field.choices else {}
        return str(choices.get(value, value)) if isinstance(value, str | int) else "、".join(_texts(value))

    def named(self, model: Any, pk: Any, described: bool = False) -> str:
        """What people call a row that the form refers to: as it was sealed, or a page by its title; see `Named`."""
        model = _model(model)
        if issubclass(model, AbstractPage):
            return self._page(f"page:{pk}")
        copy = self.data.get("exhibits", {}).get("rows", {}).get(model._meta.label_lower, {}).get(str(pk))
        if copy is None:
            return _("(no longer there)")
        title = str(copy["fields"].get("name") or copy["fields"].get("title") or "")
        file = files.entry_of(copy)
        facts = files.said_of(title, file) if file else title
        words = str(copy["fields"].get("description") or "").strip() if described else ""
        if not words:
            return facts
        return _("%(picture)s · alternative text given at upload: %(words)s") % {"picture": facts, "words": words}

    def _page(self, key: str) -> str:
        link = current.link(key)
        if link is not None:
            return f"《{link.title}》"
        page = item_of(key)
        return _("“%(title)s” (not public)") % {"title": page.title} if page is not None else _("(no longer there)")


def in_order(found: Iterable[str], declared: Iterable[str]) -> list[str]:
    """The names of a form as its type declares them; what it no longer declares comes last."""
    known = [name for name in declared if name in set(found)]
    return [*known, *(name for name in found if name not in known)]


def label(model: Any, name: str) -> str:
    """What people call a field."""
    field = _field_of(model, name)
    return capfirst(str(field.verbose_name)) if field is not None else name


def label_of_rows(model: Any, name: str) -> str:
    """What people call the rows of a relation."""
    field = _field_of(model, name)
    return capfirst(str(field.related_model._meta.verbose_name_plural)) if field is not None else name


def _field_of(model: Any, name: str) -> Any:
    """None for one that the type has no more."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _model(model: Any) -> Any:
    if model == "document":
        return get_document_model()
    if model == "image":
        return get_image_model()
    if model == "wagtailcore.Page":
        return Page
    return apps.get_model(model) if isinstance(model, str) else model


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value not in (None, ""):
        yield str(value)
