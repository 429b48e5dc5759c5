"""What changed between two forms: field by field, row by row, attachment by attachment."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rjieba
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import date_format
from django.utils.html import escape, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.ledger.texts import moment
from cms.publication import current
from cms.publication.canonical import Form
from cms.publication.disclosable import item_of
from cms.publication.projections import public_files

HIDDEN = {"document_key"}


@dataclass(frozen=True)
class Change:
    """One field. `html` shows what went and what came; `changed` is False for a field that stayed as it was."""

    label: str
    html: SafeString
    changed: bool = True


def changes(before: Form | None, after: Form, *, everything: bool = False) -> list[Change]:
    """Changed fields of `after` against `before` (all of them when there is none, or when `everything` is asked)."""
    rows = list(_rows(before.data if before else None, after.data))
    return [row for row in rows if everything or row.changed]


def _rows(old: dict[str, Any] | None, new: dict[str, Any]) -> Iterator[Change]:
    model = apps.get_model(new["type"])
    for name, value in new["content"].items():
        if name not in HIDDEN:
            former = (old or {}).get("content", {}).get(name)
            yield _change(_label(model, name), _told(model, name, former, old), _told(model, name, value, new))
    for name, rows in new["children"].items():
        child = model._meta.get_field(name).related_model
        label = capfirst(str(child._meta.verbose_name_plural))
        former = (old or {}).get("children", {}).get(name, [])
        yield _change(label, _lines(child, former, old), _lines(child, rows, new))
    yield _change(_("Address"), str((old or {}).get("slug", "")), str(new["slug"]))
    yield _change(_("Place"), _place((old or {}).get("parent", "")), _place(new["parent"]))
    for key, label in (("go_live", _("On view from")), ("expire", _("Until"))):
        yield _change(label, _second((old or {}).get(key)), _second(new[key]))
    yield _change(_("Files"), _files(old), _files(new))


def _place(parent: str) -> str:
    """The column by its title, as published or, before it is, as it stands in the admin."""
    link = current.link(parent)
    return link.title if link else str(item_of(parent) or "")


def _second(stamped: str | None) -> str:
    at = moment(stamped)
    return date_format(localtime(at), "Y-m-d H:i:s") if at else ""


def _label(model: Any, name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def _told(model: Any, name: str, value: Any, data: dict[str, Any] | None) -> str:
    if value in (None, "", []):
        return ""
    declared = model._meta.get_field(name)
    if getattr(declared, "remote_field", None) is not None:
        return _row_words(declared.related_model, value, data)
    choices = dict(declared.flatchoices) if getattr(declared, "choices", None) else {}
    if isinstance(value, str | int) and value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "\n".join(_words(value))


def _row_words(model: Any, pk: Any, data: dict[str, Any] | None) -> str:
    copy = ((data or {}).get("exhibits", {}).get("rows", {}).get(model._meta.label_lower, {})).get(str(pk))
    if copy is None:
        return str(pk)
    return str(copy["fields"].get("name") or copy["fields"].get("title") or pk)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "type":
                yield from _words(each)
    elif value not in (None, ""):
        text = strip_tags(str(value).replace("</p>", "</p>\n")).strip()
        if text:
            yield text


def _lines(child: Any, rows: list[dict[str, Any]], data: dict[str, Any] | None) -> str:
    return "\n".join(" · ".join(filter(None, (_told(child, name, row[name], data) for name in row))) for row in rows)


def _files(data: dict[str, Any] | None) -> str:
    if not data:
        return ""
    entries = {entry["sha256"]: entry for entry in public_files(json.dumps(data))}
    documents = [entry for entry in entries.values() if "width" not in entry]
    images = [
        copy["files"]["original"]
        for rows in data["exhibits"]["rows"].values()
        for copy in rows.values()
        if "original" in copy.get("files", {})
    ]
    return "\n".join(sorted(f"{entry['name']} ({entry['sha256'][:12]})" for entry in [*documents, *images]))


def _change(label: str, before: str, after: str) -> Change:
    if before == after:
        return Change(label, _paragraphs(after), changed=False)
    return Change(label, difference(before, after))


def _paragraphs(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))


def difference(before: str, after: str) -> SafeString:
    """Words that went in `<del>`, words that came in `<ins>`; Chinese is cut into words first."""
    old, new = list(rjieba.cut(before)), list(rjieba.cut(after))
    parts = []
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = escape("".join(old[start:end])), escape("".join(new[new_start:new_end]))
        if tag == "equal":
            parts.append(str(came))
        else:
            parts.append((f"<del>{went}</del>" if went else "") + (f"<ins>{came}</ins>" if came else ""))
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 - every piece was escaped above
