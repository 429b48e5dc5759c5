"""A question: its words, its filters, its page. Small parts that an engine puts together."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cms.numbering import document_numbers

from . import analysis

FILTERS = ("category", "unit", "office", "year", "genre", "validity", "attachment")
SORTS = ("relevance", "date")
TITLES = "titles"
"""What the address says where only titles are looked through."""
PER_PAGE = 20
LONGEST = 100
LAST_PAGE = 200
_NO_TEXT = ("Cc", "Cs", "Cn")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')
_MINUS = re.compile(r"(?:^|\s)[-－](\S+)")


@dataclass(frozen=True)
class Query:
    """`text` as typed; `filters` by FILTERS; `page` from 1; `since` and `until` are days (ISO 8601) or "". With 0
    `per_page` only the counts are asked for.

    With `only_titles` what stands in a text alone is not found.
    """

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    per_page: int = PER_PAGE
    synonyms: tuple[tuple[str, ...], ...] = ()
    since: str = ""
    until: str = ""
    only_titles: bool = False

    @cached_property
    def excluded(self) -> tuple[str, ...]:
        """Words after a minus sign: what contains them is left out."""
        return tuple(_MINUS.findall(self.text))

    @cached_property
    def document_key(self) -> str:
        """The document number that the question is, or ""."""
        return document_numbers.canonical(self.text) or ""

    @cached_property
    def title_key(self) -> str:
        """The title that the question is, or ""."""
        return analysis.key(self.text)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """What has to be there: quoted parts and parts between spaces, each to be found as it stands."""
        text = _MINUS.sub(" ", self.text)
        quoted = [first or second for first, second in _QUOTED.findall(text)]
        rest = _QUOTED.sub(" ", text).split()
        return tuple(term for term in (*quoted, *rest) if any(analysis.runs(term)))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What stands between quotation marks: to be found as it stands."""
        text = _MINUS.sub(" ", self.text)
        found = (first or second for first, second in _QUOTED.findall(text))
        return tuple(term for term in found if any(analysis.runs(term)))

    @cached_property
    def asked_text(self) -> str:
        """The rest of the question, in which words may stand apart or together."""
        return _QUOTED.sub(" ", _MINUS.sub(" ", self.text)).strip()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the question, for when its parts as they stand are found nowhere."""
        return tuple(analysis.words(" ".join(self.terms)))

    def alternatives(self, term: str) -> tuple[str, ...]:
        """The term and what means the same."""
        folded = analysis.fold(term)
        for group in self.synonyms:
            if folded in {analysis.fold(word) for word in group}:
                return (term, *(word for word in group if analysis.fold(word) != folded))
        return (term,)


def fits(name: str, value: str) -> bool:
    """Whether anything can have this value."""
    if name == "attachment":
        return value.isascii() and value.isalnum()
    return name != "year" or (value.isascii() and value.isdigit() and len(value) < 6)


def clean(text: str) -> str:
    """A question as it is kept: one space between its parts, without what no text has (control characters, halves of
    surrogates, characters that there are not, marks that turn the direction of what follows), at most LONGEST.
    """
    seen = "".join(" " if unicodedata.category(each) in _NO_TEXT or each in _TURNING else each for each in text[:400])
    return " ".join(seen.split())[:LONGEST].strip()


def day(value: str) -> str:
    """A day as an address writes it (2007-05-30), or "" for what is none."""
    try:
        return datetime.date.fromisoformat(value.strip()).isoformat() if len(value) <= LONGEST else ""
    except ValueError:
        return ""


def page_asked(value: str) -> int:
    """The page that an address asks for, whether there is one or not; 1 for what is no page."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 and int(value) else 1


def from_request(values: Mapping[str, str], synonyms: Iterable[Iterable[str]] = ()) -> Query:
    """From what an address says; whatever makes no sense is left away."""
    sort = values.get("sort", "")
    filters = {name: clean(values.get(name, ""))[:80].strip() for name in FILTERS}
    return Query(
        text=clean(values.get("q", "")),
        filters={name: value for name, value in filters.items() if value},
        sort=sort if sort in SORTS else "relevance",
        page=min(page_asked(values.get("page", "")), LAST_PAGE),
        synonyms=tuple(tuple(group) for group in synonyms),
        since=day(values.get("from", "")),
        until=day(values.get("to", "")),
        only_titles=values.get("in", "") == TITLES,
    )
