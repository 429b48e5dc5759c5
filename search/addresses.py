"""The addresses of questions: one question has one address. Pure.

Whoever comes by another one (another order, empty or unknown parameters, a value written otherwise) is sent there.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from .query import FILTERS, TITLES, Query, page_asked

FORMATS = ("atom", "json")
ORDER = ("q", "in", "category", "unit", "office", "year", "from", "to", "genre", "validity", "attachment")
"""What narrows a question down, in the order in which an address has it; `sort`, `page` and `format` follow."""
NARROWING = ORDER[1:]


def values_of(query: Query) -> dict[str, str]:
    """What an address says of a question, in its one order; nothing that goes without saying."""
    facts = {
        "q": query.text,
        "in": TITLES if query.only_titles else "",
        "from": query.since,
        "to": query.until,
        **{name: query.filters.get(name, "") for name in FILTERS},
    }
    values = {name: facts[name] for name in ORDER if facts[name]}
    if query.sort != "relevance":
        values["sort"] = query.sort
    return values if query.text else {}


def written(query: Query, page: int = 1, form: str = "", **changes: Any) -> str:
    """The query of the address, with some values of it changed; None and "" leave one out. `?` for no question.

    `page` from 1; `form` is one of FORMATS or "" for the page. A change leads to the first page.
    """
    values = values_of(query)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    ordered = [(name, values[name]) for name in (*ORDER, "sort") if name in values]
    if page > 1:
        ordered.append(("page", str(page)))
    if form:
        ordered.append(("format", form))
    return f"?{urlencode(ordered)}"


def without(query: Query, name: str) -> str:
    """The same without one thing that narrows it down."""
    changes: dict[str, Any] = {name: None}
    return written(query, **changes)


def form_of(values: Mapping[str, str]) -> str:
    """In which of FORMATS the answer is wanted; "" for the page."""
    asked = values.get("format", "")
    return asked if asked in FORMATS else ""


def canonical(query: Query, values: Mapping[str, str]) -> str:
    """The one address of what these values ask for."""
    if not query.text:
        return "?"
    return written(query, page_asked(values.get("page", "")), form_of(values))


def is_canonical(values: QueryDict, wanted: str) -> bool:
    """Whether an address says this and nothing else, whichever way its letters are encoded."""
    asked = [(name, each) for name, several in values.lists() for each in several]
    return asked == parse_qsl(wanted.removeprefix("?"))
