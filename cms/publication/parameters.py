"""What a page reads from an address after the question mark. Each type declares it; all else is as if it were not
there: neither shown, nor in the links of the page itself, nor a reason to keep one more copy."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST_VALUE = 80
LONGEST_NUMBER = 6


def text(value: str) -> str:
    """Words, as a filter takes them; "" for what no filter can have."""
    return "" if "\x00" in value else value[:LONGEST_VALUE]


def page_number(value: str) -> str:
    """A page of a list from the second on; the first is the page itself."""
    if not (value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER):
        return ""
    return str(int(value)) if int(value) > 1 else ""


def day(value: str) -> str:
    """A day as it is written in an address (2007-05-30); "" for what is none."""
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def words(value: str) -> str:
    """What somebody looks for, with one space between its parts."""
    return " ".join(text(value).split())


@dataclass(frozen=True)
class Parameter:
    """`read(value)` gives the one way in which this value is written, or "" when it says nothing."""

    name: str
    read: Callable[[str], str] = text


PAGE = Parameter("page", page_number)


def of_type(model: object) -> tuple[Parameter, ...]:
    """What a type declares as its `disclosure_parameters`."""
    return tuple(getattr(model, "disclosure_parameters", ()))


def canonical(query: str, known: Iterable[Parameter]) -> str:
    """The query as the page understands it, always written in the same way; "" when it says nothing to the page.

    Raises django.core.exceptions.TooManyFieldsSent.
    """
    known = tuple(known)
    return _canonical(query, known) if query and known else ""


@lru_cache(maxsize=256)
def _canonical(query: str, known: tuple[Parameter, ...]) -> str:
    asked = QueryDict(query)
    facts = [(each.name, each.read(asked.get(each.name, ""))) for each in known]
    return urlencode([(name, value) for name, value in facts if value])
