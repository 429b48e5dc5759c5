"""Tags of the public templates of this room. What they list are publications; they read no row of Wagtail's."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import rjieba
from django import template
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cms.pages.base import registry
from cms.pages.base.child_rows import REVERSE, RelatedItem
from cms.pages.base.rich_text import address_of
from cms.pages.base.vocabulary import Validity
from cms.publication import listing
from cms.sandbox import sandbox

register = template.Library()

FILTERS = {
    "category": _("Category"),
    "unit": _("Unit"),
    "year": _("Year"),
    "genre": _("Genre"),
    "validity": _("Validity"),
}
# How a page names another one, as a heading above the links to it.
HEADINGS = {
    RelatedItem.Kind.INTERPRETATION: _("Interpretation"),
    RelatedItem.Kind.POLICY: _("The document interpreted here"),
    RelatedItem.Kind.BASIS: _("Based on"),
    RelatedItem.Kind.AMENDS: _("Amends"),
    RelatedItem.Kind.AMENDED_BY: _("Amended by"),
    RelatedItem.Kind.REPEALS: _("Repeals"),
    RelatedItem.Kind.REPEALED_BY: _("Repealed or replaced by"),
}
LONGEST_VALUE = 80
ORDER = ("q", *FILTERS, "from", "to", "page")
"""In which an address of a list has what it says, as the catalogue reads it."""


@dataclass(frozen=True)
class Group:
    label: Any
    links: tuple[Any, ...]


def _query(context: dict[str, Any]) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


@register.simple_tag(takes_context=True)
def page_number(context: dict[str, Any]) -> int:
    """The page of a list that the address asks for; 1 for anything that is no page."""
    wanted = _query(context).get("page", "1")
    return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The query of this address with some values changed; None leaves one out. `?` alone when nothing is left.

    Always in one order, and without the number of the first page, so that one list has one address.
    """
    values: dict[str, str] = {str(name): str(value) for name, value in _query(context).dict().items()}
    values |= {name: str(value) for name, value in changes.items() if value is not None}
    gone = {name for name, value in changes.items() if value is None}
    values = {name: value for name, value in values.items() if value and name not in gone}
    if values.get("page") == "1":
        del values["page"]
    places = {name: place for place, name in enumerate(ORDER)}
    ordered = sorted(values, key=lambda name: (places.get(name, len(places)), name))
    return f"?{urlencode([(name, values[name]) for name in ordered])}"


@register.filter
def category_label(identifier: str) -> str:
    """What people call a category."""
    return registry.label(identifier)


@register.simple_tag(takes_context=True)
def chosen(context: dict[str, Any]) -> SimpleNamespace:
    """The catalogue's filters that the address sets, None where it sets none; `words`, `since` and `until`, and
    `hidden`: (name, value) of the filters, for a form that hands them on.
    """
    query = _query(context)
    found = {name: query.get(name, "")[:LONGEST_VALUE] or None for name in FILTERS}
    more = {"words": listing.Words(query.get("q", "")), "since": query.get("from", ""), "until": query.get("to", "")}
    return SimpleNamespace(**found, **more, hidden=[(name, value) for name, value in found.items() if value])


@register.simple_tag(takes_context=True)
def filters(context: dict[str, Any], counts: Any, wanted: SimpleNamespace) -> list[dict[str, Any]]:
    """The filters with their counts and addresses, in the order of FILTERS; empty ones are left out."""
    groups = []
    for name, label in FILTERS.items():
        entries = [_entry(context, name, each, getattr(wanted, name)) for each in _entries(counts, name)]
        if entries:
            groups.append(
                {
                    "name": name,
                    "label": label,
                    "entries": entries,
                    "chosen": getattr(wanted, name),
                    "all_url": query_with(context, **{name: None, "page": None}),
                }
            )
    return groups


def _entries(counts: Any, name: str) -> Iterable[Any]:
    return (counts.get(name, ()) if isinstance(counts, dict) else getattr(counts, name, ())) or ()


def _name(filter_name: str, value: Any, label: str) -> Any:
    """What people call a value of a filter; the lists keep identifiers of some."""
    if filter_name == "category":
        return registry.label(value)
    if filter_name == "validity" and value in Validity.values:
        return Validity(value).label
    return label


def _entry(context: dict[str, Any], name: str, entry: Any, wanted: str | None) -> dict[str, Any]:
    value, label, count = entry
    return {
        "label": _name(name, value, label),
        "count": count,
        "chosen": str(value) == wanted,
        "url": query_with(context, **{name: value, "page": None}),
    }


@register.filter
def words(text: str) -> SafeString:
    """A title that may break between its words: 关于<wbr>进一步<wbr>推行 (with `word-break: keep-all`)."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((word,) for word in rjieba.cut(str(text))))


@register.simple_tag(takes_context=True)
def related(context: dict[str, Any], page: Any) -> list[Group]:
    """Links to related items under a heading each; those that are not public now are left out.

    What the page itself declares, and what other publications declare of it: `publication.backlinks`, pairs of the
    kind that stands in their fact `relations` and a link (`title`, `url`), read from this page's end.
    """
    here = sandbox.current()
    found: dict[str, dict[str, Any]] = {}
    for row in page.disclosure_relations.all():
        link = here.linked(row.target_key) if here else None
        if link is not None:
            found.setdefault(row.kind, {})[address_of(link)] = link
    for kind, link in getattr(context.get("publication"), "backlinks", ()):
        if kind in REVERSE:
            found.setdefault(REVERSE[kind], {}).setdefault(address_of(link), link)
    return [Group(HEADINGS[kind], tuple(found[kind].values())) for kind in RelatedItem.Kind if kind in found]


@register.inclusion_tag("disclosure/includes/rows.html")
def rows_table(page: Any, relation: str, leave_out: str = "") -> dict[str, Any]:
    """The rows of a relation as a table: a column for each that the type of row lists and any row fills."""
    child: Any = page._meta.get_field(relation).related_model
    rows = list(getattr(page, relation).all())
    columns = [
        child._meta.get_field(name)
        for name in child.listed()
        if name != leave_out and any(getattr(row, name) not in (None, "") for row in rows)
    ]
    return {
        "caption": capfirst(str(child._meta.verbose_name_plural)),
        "columns": [
            {"label": capfirst(str(column.verbose_name)), "numeric": _is_numeric(column)} for column in columns
        ],
        "rows": [
            [{"value": _shown(row, column.name), "numeric": _is_numeric(column)} for column in columns] for row in rows
        ],
    }


def _is_numeric(column: Any) -> bool:
    return column.get_internal_type() in ("DecimalField", "PositiveIntegerField", "PositiveSmallIntegerField")


def _shown(row: Any, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name)


@register.simple_tag
def fact(page: Any, name: str) -> dict[str, Any] | None:
    """Label and value of a field, for a list of facts; None when it says nothing."""
    value = _shown(page, name)
    if value in (None, ""):
        return None
    return {"label": capfirst(str(page._meta.get_field(name).verbose_name)), "value": value}
