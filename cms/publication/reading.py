"""Reads publications with SQL of our own: the few queries that every public page makes, without compiling them anew."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

from cms.ledger import checkpoints
from cms.publication import facts
from cms.publication.models import SEALED_FIELDS, Publication
from cms.sandbox.sandbox import own_tables

T = TypeVar("T")
TABLE = Publication._meta.db_table
HEAD_COLUMNS = (*SEALED_FIELDS, "key_id", "seal")
FULL_COLUMNS = (*HEAD_COLUMNS, "form")


@dataclass(frozen=True, slots=True)
class Row:
    """A publication as it was read; `form` is "" where only the head was asked for."""

    number: int
    item: str
    channel: str
    kind: str
    structural: bool
    parent: str
    slug: str
    title: str
    digest: str
    facts: str
    notice: str
    visible_from: datetime.datetime
    visible_until: datetime.datetime | None
    authority_kind: str
    authority_ref: str
    revokes: int | None
    published_at: datetime.datetime
    key_id: str
    seal: str
    form: str = ""

    @property
    def parsed_facts(self) -> dict[str, Any]:
        """The sealed facts, as they are read."""
        return facts.read(self.item, self.facts)

    def expired(self, now: datetime.datetime) -> bool:
        return self.visible_until is not None and self.visible_until <= now


_TIMES = tuple(FULL_COLUMNS.index(name) for name in ("visible_from", "visible_until", "published_at"))
_STRUCTURAL = FULL_COLUMNS.index("structural")


def parameter(now: datetime.datetime) -> Any:
    """A moment as this database compares it."""
    return connection.ops.adapt_datetimefield_value(now)


def moment_of(value: Any) -> datetime.datetime | None:
    """A moment as the database gave it."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=datetime.UTC)
    found: datetime.datetime | None = value
    return found


def _row(values: Sequence[Any]) -> Row:
    found = list(values)
    for place in _TIMES:
        found[place] = moment_of(found[place])
    found[_STRUCTURAL] = bool(found[_STRUCTURAL])
    return Row(*found)


