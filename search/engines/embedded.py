"""The engine in the site's own database, over segmented text: its index, and its answers.

What is no longer on view is left out by the publications' own lists in the same query, whatever the index still holds.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from cms.ledger import derived

from .. import analysis, entry_cache, finding, lexicon, passages
from ..documents import BATCH, Document, batched
from ..engine_contract import Candidate, Candidates, Group, Result
from ..models import SearchEntry, SearchView
from ..query import FILTERS, Query
from ..ranking.plans import LOOSE_RANKED, NEAR_RANKED, RANKED, Plan
from . import matching, tokens
from .matching import ENTRY
from .tokens import FTS

LOCK_NUMBER = 7_231_015
AT_ONCE = 20
"""Documents made and written in one transaction: on SQLite nobody else writes meanwhile."""
TOGETHER = 1000
"""Documents written in one transaction while everything is made anew."""
ROOM = 256 << 20
"""Bytes of pages that SQLite may keep in memory while everything is made anew."""


def _lock() -> None:
    """Serialise writers of this schema's index until the transaction ends: an evaluation, whose index is in a schema of
    its own, waits for nobody. SQLite's IMMEDIATE transactions do so already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [LOCK_NUMBER])


class EmbeddedEngine:
    """See `engine_contract.Engine`."""

    name = "embedded"

    def index(self, documents: Iterable[Document]) -> int:
        """Documents are made while the index is this writer's: one that was made before another writer's is never
        written after it.
        """
        count, source = 0, iter(documents)
        while True:
            with transaction.atomic(), derived.writing():
                _lock()
                batch = list(islice(source, AT_ONCE))
                self.remove([document.number for document in batch])
                SearchEntry.objects.bulk_create([_entry(document) for document in batch], batch_size=BATCH)
                views = [_view(document) for document in batch]
                SearchView.objects.bulk_create(views, batch_size=BATCH)
                near = [document.near_tokens for document in batch]
                lexicon.add((view.title, view.body, each) for view, each in zip(views, near, strict=True))
                for table in tokens.tables():
                    tokens.add(batch, table)
            count += len(batch)
            if len(batch) < AT_ONCE:
                return count

    def remove(self, numbers: Iterable[int]) -> int:
        removed = 0
        for batch in batched(numbers, BATCH):
            with transaction.atomic(), derived.writing():
                _lock()
                for table in tokens.tables():
                    tokens.remove(batch, table)
                # signals of other apps would have every row fetched first
                SearchView.objects.filter(number__in=batch)._raw_delete(using=connection.alias)
                removed += SearchEntry.objects.filter(number__in=batch)._raw_delete(using=connection.alias)
        return removed

    def begin(self, *, afresh: bool) -> set[int]:
        """An index beside the one that answers; returns the numbers that are in it from an interrupted time before."""
        entries = SearchEntry.objects.filter(made_by=entry_cache.made_by())
        begun = tokens.begin(afresh=afresh)
        return begun & set(entries.values_list("number", flat=True)) if begun else begun

    def refill(self, documents: Iterable[Document]) -> None:
        """Into the index that was begun: what was kept and holds stays, the rest is made again.

        A transaction for each batch, in which nothing is rendered: nobody who signs meanwhile waits for it.
        """
        with _room():
            for batch in batched(documents, TOGETHER):
                with transaction.atomic(), derived.writing():
                    _lock()
                    new = [document for document in batch if not document.is_kept]
                    for model in (SearchEntry, SearchView):
                        model.objects.filter(number__in=[each.number for each in new])._raw_delete(connection.alias)
                    # one that somebody else wrote in this moment is as good
                    SearchEntry.objects.bulk_create(
                        [_entry(document) for document in new], BATCH, ignore_conflicts=True
                    )
                    numbers = [each.number for each in batch]
                    have = set(SearchView.objects.filter(number__in=numbers).values_list("number", flat=True))
                    lacking = [_view(each) for each in batch if each.number not in have]
                    SearchView.objects.bulk_create(lacking, BATCH, ignore_conflicts=True)
                    if tokens.is_building():
                        tokens.remove([each.number for each in new], tokens.BUILDING)
                        tokens.add(batch, tokens.BUILDING)

    @transaction.atomic
    def switch(self, wanted: Callable[[], set[int]]) -> int:
        """What was built answers from now on, and nothing that is not wanted in this second; returns how much."""
        _lock()
        self.remove(self.numbers() - wanted())
        tokens.switch()
        with derived.writing():
            lost = SearchView.objects.exclude(number__in=SearchEntry.objects.values("number"))
            lost._raw_delete(connection.alias)
        return SearchEntry.objects.count()

    def numbers(self) -> set[int]:
        return set(SearchEntry.objects.values_list("number", flat=True))

    def stale(self, *, thoroughly: bool = False) -> set[int]:
        """Numbers of what other code made, or whose tokens are missing; `thoroughly`, of what does not hold too."""
        found = set(SearchEntry.objects.exclude(made_by=entry_cache.made_by()).values_list("number", flat=True))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "number" FROM "{ENTRY}" WHERE "number" NOT IN (SELECT rowid FROM "{FTS}")')  # noqa: S608 - constants
                found |= {row[0] for row in cursor.fetchall()}
        entries = SearchEntry.objects.exclude(number__in=SearchView.objects.values("number"))
        found |= set(entries.values_list("number", flat=True))
        if thoroughly:
            found |= {entry.number for entry in SearchEntry.objects.iterator(BATCH) if not entry_cache.holds(entry)}
        return found

    def candidates(self, plan: Plan, query: Query, at: datetime) -> Candidates:
        """Four queries at most, two more where there are more than are ranked; one more of each where most of the index
        is not on view."""
        vendor = connection.vendor
        whole, total, groups = self._whole(plan, query, at)
        partial = _rows(matching.titled(vendor, plan.asked.names, query, at))
        if plan.near:
            partial += _first(matching.near(vendor, plan), query, at, NEAR_RANKED)
        if plan.loose:
            partial += _first(matching.loose(vendor, plan, only_titles=query.only_titles), query, at, LOOSE_RANKED)
        several = {row[0]: row for row in partial}
        found = tuple(map(_candidate, several.values()))
        return Candidates(tuple(map(_candidate, whole)), total, found, groups, is_cut=total >= matching.MOST)

    def _whole(self, plan: Plan, query: Query, at: datetime) -> tuple[list[Any], int, tuple[Group, ...]]:
        """Rows, how many there are behind the filters, and what counts them where they are more than are ranked."""
        if not plan.groups:
            return [], 0, ()
        match = matching.match_of(connection.vendor, plan, only_titles=query.only_titles)
        rows = None if query.filters else _best(match, query, at, RANKED)
        total = rows[0][-2] if rows and rows[0][-1] <= matching.TIMES * RANKED else None
        if rows is None:
            rows = _rows(matching.hits(match, query, at, filters={}, limit=RANKED))
            total = rows[0][-1] if rows else 0
        if total is not None and total < min(RANKED + 1, matching.MOST):
            return rows, total, ()
        groups = tuple(_groups(match, query, at))
        if query.filters:
            rows = _rows(matching.hits(match, query, at, filters=query.filters, limit=RANKED))
            return rows, rows[0][-1] if rows else 0, groups
        return rows, sum(group.count for group in groups), groups

    def beyond(
        self, plan: Plan, query: Query, at: datetime, ranked: Sequence[int], offset: int, limit: int
    ) -> list[int]:
        match = matching.match_of(connection.vendor, plan, only_titles=query.only_titles)
        asked = matching.hits(match, query, at, filters=query.filters, limit=limit, offset=offset, without=ranked)
        return [row[0] for row in _rows(asked)]

    def search(self, query: Query, at: datetime) -> Result:
        return finding.search(self, query, at)


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


