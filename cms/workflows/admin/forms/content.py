"""What a sealed form says, in the words of people: no identifiers, no flags, no digests."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Page

from cms.publication import current
from cms.publication.disclosable import item_of
from cms.workflows.admin.forms import blocks


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
        child = self.model._meta.get_field(name).related_model
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
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return str(value)
        return self._of_field(field, value)

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
        file = _file_of(copy)
        facts = _with_file(title, file) if file else title
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

    def files(self) -> dict[str, str]:
        """Every file that the form shows, by what people call it, with the digest of its bytes; nobody reads those."""
        found: dict[str, str] = {}
        for rows in self.data.get("exhibits", {}).get("rows", {}).values():
            for copy in rows.values():
                file = _file_of(copy)
                if file:
                    said = _with_file(copy["fields"].get("title") or file["name"], file)
                    found[_unused(said, found)] = file["sha256"]
        return dict(sorted(found.items()))


def files(before: Words, after: Words) -> tuple[str, str]:
    """The files of two forms, a line each; one that kept its name and size with other bytes says so."""
    old, new = before.files(), after.files()
    changed = {said for said, digest in new.items() if said in old and old[said] != digest}
    facts = (f"{said} — {_('other content under the same name')}" if said in changed else said for said in new)
    return "\n".join(old), "\n".join(facts)


def in_order(found: Iterable[str], declared: Iterable[str]) -> list[str]:
    """The names of a form as its type declares them; what it no longer declares comes last."""
    known = [name for name in declared if name in set(found)]
    return [*known, *(name for name in found if name not in known)]


def label(model: Any, name: str) -> str:
    """What people call a field."""
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def _model(model: Any) -> Any:
    if model == "document":
        return get_document_model()
    if model == "image":
        return get_image_model()
    if model == "wagtailcore.Page":
        return Page
    return apps.get_model(model) if isinstance(model, str) else model


def _file_of(copy: dict[str, Any]) -> dict[str, Any] | None:
    """The document, or the picture as it was uploaded, of a row's sealed copy."""
    files = copy.get("files", {})
    return files.get("file") or files.get("original")


def _with_file(title: str, file: dict[str, Any]) -> str:
    return f"{title}（{file['name']}，{filesizeformat(file['size'])}）"


def _unused(said: str, taken: dict[str, str]) -> str:
    again, name = 1, said
    while name in taken:
        again += 1
        name = f"{said} ({again})"
    return name


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value not in (None, ""):
        yield str(value)
