"""The engine in the site's own database, over segmented text: its index, and its answers.

What is no longer on view is left out by the publications' own lists in the same query, whatever the index still holds.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cms.ledger import derived
from cms.publication import file_kinds
from search import kept, snippets
from search.documents import BATCH, Document, batched
from search.engines import matching, tokens
from search.engines.base import Hit, Result
from search.engines.matching import ENTRY
from search.engines.tokens import FTS
from search.models import SearchEntry
from search.query import FILTERS, Query, fits

TOGETHER = 1000
"""Documents written in one transaction while everything is made anew."""
ROOM = 256 << 20
"""Bytes of pages that SQLite may keep in memory while everything is made anew."""
MOST_FACETS = 30
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity_label"}


class EmbeddedEngine:
    """See `base.Engine`."""

    def index(self, documents: Iterable[Document]) -> int:
        count = 0
        for batch in batched(documents, BATCH):
            with transaction.atomic(), derived.writing():
                self.remove([document.number for document in batch])
                SearchEntry.objects.bulk_create([_entry(document) for document in batch], batch_size=BATCH)
                for table in tokens.tables():
                    tokens.add(batch, table)
            count += len(batch)
        return count

    def remove(self, numbers: Iterable[int]) -> int:
        removed = 0
        for batch in batched(numbers, BATCH):
            with transaction.atomic(), derived.writing():
                for table in tokens.tables():
                    tokens.remove(batch, table)
                # signals of other apps would have every row fetched first
                removed += SearchEntry.objects.filter(number__in=batch)._raw_delete(using=connection.alias)
        return removed

    def begin(self, *, afresh: bool) -> set[int]:
        """An index beside the one that answers; returns the numbers that are in it from an interrupted time before."""
        entries = SearchEntry.objects.filter(made_by=kept.made_by())
        begun = tokens.begin(afresh=afresh)
        return begun & set(entries.values_list("number", flat=True)) if begun else begun

    def refill(self, documents: Iterable[Document]) -> None:
        """Into the index that was begun: what was kept and holds stays, the rest is made again.

        A transaction for each batch, in which nothing is rendered: nobody who signs meanwhile waits for it.
        """
        with _room():
            for batch in batched(documents, TOGETHER):
                with transaction.atomic(), derived.writing():
                    new = [document for document in batch if not document.is_kept]
                    SearchEntry.objects.filter(number__in=[each.number for each in new])._raw_delete(connection.alias)
                    # one that somebody else wrote in this moment is as good
                    SearchEntry.objects.bulk_create(
                        [_entry(document) for document in new], BATCH, ignore_conflicts=True
                    )
                    if tokens.is_building():
                        tokens.remove([each.number for each in new], tokens.BUILDING)
                        tokens.add(batch, tokens.BUILDING)

    @transaction.atomic
    def switch(self, wanted: Callable[[], set[int]]) -> int:
        """What was built answers from now on, and nothing that is not wanted in this second; returns how much."""
        self.remove(self.numbers() - wanted())
        tokens.switch()
        return SearchEntry.objects.count()

    def numbers(self) -> set[int]:
        return set(SearchEntry.objects.values_list("number", flat=True))

    def stale(self, *, thoroughly: bool = False) -> set[int]:
        """Numbers of what other code made, or whose tokens are missing; `thoroughly`, of what does not hold too."""
        found = set(SearchEntry.objects.exclude(made_by=kept.made_by()).values_list("number", flat=True))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "number" FROM "{ENTRY}" WHERE "number" NOT IN (SELECT rowid FROM "{FTS}")')  # noqa: S608 - constants
                found |= {row[0] for row in cursor.fetchall()}
        if thoroughly:
            found |= {entry.number for entry in SearchEntry.objects.iterator(BATCH) if not kept.holds(entry)}
        return found

    def search(self, query: Query, at: datetime) -> Result:
        """Four queries; two more at most when nothing has all the words as they stand."""
        if not query.terms:
            return Result()
        match = matching.match_of(connection.vendor, matching.as_it_stands(query), query)
        groups, loosened = _groups(match, query, at), False
        for all_of in (True, False):
            if not groups and len(query.words) > 1:
                match = matching.match_of(connection.vendor, matching.by_words(query, all_of=all_of), query)
                groups, loosened = _groups(match, query, at), True
        if not groups:
            return Result(loosened=loosened)
        ranked = _rows(matching.hits(match, query, at))
        total = ranked[0][2] if ranked else sum(each.count for each in groups if each.fits(query, FILTERS))
        return Result(_hits(query, ranked), total, _facets(groups, query), loosened, is_cut=total >= matching.MOST)


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """SQLite: pages in memory for work on the whole index."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{ROOM >> 10}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