def _rows(statement: matching.Statement) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()


def _best(match: matching.Match, query: Query, at: datetime, limit: int) -> list[Any] | None:
    """Rows of `matching.best`; None where they do not say enough."""
    statement = matching.best(match, query, at, limit)
    rows = _rows(statement) if statement else []
    return rows if rows and (len(rows) == limit or rows[0][-1] <= matching.TIMES * limit) else None


def _first(match: matching.Match, query: Query, at: datetime, limit: int) -> list[Any]:
    rows = _best(match, query, at, limit)
    return _rows(matching.first(match, query, at, limit)) if rows is None else rows


def _groups(match: matching.Match, query: Query, at: datetime) -> list[Group]:
    rows = _rows(matching.groups(match, query, at))
    return [Group(dict(zip(FILTERS, values, strict=True)), count, newest) for *values, count, newest in rows]


def _candidate(row: Sequence[Any]) -> Candidate:
    """Of a row of `matching`: number, score (both databases give the best the lowest), date, the filters' values."""
    number, score, date, *values = row
    return Candidate(number, -float(score or 0), dict(zip(FILTERS, values, strict=False)), date)


def _view(document: Document) -> SearchView:
    return SearchView(
        number=document.number,
        title=analysis.fold(document.title)[:255],
        document_number=analysis.fold(str(document.facts.get("document_number") or ""))[:120],
        headings=analysis.fold(document.headings),
        summary=analysis.fold(str(document.facts.get("summary") or "")),
        body=document.folded_body,
    )


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
        near_tokens=document.near_tokens,
        headings=document.headings,
        passages=passages.written(document.passages),
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
    return entry_cache.seal(entry)
