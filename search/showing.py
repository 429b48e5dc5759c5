"""What the page of results shows of an answer: lines, filters with their addresses, what is chosen, pages."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publication import listing
from cms.publication.current import Link

from . import addresses, snippets, words
from . import query as queries
from .engine_contract import Hit, Result
from .query import FILTERS, Query

LABELS = {
    "category": gettext_lazy("Category"),
    "unit": gettext_lazy("Unit"),
    "office": gettext_lazy("Office"),
    "year": gettext_lazy("Year"),
    "genre": gettext_lazy("Genre"),
    "validity": gettext_lazy("Validity"),
    "attachment": gettext_lazy("Attachment"),
}
ATTACHMENTS = {
    "pdf": "PDF",
    "ofd": "OFD",
    "word": gettext_lazy("Word document"),
    "table": gettext_lazy("spreadsheet"),
    "slides": gettext_lazy("slide show"),
    "archive": gettext_lazy("archive file"),
}


@dataclass(frozen=True)
class Line:
    """A hit as it is shown. `title` and `snippet` are HTML in which only <mark> is markup."""

    hit: Hit
    link: Link
    title: SafeString
    snippet: SafeString
    place: str = ""
    place_url: str = ""


def lines(result: Result, query: Query, now: datetime) -> list[Line]:
    """The hits that are on view in this second, each from its sealed publication."""
    links = listing.links([hit.number for hit in result.hits], at=now)
    also = [each.phrase for each in words.current().expansions(query.text)]
    return [_line(hit, links[hit.number], query, also) for hit in result.hits if hit.number in links]


def _line(hit: Hit, link: Link, query: Query, also: list[str]) -> Line:
    title = mark_safe(snippets.mark(link.title, query, also))  # noqa: S308 - escaped there
    place, url = _place(hit, link)
    said, summary = hit.snippet, snippets.summary(str(link.facts.get("summary", "")), query)
    if not said or (summary and _names_the_source(hit, link)):
        said = summary
    return Line(hit, link, title, mark_safe(said), place, url)  # noqa: S308 - escaped there


def _names_the_source(hit: Hit, link: Link) -> bool:
    """Whether what answers is who made it alone, which the line says below."""
    made_by = {str(link.facts.get(name, "")) for name in ("issuer", "unit_name", "office_name")}
    return hit.passage is not None and not hit.passage.place and set(hit.passage.text.splitlines()) <= made_by


def _place(hit: Hit, link: Link) -> tuple[str, str]:
    """What the piece that answers is called, and its address on the page or in an attachment; "" where it has none."""
    passage = hit.passage
    if passage is None or not passage.place:
        return "", ""
    if passage.anchor.startswith("/"):
        return passage.place, passage.anchor
    return passage.place, f"{link.url}#{passage.anchor}" if passage.anchor else ""


def label_of(name: str, value: Any, label: str) -> Any:
    """What people call a value of a filter."""
    return ATTACHMENTS.get(str(value), label or str(value)) if name == "attachment" else label or str(value)


def groups(result: Result, query: Query) -> Iterator[dict[str, Any]]:
    """The filters that part what was found, with counts and addresses; one that is chosen is always there."""
    for name in FILTERS:
        entries = [
            {
                "value": value,
                "label": label_of(name, value, label),
                "count": count,
                "chosen": query.filters.get(name) == str(value),
                "url": addresses.written(query, **{name: value}),
            }
            for value, label, count in result.facets.get(name, [])
        ]
        parts = len(entries) > 1 or any(each["count"] < result.total for each in entries)
        if parts or name in query.filters:
            yield {
                "name": name,
                "label": LABELS[name],
                "entries": entries,
                "chosen": name in query.filters,
                "all": addresses.without(query, name),
            }


def chosen(result: Result, query: Query) -> list[dict[str, Any]]:
    """Everything that narrows the question down, each with the address without it."""
    found: list[dict[str, Any]] = []
    if query.only_titles:
        found.append({"label": _("In titles only"), "value": "", "url": addresses.without(query, "in")})
    for name in FILTERS:
        if name in query.filters:
            value = query.filters[name]
            named = [label for each, label, _count in result.facets.get(name, []) if str(each) == value]
            label = label_of(name, value, str(named[0]) if named else "")
            found.append({"label": LABELS[name], "value": label, "url": addresses.without(query, name)})
    for name, label, value in (("from", _("From this day"), query.since), ("to", _("Up to this day"), query.until)):
        if value:
            found.append({"label": label, "value": value, "url": addresses.without(query, name)})
    return found


def hidden(query: Query, *own: str) -> list[tuple[str, str]]:
    """(name, value) of what a form has to hand on beside the fields that it has of its `own`, in the one order."""
    return [(name, value) for name, value in addresses.values_of(query).items() if name not in own]


def pages(result: Result, query: Query) -> int:
    """How many pages there are that can be reached; 1 for none."""
    return min(queries.LAST_PAGE, max(1, math.ceil(result.total / query.per_page)))
