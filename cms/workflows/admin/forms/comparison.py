"""What changed between two forms: field by field, block by block, row by row, attachment by attachment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from cms.ledger.texts import moment
from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.publication.disclosable import item_of
from cms.workflows.admin.forms import content, files, marking, streams
from cms.workflows.admin.forms.content import Words

HIDDEN = {"document_key"}
"""Worked out from another field, which is told."""


@dataclass(frozen=True)
class Change:
    """One field. `html` shows what went and what came; `changed` is False for a field that stayed as it was. `name` is
    the field's own, "" for what is no field."""

    label: str
    html: SafeString
    changed: bool = True
    name: str = ""


def changes(before: CanonicalContent, after: CanonicalContent) -> list[Change]:
    """The fields of `after` that differ from `before`, in the order in which the type declares them."""
    return [row for row in _rows(before.data, after.data) if row.changed]


def everything(form: CanonicalContent) -> list[Change]:
    """Every field of a form that says something, as it is."""
    return [row for row in _rows({}, form.data) if row.html]


def targets(form: CanonicalContent, rows: Iterable[Change] | None = None) -> list[tuple[str, str]]:
    """(name, words) of what can be spoken about: each field that says something, and each block as `field/place`.
    `rows` are `everything` of the form where it was asked already."""
    found: list[tuple[str, str]] = []
    model = apps.get_model(form.data["type"])
    said = Words(form.data, model)
    for row in everything(form) if rows is None else rows:
        if not row.name:
            continue
        found.append((row.name, row.label))
        stream = _stream(model, row.name)
        for place, raw in enumerate(form.data["content"].get(row.name) or () if stream is not None else (), start=1):
            label = _("%(field)s · %(block)s") % {"field": row.label, "block": streams.title(stream, raw, said.named)}
            found.append((f"{row.name}/{place}", label))
    return found


def _rows(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    model = apps.get_model(new["type"])
    before, after = Words(old, model), Words(new, model)
    compares = bool(old)
    for name in content.in_order(_names(old, new, "content"), model.disclosure_schema.fields):
        if name not in HIDDEN:
            same = not old or old["content"].get(name) == new["content"].get(name)
            yield _field(name, before, after, same)
    for name in content.in_order(_names(old, new, "children"), model.disclosure_schema.children):
        same = not old or old["children"].get(name) == new["children"].get(name)
        label = content.label_of_rows(model, name)
        yield _change(label, before.rows(name) if old else "", after.rows(name), same, name, compares=compares)
    yield _change(_("Address"), str(old.get("slug", "")), str(new["slug"]), compares=compares)
    yield _change(_("Place"), _place(old.get("parent", "")), _place(new["parent"]), compares=compares)
    for key, said in (("go_live", _("On view from")), ("expire", _("Until"))):
        yield _change(said, _second(old.get(key)), _second(new[key]), compares=compares)
    yield _files(old, new)


def _names(old: dict[str, Any], new: dict[str, Any], part: str) -> list[str]:
    """The fields of the new form, and those that only the old one had: they are shown no more."""
    return list(dict.fromkeys([*new[part], *old.get(part, ())]))


def _field(name: str, before: Words, after: Words, same: bool) -> Change:
    """A field of blocks block by block; of the others the words."""
    compares = bool(before.data)
    label = content.label(after.model, name)
    stream = _stream(after.model, name)
    if stream is not None and compares and not same:
        was, is_now = (each.data["content"].get(name) or () for each in (before, after))
        html = streams.difference(stream, was, is_now, (before.named, after.named))
        if html:
            return Change(label, html, name=name)
    return _change(label, before.field(name) if compares else "", after.field(name), same, name, compares=compares)


def _stream(model: Any, name: str) -> Any:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field.stream_block if isinstance(field, StreamField) else None


def _files(old: dict[str, Any], new: dict[str, Any]) -> Change:
    before, after = files.of_form(old), files.of_form(new)
    label = _("Files")
    if old and files.differ(before, after):
        return Change(label, files.difference(before, after))
    return Change(label, marking.paragraphs(files.listed(after)), changed=False)


def _place(parent: str) -> str:
    """The column by its title, as published or, before it is, as it stands in the admin."""
    link = current.link(parent)
    return link.title if link else str(item_of(parent) or "")


def _second(stamped: str | None) -> str:
    at = moment(stamped)
    return date_format(localtime(at), "Y-m-d H:i:s") if at else ""


def _change(label: str, before: str, after: str, same: bool = True, name: str = "", *, compares: bool) -> Change:
    """`same` is False where the form differs: what no word tells (emphasis, a list, a heading's level) is said too."""
    if compares and before != after:
        html = marking.text(before, after, near=marking.NEAR)
        if not after:
            html = format_html("{}<p><em>{}</em></p>", html, _("now empty"))
        return Change(label, html, name=name)
    if same or not compares:
        return Change(label, marking.paragraphs(after), changed=False, name=name)
    said = _("The words are the same; how they are set has changed.")
    return Change(label, format_html("{}<p><em>{}</em></p>", marking.paragraphs(after), said), name=name)
