"""What every engine does, and in which words it answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from cms.publication import file_kinds

from .documents import Document
from .passages import Passage
from .query import FILTERS, Query, fits
from .ranking.plans import Plan


@dataclass(frozen=True)
class Hit:
    """`number` is the publication; `snippet` is HTML in which only <mark> is markup; `passage` is the piece that
    answers best, None where the title does."""

    number: int
    item: str
    title: str
    snippet: str
    facts: dict[str, Any] = field(default_factory=dict)
    score: float = 0.0
    passage: Passage | None = None


class Unavailable(Exception):
    """The engine is away, too slow, or refuses; the message says what it said."""


@dataclass(frozen=True)
class Result:
    """One page of hits. `facets`: filter → (value, label, count). `engine` names who answered; `limited` says that it
    was not the one that should have, `is_cut` that there is more than was counted; `loosened` that nothing has all the
    words."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, list[tuple[Any, str, int]]] = field(default_factory=dict)
    loosened: bool = False
    engine: str = "embedded"
    limited: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Candidate:
    """A publication on view that may answer: `score` is the engine's, the higher the better; `values` by FILTERS."""

    number: int
    score: float
    values: dict[str, Any]
    date: str = ""

    def fits(self, query: Query, names: Iterable[str] = FILTERS) -> bool:
        return fitting(self.values, query, names)


@dataclass(frozen=True)
class Group:
    """Publications that have the same values of all filters: how many, and the newest of them."""

    values: dict[str, Any]
    count: int
    newest: int

    def fits(self, query: Query, names: Iterable[str] = FILTERS) -> bool:
        return fitting(self.values, query, names)


@dataclass(frozen=True)
class Candidates:
    """`whole` have all the words, the best first (the newest, where that is asked for), at most RANKED of `total`;
    `partial` have some, or a title that may be meant. Filters are not applied, unless there are more than RANKED: then
    `groups` count the whole before the filters, and `whole` and `total` are behind them.
    """

    whole: tuple[Candidate, ...] = ()
    total: int = 0
    partial: tuple[Candidate, ...] = ()
    groups: tuple[Group, ...] = ()
    is_cut: bool = False


class Engine(Protocol):
    """An index of publications. Everything is by number: an older one never overwrites a newer one."""

    def index(self, documents: Iterable[Document]) -> int: ...

    def remove(self, numbers: Iterable[int]) -> int: ...

    def numbers(self) -> set[int]: ...

    def search(self, query: Query, at: datetime) -> Result: ...


class Finder(Protocol):
    """Who names candidates for `finding.search`. Everything is filtered by publication and second inside."""

    name: str

    def candidates(self, plan: Plan, query: Query, at: datetime) -> Candidates:
        """Raises Unavailable."""

    def beyond(
        self, plan: Plan, query: Query, at: datetime, ranked: Sequence[int], offset: int, limit: int
    ) -> list[int]:
        """Numbers of what has all the words, fits the filters and is not among the ranked, in the engine's order."""


def fitting(values: dict[str, Any], query: Query, names: Iterable[str]) -> bool:
    """Whether these values are those that a question narrows down to, as far as the named filters go."""
    if not query.filters:
        return True
    wanted = {name: query.filters[name] for name in names if name in query.filters}
    return all(fits(name, value) and value in several(values, name) for name, value in wanted.items())


def several(values: dict[str, Any], name: str) -> list[str]:
    """The values of a filter as an address writes them; none where there is none."""
    value = values[name]
    if value in (None, ""):
        return []
    return file_kinds.read(value) if name == "attachment" else [str(value)]
