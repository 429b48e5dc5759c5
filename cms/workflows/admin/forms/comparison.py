"""What changed between two forms: field by field, row by row, attachment by attachment."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import rjieba
from django.apps import apps
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.ledger.texts import moment
from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.publication.disclosable import item_of
from cms.workflows.admin.forms import content
from cms.workflows.admin.forms.content import Words

HIDDEN = {"document_key"}
"""Worked out from another field, which is told."""


@dataclass(frozen=True)
class Change:
    """One field. `html` shows what went and what came; `changed` is False for a field that stayed as it was."""

    label: str
    html: SafeString
    changed: bool = True


def changes(before: CanonicalContent | None, after: CanonicalContent, *, everything: bool = False) -> list[Change]:
    """Changed fields of `after` against `before` (all of them when there is none, or when `everything` is asked)."""
    rows = list(_rows(before.data if before else {}, after.data))
    return [row for row in rows if everything or row.changed]


def _rows(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    model = apps.get_model(new["type"])
    before, after = Words(old, model), Words(new, model)
    for name in content.in_order(new["content"], model.disclosure_schema.fields):
        if name not in HIDDEN:
            same = not old or old["content"].get(name) == new["content"][name]
            yield _change(content.label(model, name), before.field(name), after.field(name), same)
    for name in content.in_order(new["children"], model.disclosure_schema.children):
        label = capfirst(str(model._meta.get_field(name).related_model._meta.verbose_name_plural))
        same = not old or old["children"].get(name) == new["children"][name]
        yield _change(label, before.rows(name), after.rows(name), same)
    yield _change(_("Address"), str(old.get("slug", "")), str(new["slug"]))
    yield _change(_("Place"), _place(old.get("parent", "")), _place(new["parent"]))
    for key, said in (("go_live", _("On view from")), ("expire", _("Until"))):
        yield _change(said, _second(old.get(key)), _second(new[key]))
    yield _change(_("Files"), *content.files(before, after))


def _place(parent: str) -> str:
    """The column by its title, as published or, before it is, as it stands in the admin."""
    link = current.link(parent)
    return link.title if link else str(item_of(parent) or "")


def _second(stamped: str | None) -> str:
    at = moment(stamped)
    return date_format(localtime(at), "Y-m-d H:i:s") if at else ""


def _change(label: str, before: str, after: str, same: bool = True) -> Change:
    """`same` is False where the form differs: what no word tells (emphasis, a list, a heading's level) is said too."""
    if before != after:
        return Change(label, difference(before, after))
    if same:
        return Change(label, _paragraphs(after), changed=False)
    said = _("The words are the same; how they are set has changed.")
    return Change(label, format_html("{}<br><em>{}</em>", _paragraphs(after), said))


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