def query(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a query on tables of this room; allowed inside a sandbox too."""
    with own_tables(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def columns(full: bool = False, alias: str = "") -> str:
    prefix = f"{alias}." if alias else ""
    return ", ".join(f'{prefix}"{name}"' for name in (FULL_COLUMNS if full else HEAD_COLUMNS))


def rows(where: str, params: Sequence[Any], *, full: bool = False) -> list[Row]:
    """Publications for a condition, newest number first."""
    sql = f'SELECT {columns(full)} FROM "{TABLE}" WHERE {where} ORDER BY "number" DESC'  # noqa: S608 - constants only
    return [_row(found) for found in query(sql, params)]


_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def once() -> Iterator[None]:
    """What is asked of one item's versions, and of the generation, is asked once inside.

    For a verb or a screen that puts many questions to one state; a publication inside begins anew (`forget`).
    """
    kept = _read.get()
    token = _read.set({} if kept is None else kept)
    try:
        yield
    finally:
        _read.reset(token)


def forget() -> None:
    """A publication was written: what was read before in this verb holds no more."""
    kept = _read.get()
    if kept is not None:
        kept.clear()


def _once(key: Any, ask: Callable[[], T]) -> T:
    kept = _read.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found


def versions(item: str, channel: str) -> list[Row]:
    """Every row of an item in a channel, newest first, without forms."""
    return list(_once((item, channel), lambda: rows('"channel" = %s AND "item" = %s', [channel, item])))


def versions_in(item: str, channels: Sequence[str]) -> dict[str, list[Row]]:
    """The same in several channels, by channel. One query."""
    found: dict[str, list[Row]] = {}
    if channels:
        marks = ", ".join(["%s"] * len(channels))
        for row in rows(f'"channel" IN ({marks}) AND "item" = %s', [*channels, item]):
            found.setdefault(row.channel, []).append(row)
    return found


def at_place(channel: str, parent: str, slug: str) -> list[Row]:
    """Every row of the items that ever stood at this place, newest first, without forms."""
    where = (
        f'"channel" = %s AND "item" IN (SELECT "item" FROM "{TABLE}" '  # noqa: S608 - constants only
        'WHERE "channel" = %s AND "parent" = %s AND "slug" = %s)'
    )
    return rows(where, [channel, channel, parent, slug])


def full(number: int) -> Row | None:
    """One row with its form."""
    found = rows('"number" = %s', [number], full=True)
    return found[0] if found else None


def many(numbers: Sequence[int], *, forms: bool = False) -> dict[int, Row]:
    """Rows by number, in one query."""
    if not numbers:
        return {}
    marks = ", ".join(["%s"] * len(numbers))
    return {row.number: row for row in rows(f'"number" IN ({marks})', list(numbers), full=forms)}


def batches(size: int = 500, *, forms: bool = True) -> Iterator[list[Row]]:
    """Every publication in order of its number, so many at a time; for checks and indices."""
    last = -(2**63)  # whoever forges a row may forge its number
    sql = f'SELECT {columns(forms)} FROM "{TABLE}" WHERE "number" > %s ORDER BY "number" LIMIT %s'  # noqa: S608 - constants only
    while found := [_row(values) for values in query(sql, [last, size])]:
        last = found[-1].number
        yield found


def by_item(size: int = 500) -> Iterator[list[Row]]:
    """The rows of each item in a channel, newest first, without forms; a query for so many items."""
    last = ("", "")
    pairs = (
        f'SELECT DISTINCT "channel", "item" FROM "{TABLE}" WHERE ("channel", "item") > (%s, %s) '  # noqa: S608 - constants only
        "ORDER BY 1, 2 LIMIT %s"
    )
    while found := query(pairs, [*last, size]):
        first, last = found[0], found[-1]
        where = '("channel", "item") >= (%s, %s) AND ("channel", "item") <= (%s, %s)'
        kept = sorted(rows(where, [*first, *last]), key=lambda row: (row.channel, row.item, -row.number))
        for _place, each in groupby(kept, key=lambda row: (row.channel, row.item)):
            yield list(each)


@dataclass(frozen=True)
class Generation:
    """Changes whenever what a channel shows may have changed: a row more, a time that has come, a state adopted."""

    newest: int
    seal: str
    last_from: str
    last_until: str
    given_up: int = 0


def generation(channel: str, now: datetime.datetime) -> Generation:
    """One query, a few index look-ups. The newest seal tells a restored database from the one before."""
    return _once((channel, now), lambda: _generation(channel, now))


def _generation(channel: str, now: datetime.datetime) -> Generation:
    sql = (
        f'SELECT (SELECT MAX("number") FROM "{TABLE}"), '  # noqa: S608 - constants only
        f'(SELECT "seal" FROM "{TABLE}" ORDER BY "number" DESC LIMIT 1), '
        f'(SELECT MAX("visible_from") FROM "{TABLE}" WHERE "channel" = %s AND "visible_from" <= %s), '
        f'(SELECT MAX("visible_until") FROM "{TABLE}" WHERE "channel" = %s AND "visible_until" <= %s)'
    )
    moment = parameter(now)
    newest, seal, last_from, last_until = query(sql, [channel, moment, channel, moment])[0]
    return Generation(newest or 0, str(seal), str(last_from), str(last_until), checkpoints.current().given_up)


def next_change(channel: str, now: datetime.datetime) -> datetime.datetime | None:
    """The next second in which something of the channel goes up or comes down by itself. One query."""
    sql = (
        f'SELECT (SELECT MIN("visible_from") FROM "{TABLE}" WHERE "channel" = %s AND "visible_from" > %s), '  # noqa: S608 - constants only
        f'(SELECT MIN("visible_until") FROM "{TABLE}" WHERE "channel" = %s AND "visible_until" > %s)'
    )
    moment = parameter(now)
    found = query(sql, [channel, moment, channel, moment])[0]
    return min(filter(None, (moment_of(value) for value in found)), default=None)


@dataclass(frozen=True)
class Watched:
    """A value that something was worked out from: the SQL of a scalar, and what it was then."""

    sql: str
    params: tuple[Any, ...]
    value: Any

    @classmethod
    def now(cls, sql: str, *params: Any) -> "Watched":
        """With the value that it has at present. One query."""
        return cls(sql, params, query(f"SELECT ({sql})", params)[0][0])


@lru_cache(maxsize=64)
def _newest_sql(watched: tuple[str, ...]) -> str:
    more = "".join(f", ({sql})" for sql in watched)
    return f'SELECT "number", "seal"{more} FROM "{TABLE}" ORDER BY "number" DESC LIMIT 1'  # noqa: S608 - constants only


def newest(watched: Sequence[Watched] = ()) -> tuple[Any, ...]:
    """Number and seal of the newest publication, how many the checkpoint log gave up, then the present values of what
    is watched; () when there is no publication.

    One query. It is a first one on its connection, as good a sign of life as the one that Django would ask for before:
    on a connection that has died it is asked again on a new one.
    """
    sql = _newest_sql(tuple(each.sql for each in watched))
    params = [value for each in watched for value in each.params]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return _first(sql, params)
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs do not know it
    try:
        return _first(sql, params)
    except (OperationalError, InterfaceError):
        connection.close()
        return _first(sql, params)


def _first(sql: str, params: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return (*found[:2], checkpoints.current().given_up, *found[2:]) if found else ()
