"""The full-text table of SQLite: the one that answers, and one that is built beside it.

PostgreSQL has an index on the entries themselves, so there is nothing to do there.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from ..documents import Document

FTS = "disclosure_search_fts"
BUILDING = "disclosure_search_building"
SORTED_AT_ONCE = 32 << 20
"""Bytes of new tokens that SQLite sorts at once; its own is a thirtieth, made for single rows."""


def tables() -> list[str]:
    """Where a change goes."""
    return [*([FTS] if connection.vendor == "sqlite" else []), *([BUILDING] if is_building() else [])]


def is_building() -> bool:
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s", [BUILDING])
        return cursor.fetchone() is not None


def begin(*, afresh: bool) -> set[int]:
    """The table beside the one that answers, empty or as it was left; returns the numbers in it."""
    if connection.vendor != "sqlite":
        return set()
    with transaction.atomic(), connection.cursor() as cursor:
        if is_building() and afresh:
            cursor.execute(f'DROP TABLE "{BUILDING}"')
        if not is_building():
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [FTS])
            (made_by,) = cursor.fetchone()
            cursor.execute(f'CREATE VIRTUAL TABLE "{BUILDING}" USING {made_by.partition(" USING ")[2]}')
            sql = f'INSERT INTO "{BUILDING}" ("{BUILDING}", rank) VALUES (%s, %s)'  # noqa: S608 - constants
            cursor.execute(sql, ["hashsize", SORTED_AT_ONCE])
        return _numbers(BUILDING)


def _numbers(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid FROM "{table}"')  # noqa: S608 - a constant
        return {number for (number,) in cursor.fetchall()}


def add(documents: Iterable[Document], table: str) -> None:
    """Those that are not in it yet: one that somebody wrote meanwhile is the newer one."""
    rows = {each.number: each for each in documents}
    marks = ", ".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid FROM "{table}" WHERE rowid IN ({marks})', [*rows])  # noqa: S608 - constants
        for (number,) in cursor.fetchall():
            del rows[number]
        sql = f'INSERT INTO "{table}" (rowid, title, body, near) VALUES (%s, %s, %s, %s)'  # noqa: S608 - a constant
        facts = [(each.number, each.title_tokens, each.body_tokens, each.near_tokens) for each in rows.values()]
        cursor.executemany(sql, facts)


def remove(numbers: Iterable[int], table: str) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f'DELETE FROM "{table}" WHERE rowid = %s', [[number] for number in numbers])  # noqa: S608 - a constant


def switch() -> None:
    """What was built answers from now on. Call in a transaction; where somebody else did it, nothing happens."""
    if not is_building():
        return
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{FTS}"')
        cursor.execute(f'ALTER TABLE "{BUILDING}" RENAME TO "{FTS}"')
