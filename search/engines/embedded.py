"""The engine in the site's own database: FTS5 on SQLite, tsvector on PostgreSQL, over segmented text.

What is no longer on view is left out by the publications' own lists in the same query, whatever the index still holds.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cms.ledger import derived
from cms.publication.models import ListingEntry
from cms.publication.reading import parameter
from search import analysis, kept, snippets
from search.documents import BATCH, Document, batched
from search.engines.base import Hit, Result
from search.models import SearchEntry
from search.query import FILTERS, Query

_ENTRY = SearchEntry._meta.db_table
_LIST = ListingEntry._meta.db_table
FTS = "disclosure_search_fts"
MOST = 2000
TOGETHER = 32 << 20
"""Bytes of new tokens that SQLite sorts at once; its own is a thirtieth, made for single rows."""
HEAVY = ("body", "title_tokens", "body_tokens")
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity_label"}


class EmbeddedEngine:
    """See `base.Engine`."""

    def index(self, documents: Iterable[Document]) -> int:
        count = 0
        for batch in batched(documents, BATCH):
            with transaction.atomic(), derived.writing():
                self.remove([document.number for document in batch])
                SearchEntry.objects.bulk_create([_entry(document) for document in batch], batch_size=BATCH)
                self._add_tokens(batch)
            count += len(batch)
        return count

    @transaction.atomic
    def refill(self, documents: Iterable[Document]) -> int:
        """Everything anew: what was kept and holds stays, the rest is made again. Readers see the old index until it is
        done."""
        count = 0
        with derived.writing():
            self._empty_tokens()
            for batch in batched(documents, BATCH):
                new = [document for document in batch if not document.is_kept]
                SearchEntry.objects.filter(number__in=[each.number for each in new])._raw_delete(connection.alias)
                SearchEntry.objects.bulk_create([_entry(document) for document in new], batch_size=BATCH)
                self._add_tokens(batch)
                count += len(batch)
        return count

    def remove(self, numbers: Iterable[int]) -> int:
        removed = 0
        with transaction.atomic(), derived.writing():
            for batch in batched(numbers, BATCH):
                if connection.vendor == "sqlite":
                    sql = f'DELETE FROM "{FTS}" WHERE rowid = %s'  # noqa: S608 - a constant
                    with connection.cursor() as cursor:
                        cursor.executemany(sql, [[number] for number in batch])
                # signals of other apps would have every row fetched first
                removed += SearchEntry.objects.filter(number__in=batch)._raw_delete(using=connection.alias)
        return removed

    def _empty_tokens(self) -> None:
        """SQLite: the table anew, which is faster than to take every row out of it."""
        if connection.vendor != "sqlite":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [FTS])
            (made_by,) = cursor.fetchone()
            cursor.execute(f'DROP TABLE "{FTS}"')
            cursor.execute(made_by)
            cursor.execute(f'INSERT INTO "{FTS}" ("{FTS}", rank) VALUES (%s, %s)', ["hashsize", TOGETHER])  # noqa: S608 - constants

    def _add_tokens(self, entries: list[Document]) -> None:
        if connection.vendor != "sqlite":
            return
        sql = f'INSERT INTO "{FTS}" (rowid, title, body) VALUES (%s, %s, %s)'  # noqa: S608 - a constant
        with connection.cursor() as cursor:
            cursor.executemany(sql, [[each.number, each.title_tokens, each.body_tokens] for each in entries])

    def numbers(self) -> set[int]:
        return set(SearchEntry.objects.values_list("number", flat=True))

    def stale(self, *, thoroughly: bool = False) -> set[int]:
        """Numbers of what other code made, or whose tokens are missing; `thoroughly`, of what does not hold too."""
        found = set(SearchEntry.objects.exclude(made_by=kept.made_by()).values_list("number", flat=True))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "number" FROM "{_ENTRY}" WHERE "number" NOT IN (SELECT rowid FROM "{FTS}")')  # noqa: S608 - constants
                found |= {row[0] for row in cursor.fetchall()}
        if thoroughly:
            found |= {entry.number for entry in SearchEntry.objects.iterator(BATCH) if not kept.holds(entry)}
        return found

    def search(self, query: Query, at: datetime) -> Result:
        if not query.terms:
            return Result()
        asked = _as_it_stands(query)
        ranked = self._ranked(asked, query, at)
        loosened = False
        if not ranked and len(query.words) > 1:
            ranked, loosened = self._ranked(_words(query, all_of=True), query, at), True
            ranked = ranked or self._ranked(_words(query, all_of=False), query, at)
        entries = SearchEntry.objects.defer(*HEAVY).in_bulk([number for number, _score in ranked])
        return _result(query, ranked, entries, loosened)

    def _ranked(self, expression: list[list[str]], query: Query, at: datetime) -> list[tuple[int, float]]:
        """(number, score) of what is on view and matches, best first, filters not yet applied."""
        excluded = [analysis.phrase(word) for word in query.excluded]
        make = _sqlite if connection.vendor == "sqlite" else _postgresql
        sql, params = make(expression, excluded)
        moment = parameter(at)
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, "web", False, moment, moment, query.document_key or "-", MOST])
            return [(row[0], float(row[1])) for row in cursor.fetchall()]


def _entry(document: Document) -> SearchEntry:
    facts = document.facts
    entry = SearchEntry(
        number=document.number,
        item=document.item,
        title=document.title,
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


def _as_it_stands(query: Query) -> list[list[str]]:
    """All of these, each by one of its alternatives."""
    return [[analysis.phrase(each) for each in query.alternatives(term)] for term in query.terms]


def _words(query: Query, *, all_of: bool) -> list[list[str]]:
    phrases = [[analysis.phrase(each) for each in query.alternatives(word)] for word in query.words]
    return phrases if all_of else [[each for group in phrases for each in group]]


def _fts5(phrase: str) -> str:
    """A quoted phrase; a single Chinese character at its end may begin a pair, so it is a prefix."""
    quoted = '"' + phrase.replace('"', '""') + '"'
    return f"{quoted}*" if analysis.is_open(phrase) else quoted


_VISIBLE = (
    f'JOIN "{_LIST}" l ON l."number" = e."number" WHERE l."channel" = %s AND l."structural" = %s '
    'AND l."shown_from" <= %s AND l."shown_to" > %s '
)


def _sqlite(expression: list[list[str]], excluded: Sequence[str]) -> tuple[str, list[Any]]:
    match = " AND ".join("(" + " OR ".join(_fts5(each) for each in group) + ")" for group in expression)
    for tokens in excluded:
        match = f"({match}) NOT {_fts5(tokens)}"
    sql = (
        f'SELECT e."number", bm25("{FTS}", 8.0, 1.0) AS score FROM "{FTS}" '  # noqa: S608 - constants only
        f'JOIN "{_ENTRY}" e ON e."number" = "{FTS}".rowid AND "{FTS}" MATCH %s {_VISIBLE} '
        'ORDER BY e."document_key" = %s DESC, score, e."date" DESC LIMIT %s'
    )
    return sql, [match]


def _postgresql(expression: list[list[str]], excluded: Sequence[str]) -> tuple[str, list[Any]]:
    def one(phrase: str) -> tuple[str, str]:
        if analysis.is_open(phrase):  # tokens are letters and digits: there is nothing to escape
            return "to_tsquery('simple', %s)", " <-> ".join(f"'{token}'" for token in phrase.split()) + ":*"
        return "phraseto_tsquery('simple', %s)", phrase

    params: list[Any] = []
    groups = []
    for group in expression:
        parts = [one(each) for each in group]
        params += [value for _call, value in parts]
        groups.append("(" + " || ".join(call for call, _value in parts) + ")")
    asked = " && ".join(groups)
    for tokens in excluded:
        asked = f"({asked}) && !! phraseto_tsquery('simple', %s)"
        params.append(tokens)
    vector = "(setweight(to_tsvector('simple', e.\"title_tokens\"), 'A') || to_tsvector('simple', e.\"body_tokens\"))"
    sql = (
        f'SELECT e."number", -ts_rank({vector}, q.q) AS score FROM (SELECT {asked} AS q) q '  # noqa: S608 - constants
        f'JOIN "{_ENTRY}" e ON {vector} @@ q.q {_VISIBLE} '
        'ORDER BY (e."document_key" = %s) DESC, score, e."date" DESC LIMIT %s'
    )
    return sql, params


def _result(query: Query, ranked: list[tuple[int, float]], entries: dict[int, SearchEntry], loosened: bool) -> Result:
    found = [entries[number] for number, _score in ranked if number in entries]
    fitting = [entry for entry in found if _fits(entry, query, FILTERS)]
    if query.sort == "date":
        fitting.sort(key=lambda entry: (entry.date, entry.number), reverse=True)
    start = (query.page - 1) * query.per_page
    scores = {number: -score for number, score in ranked}  # both databases give the best the lowest
    page = [entry.number for entry in fitting[start : start + query.per_page]]
    whole = SearchEntry.objects.in_bulk(page)
    hits = tuple(
        Hit(
            entry.number,
            entry.item,
            entry.title,
            snippets.snippet(entry.body, query),
            {"date": entry.date, "category": entry.category},
            scores.get(entry.number, 0.0),
        )
        for entry in (whole[number] for number in page if number in whole)
        if kept.holds(entry)
    )
    return Result(hits, len(fitting), _facets(found, query), loosened)


def _fits(entry: SearchEntry, query: Query, names: Iterable[str]) -> bool:
    return all(str(getattr(entry, name)) == query.filters[name] for name in names if name in query.filters)


def _facets(found: list[SearchEntry], query: Query) -> dict[str, list[tuple[Any, str, int]]]:
    facets = {}
    for name in FILTERS:
        others = [each for each in FILTERS if each != name]
        counts: Counter[tuple[Any, str]] = Counter()
        for entry in found:
            value = getattr(entry, name)
            if value not in (None, "") and _fits(entry, query, others):
                counts[(value, str(getattr(entry, LABELS.get(name, name))))] += 1
        facets[name] = [(value, label, count) for (value, label), count in counts.most_common(30)]
    return facets
