"""What an index lacks, what it holds otherwise, and what it holds for nothing.

A thousand publications at a time by their sums, and one by one only where those differ: the service compares every few
minutes, and there may be a million.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cms.publication import clock
from cms.publication.current import WEB
from cms.publication.models import ListingEntry

from . import entry_cache
from .documents import batched
from .engines import indexed
from .engines.elastic import ElasticsearchEngine
from .engines.embedded import EmbeddedEngine
from .engines.indexed import Sums, Window

PARTS = 10
"""Looked at one by one together."""


@dataclass(frozen=True)
class Difference:
    """Numbers that an index lacks, those that it holds for nothing, and those that it holds otherwise."""

    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(self.missing + other.missing, self.extra + other.extra, self.stale + other.stale)

    def __len__(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.stale)

    def some(self, most: int) -> "Difference":
        """Not more than so many of each, for work that must not keep others waiting."""
        return Difference(self.missing[:most], self.extra[:most], self.stale[:most])

    def as_json(self) -> dict[str, list[int]]:
        return {"missing": list(self.missing), "stale": list(self.stale), "extra": list(self.extra)}


def expected(item: str | None = None) -> set[int]:
    """Numbers of what is on view or will be."""
    rows = _rows(clock.now())
    rows = rows.filter(item=item) if item else rows
    return set(rows.values_list("number", flat=True))


def _rows(at: datetime.datetime) -> QuerySet[ListingEntry]:
    return ListingEntry.objects.not_over(at).filter(channel=WEB).exclude(structural=True, parent="")


def _windows(rows: QuerySet[ListingEntry]) -> Iterator[Window]:
    """How the index should have these. A version of a row may be any that is not older, so there is none here."""
    made_by = entry_cache.made_by()
    for number, start, end in rows.values_list("number", "shown_from", "shown_to").iterator():
        yield Window(number, start.isoformat(), end.isoformat(), 0, made_by)


def of_embedded(*, thoroughly: bool) -> Difference:
    """`thoroughly` reads every entry and checks its seal."""
    target = EmbeddedEngine()
    wanted, known = expected(), target.numbers()
    stale = target.stale(thoroughly=thoroughly) & wanted & known
    return Difference(_sorted(wanted - known), _sorted(known - wanted), _sorted(stale))


def of_elasticsearch(target: ElasticsearchEngine, index: str = "", most: int | None = None) -> Difference:
    """Of the index that answers, or of another one; `most` is enough of what differs. Raises Unavailable."""
    at = clock.now()
    wanted, known = _sums(at), target.sums(at, index)
    differing = sorted(part for part in wanted.keys() | known.keys() if wanted.get(part) != known.get(part))
    found = Difference()
    for parts in batched(differing, PARTS):
        found += _one_by_one(target, index, [indexed.numbers_of(part) for part in parts], at)
        if most is not None and len(found) >= most:
            return found.some(most)
    return found


def _sums(at: datetime.datetime) -> Sums:
    counts: Counter[int] = Counter()
    tallies: Counter[int] = Counter()
    for window in _windows(_rows(at)):
        part = indexed.part_of(window.number)
        counts[part] += 1
        tallies[part] += window.tally()
    return {part: (count, tallies[part]) for part, count in counts.items()}


def _one_by_one(target: ElasticsearchEngine, index: str, numbers: list[range], at: datetime.datetime) -> Difference:
    among = Q()
    for each in numbers:
        among |= Q(number__range=(each.start, each.stop - 1))
    wanted = {window.number: window for window in _windows(_rows(at).filter(among))}
    known = target.windows(index, indexed.among(numbers))
    alive = {number for number, window in known.items() if datetime.datetime.fromisoformat(window.end) > at}
    both = wanted.keys() & known.keys()
    stale = [number for number in both if wanted[number].tally() != known[number].tally()]
    return Difference(_sorted(wanted.keys() - known.keys()), _sorted(alive - wanted.keys()), _sorted(stale))


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers))
