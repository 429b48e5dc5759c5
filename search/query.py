"""A question: its words, its filters, its page. Small parts that an engine puts together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cms.numbering import document_numbers
from search import analysis

FILTERS = ("category", "unit", "year", "genre", "validity")
SORTS = ("relevance", "date")
PER_PAGE = 20
LONGEST = 100
LAST_PAGE = 200
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')
_MINUS = re.compile(r"(?:^|\s)[-－](\S+)")


@dataclass(frozen=True)
class Query:
    """`text` as typed; `filters` by FILTERS; `page` from 1."""

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    per_page: int = PER_PAGE
    synonyms: tuple[tuple[str, ...], ...] = ()

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
    return name != "year" or (value.isascii() and value.isdigit() and len(value) < 6)


def from_request(values: Mapping[str, str], synonyms: Iterable[Iterable[str]] = ()) -> Query:
    """From what an address says; whatever makes no sense is left away."""
    page = values.get("page", "1")
    sort = values.get("sort", "")
    return Query(
        text=" ".join(values.get("q", "")[:LONGEST].replace("\x00", " ").split()),
        filters={name: values[name][:80] for name in FILTERS if values.get(name)},
        sort=sort if sort in SORTS else "relevance",
        page=min(int(page), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 5 and int(page) else 1,
        synonyms=tuple(tuple(group) for group in synonyms),
    )
