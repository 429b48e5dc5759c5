"""The words of what is indexed: in how many publications each stands, and how it sounds.

Counted as publications come, and anew by `search rebuild`; of very many by a sample. Approximate: it decides about
weights and about what a wrong character may have been meant for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import rjieba
from django.db import connection, transaction
from django.db.models import Count

from cms.ledger import derived

from . import analysis
from .models import SearchEntry, SearchView, SearchWord
from .ranking import near, sounds
from .ranking.asked import parts

TOTAL = ""
"""The row that counts the publications."""
LONGEST = 8
BATCH = 500
SAMPLE = 100_000
"""Of more publications every second, third … is counted, for so many."""
MOST_SOUNDING = 20
_TABLE = SearchWord._meta.db_table
Row = tuple[str, str, str, int]


class Words:
    """See `ranking.asked.Lexicon`: what the database has counted. One query a call."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    @property
    def total(self) -> int:
        return max(1, self.known.get(TOTAL, 0))

    def counts(self, words: Iterable[str]) -> Mapping[str, int]:
        wanted = {TOTAL, *(word[:64] for word in words)}
        rows = SearchWord.objects.filter(word__in=wanted).values_list("word", "documents")
        self.known |= dict(rows)
        return self.known

    def sounding(self, spelt: Iterable[str]) -> Mapping[str, list[tuple[str, int]]]:
        wanted = sorted({each for each in spelt if len(each) <= 64})
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        if not wanted:
            return found
        marks = ", ".join(["%s"] * len(wanted))
        short = [each for each in wanted if 2 <= len(each) <= LONGEST]
        sql = f'SELECT "spelling", "word", "documents" FROM "{_TABLE}" WHERE "spelling" IN ({marks})'  # noqa: S608 - constants only
        if short:
            sql += (
                f' UNION ALL SELECT "initials", "word", "documents" FROM "{_TABLE}" '  # noqa: S608 - constants only
                f'WHERE "initials" IN ({", ".join(["%s"] * len(short))})'
            )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*wanted, *short])
            for key, word, count in cursor.fetchall():
                found[key].append((word, count))
        return {key: sorted(rows, key=lambda row: (-row[1], row[0]))[:MOST_SOUNDING] for key, rows in found.items()}


@lru_cache(maxsize=100_000)
def _with_parts(word: str) -> tuple[str, ...]:
    return (word, *parts(word))


def words_of(title: str, body: str, near_tokens: str) -> set[str]:
    """The words of a text, those inside longer ones, its characters, and the tokens by which its title is found."""
    found: set[str] = {near.COUNTED + token for token in near_tokens.split()}
    for run in analysis.folded_runs(f"{title}\n{body}"):
        if not analysis.is_han(run):
            found.add(run[:64])
            continue
        found.update(run)
        for word in set(rjieba.cut(run)):
            found.update(_with_parts(word) if len(word) <= LONGEST else parts(word))
    return found


def add(documents: Iterable[tuple[str, str, str]]) -> None:
    """Count what came: (title, body, near tokens) of each, folded. Call inside `derived.writing()`."""
    counts: Counter[str] = Counter()
    for facts in documents:
        counts.update(words_of(*facts))
        counts[TOTAL] += 1
    _write(_rows(counts))


def _rows(counts: Mapping[str, int]) -> Iterator[Row]:
    """In one order, so that two who write at once do not wait for each other in a circle."""
    for word in sorted(counts):
        spelling, initials = _sound(word)
        yield word, spelling, initials, counts[word]


@lru_cache(maxsize=100_000)
def _sound(word: str) -> tuple[str, str]:
    if not 2 <= len(word) <= LONGEST or not analysis.is_han(word):
        return "", ""
    spelt = sounds.syllables(word)
    return "".join(spelt)[:64], "".join(each[:1] for each in spelt)[:16]


def _write(rows: Iterable[Row]) -> None:
    sql = (
        f'INSERT INTO "{_TABLE}" ("word", "spelling", "initials", "documents") VALUES (%s, %s, %s, %s) '  # noqa: S608 - constants only
        f'ON CONFLICT ("word") DO UPDATE SET "documents" = "{_TABLE}"."documents" + excluded."documents"'
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def recount() -> int:
    """Everything anew, in one transaction at the end; returns how many words there are."""
    total = SearchView.objects.aggregate(count=Count("pk"))["count"]
    step = max(1, -(-total // SAMPLE))
    counts: Counter[str] = Counter()
    for number, title, body in (
        SearchView.objects.order_by("number").values_list("number", "title", "body").iterator(BATCH)
    ):
        if number % step == 0 or step == 1:
            counts.update(words_of(title, body, ""))
    entries = SearchEntry.objects.values_list("number", "near_tokens").iterator(BATCH)
    for number, tokens in entries:
        if number % step == 0 or step == 1:
            counts.update({near.COUNTED + token for token in tokens.split()})
    counts = Counter({word: count * step for word, count in counts.items()})
    counts[TOTAL] = total
    with transaction.atomic(), derived.writing():
        SearchWord.objects.all()._raw_delete(using=connection.alias)
        _write(_rows(counts))
    return len(counts)