@dataclass(frozen=True)
class Group:
    """Publications that have the same values of all filters: how many, and the newest of them."""

    values: dict[str, Any]
    count: int
    newest: int

    def fits(self, query: Query, names: Iterable[str]) -> bool:
        wanted = {name: query.filters[name] for name in names if name in query.filters}
        return all(fits(name, value) and value in self.of(name) for name, value in wanted.items())

    def of(self, name: str) -> list[str]:
        """The values of a filter as an address writes them; none where there is none."""
        value = self.values[name]
        if value in (None, ""):
            return []
        return file_kinds.read(value) if name == "attachment" else [str(value)]


def _rows(statement: matching.Statement) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()


def _groups(match: matching.Match, query: Query, at: datetime) -> list[Group]:
    rows = _rows(matching.groups(match, query, at))
    return [Group(dict(zip(FILTERS, values, strict=True)), count, newest) for *values, count, newest in rows]


def _hits(query: Query, ranked: list[Any]) -> tuple[Hit, ...]:
    """Entries that do not hold are left out, with an alarm. Both databases give the best the lowest score."""
    entries = SearchEntry.objects.in_bulk([number for number, _score, _total in ranked])
    return tuple(
        Hit(
            number,
            entry.item,
            entry.title,
            snippets.snippet(entry.body, query),
            {"date": entry.date, "category": entry.category},
            -float(score),
        )
        for number, score, _total in ranked
        if (entry := entries.get(number)) is not None and kept.holds(entry)
    )


def _facets(groups: list[Group], query: Query) -> dict[str, list[tuple[Any, str, int]]]:
    """Each filter's values, counted under the other filters."""
    label = _labels(groups)
    facets = {}
    for name in FILTERS:
        others = [each for each in FILTERS if each != name]
        counts: Counter[Any] = Counter()
        for group in groups:
            if group.fits(query, others):
                for value in group.of(name):
                    counts[int(value) if name == "year" else value] += group.count
        facets[name] = [(each, label.get((name, each), str(each)), n) for each, n in counts.most_common(MOST_FACETS)]
    return facets


def _labels(groups: list[Group]) -> dict[tuple[str, Any], str]:
    """(filter, value) → its words, as the newest publication of that value has them. One query."""
    newest: dict[tuple[str, Any], int] = {}
    for group in groups:
        for name in LABELS:
            key = name, group.values[name]
            newest[key] = max(newest.get(key, 0), group.newest)
    rows = SearchEntry.objects.filter(number__in={*newest.values()}).values("number", *LABELS.values())
    told = {row["number"]: row for row in rows}
    return {(name, value): told[n][LABELS[name]] for (name, value), n in newest.items() if n in told}


def _entry(document: Document) -> SearchEntry:
    facts = document.facts
    entry = SearchEntry(
        number=document.number,
        item=document.item,
        title=document.title,
        title_key=document.title_key,
        body=document.body,
        title_tokens=document.title_tokens,
        body_tokens=document.body_tokens,
        category=str(facts.get("category", ""))[:40],
        category_label=str(facts.get("category_label", ""))[:80],
        unit=str(facts.get("unit", ""))[:60],
        unit_name=str(facts.get("unit_name", ""))[:120],
        year=facts.get("year"),
        genre=str(facts.get("genre", ""))[:60],
        validity=str(facts.get("validity_code", ""))[:20],
        validity_label=str(facts.get("validity", ""))[:40],
        document_key=str(facts.get("document_key", ""))[:80],
        date=str(facts.get("date", ""))[:10],
    )
    return kept.seal(entry)
