"""What every engine does, and in which words it answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from search.documents import Document
from search.query import Query


@dataclass(frozen=True)
class Hit:
    """`number` is the publication; `snippet` is HTML in which only <mark> is markup."""

    number: int
    item: str
    title: str
    snippet: str
    facts: dict[str, Any] = field(default_factory=dict)
    score: float = 0.0


class Unavailable(Exception):
    """The engine is away, too slow, or refuses; the message says what it said."""


@dataclass(frozen=True)
class Result:
    """One page of hits. `facets`: filter → (value, label, count). `engine` names who answered; `limited` says that it
    was not the one that should have, `is_cut` that there is more than was counted."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, list[tuple[Any, str, int]]] = field(default_factory=dict)
    loosened: bool = False
    engine: str = "embedded"
    limited: bool = False
    is_cut: bool = False


class Engine(Protocol):
    """An index of publications. Everything is by number: an older one never overwrites a newer one."""

    def index(self, documents: Iterable[Document]) -> int: ...

    def remove(self, numbers: Iterable[int]) -> int: ...

    def numbers(self) -> set[int]: ...

    def search(self, query: Query, at: datetime) -> Result: ...
