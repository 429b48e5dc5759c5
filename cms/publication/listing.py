"""Every list, feed, catalogue and index: one query on the derived table, each item from its sealed publication."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cms.publication import clock, current, reading, trust, viewing
from cms.publication.current import WEB, Link
from cms.publication.models import Backlink, ListingEntry
from cms.publication.projections import SUPERSEDED_BY
from cms.questions import Question
from cms.sandbox.sandbox import own_tables

FILTERS = ("category", "unit", "year", "genre", "validity", "subject")
ORDERS = {
    "-published": 'l."shown_from" DESC, l."number" DESC',
    "-date": 'l."date" DESC, l."number" DESC',
}
_LIST = ListingEntry._meta.db_table
_BACK = Backlink._meta.db_table
_LARGEST = 100
Condition = tuple[str, list[Any]]
by_words: Question[Callable[[str], Condition]] = Question(
    "publication.by_words", "Which rows of a list have these words?"
)
"""`answer(words)` says it in SQL of the rows `l`, with its parameters. It may know a publication a moment after the
lists do, so a page made by it is not kept."""
_FURTHEST = 2**62
"""The largest offset that every database takes; no list is that long."""


class Words(str):
    """What a list is narrowed down by, looked up once however many lists and counts it is used for."""

    @cached_property
    def condition(self) -> Condition:
        with own_tables():  # an index of publications and the site's words are nobody's live rows
            return next(iter(by_words))(str(self))


@dataclass(frozen=True)
class ListedItem(Link):
    """A line of a list. Of a batch `parts` counts what it holds; `together` how many items the line stands for, and
    `above` is what they stand under, when there are several."""

    parts: int = 0
    together: int = 1
    above: Link | None = None


@dataclass(frozen=True)
class ListingPage:
    """One page of a list. `total` counts everything that fits, `pages` the pages that it fills."""

    items: tuple[ListedItem, ...]
    total: int
    pages: int


def _condition(channel: str, now: datetime, parents: Sequence[str], structural: bool, wanted: dict[str, Any]) -> Any:
    moment = reading.parameter(now)
    parts = ['l."channel" = %s', viewing.sql()]
    params: list[Any] = [channel, moment, moment]
    if parents:
        parts.append('l."parent" = %s' if len(parents) == 1 else f'l."parent" IN ({_marks(parents)})')
        params += parents
    if not structural:
        parts.append('l."structural" = %s')
        params.append(False)
    for name in FILTERS:
        value = wanted.get(name)
        if value not in (None, ""):
            if name == "year":
                value = int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 6 else -1
            parts.append(f'l."{name}" = %s')
            params.append(value)
    for bound, value in (('l."date" >= %s', wanted.get("since")), ('l."date" <= %s', wanted.get("until"))):
        if value:
            parts += [bound, "l.\"date\" <> ''"]
            params.append(str(value))
    if wanted.get("words") and by_words:
        asked = wanted["words"]
        condition, more = (asked if isinstance(asked, Words) else Words(asked)).condition
        parts.append(f"({condition})")
        params += more
    return " AND ".join(parts), params


def numbers(condition: str, params: Sequence[Any], *, limit: int, at: datetime) -> list[int]:
    """Numbers of what is on view and for which a condition on `l` holds, the newest first."""
    where, more = _condition(WEB, at, [], False, {})
    sql = f'SELECT l."number" FROM "{_LIST}" l WHERE {where} AND {condition} ORDER BY l."number" DESC LIMIT %s'  # noqa: S608 - constants and a condition of ours
    return [number for (number,) in reading.query(sql, [*more, *params, limit])]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _one_a_line(now: datetime) -> Any:
    """Of what is on one line the newest, and no part: its whole stands for it."""
    moment = reading.parameter(now)
    sql = (
        f'l."is_part" = %s AND NOT EXISTS (SELECT 1 FROM "{_LIST}" o '  # noqa: S608 - constants only
        'WHERE o."channel" = l."channel" AND o."line" = l."line" AND o."is_part" = %s '
        f"AND {viewing.sql('o')} "
        'AND (o."shown_from", o."number") > (l."shown_from", l."number"))'
    )
    return sql, [False, False, moment, moment]


def page_of(
    *,
    channel: str = WEB,
    parent: str | Sequence[str] | None = None,
    structural: bool = False,
    order: str = "-published",
    page: int = 1,
    limit: int = 20,
    at: datetime | None = None,
    latest: bool = False,
    **wanted: Any,
) -> ListingPage:
    """Titles and addresses of what is shown now, filtered by FILTERS, by `since` and `until` (days of creation) and by
    `words` (see Words).

    `parent` is one key or several. `latest` draws what came up together as one line: a batch with what it holds, the
    batches of one item and day. Rows that do not hold are left out, with an alarm. The queries are the same for any
    length.
    """
    now = at or clock.now()
    limit = max(1, min(int(limit), _LARGEST))
    parents = [parent] if isinstance(parent, str) else list(parent or ())
    where, params = _condition(channel, now, parents, structural, wanted)
    if latest:
        condition, more = _one_a_line(now)
        where, params = f"{where} AND {condition}", [*params, *more]
    total = reading.query(f'SELECT COUNT(*) FROM "{_LIST}" l WHERE {where}', params)[0][0]  # noqa: S608 - constants only
    numbers = reading.query(
        f'SELECT l."number" FROM "{_LIST}" l WHERE {where} ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s',  # noqa: S608 - constants only
        [*params, limit, min((max(1, page) - 1) * limit, _FURTHEST)],
    )
    found = tuple(_listed_items([number for (number,) in numbers], channel, now, latest))
    return ListingPage(found, total, max(1, math.ceil(total / limit)))


def _listed_items(numbers: list[int], channel: str, now: datetime, latest: bool) -> Iterator[ListedItem]:
    counted = _counted(numbers, channel, now, latest)
    several = {parent for together, _parts, parent in counted.values() if together > 1}
    rows = current.standing_all(several, channel, now) if several else {}
    structure = current.tree(channel, now)
    for link in _links(numbers, channel, now):
        together, parts, parent = counted.get(link.number, (1, 0, ""))
        row = rows.get(parent) if together > 1 else None
        url = current.path_of(row, structure, channel, now, rows) if row and current.is_shown(row, now) else None
        above = Link(row.title, url, row.number, row.parsed_facts) if row and url else None
        yield ListedItem(**vars(link), parts=parts, together=together, above=above)


def _counted(numbers: list[int], channel: str, now: datetime, latest: bool) -> dict[int, tuple[int, int, str]]:
    """Number → how many items are on its line, how many parts these hold now, what they stand under. One query."""
    if not numbers:
        return {}
    moment = reading.parameter(now)
    same = 'o."line" = l."line"' if latest else 'o."number" = l."number"'
    sql = (
        f'SELECT l."number", l."parent", COUNT(*), SUM((SELECT COUNT(*) FROM "{_LIST}" p '  # noqa: S608 - constants only
        'WHERE p."channel" = o."channel" AND p."parent" = o."item" AND p."is_part" = %s '
        f"AND {viewing.sql('p')})) "
        f'FROM "{_LIST}" l JOIN "{_LIST}" o ON o."channel" = l."channel" AND {same} '
        f'AND o."is_part" = l."is_part" AND {viewing.sql("o")} '
        f'WHERE l."number" IN ({_marks(numbers)}) GROUP BY l."number", l."parent"'
    )
    rows = reading.query(sql, [True, moment, moment, moment, moment, *numbers])
    return {number: (int(together), int(parts or 0), str(parent)) for number, parent, together, parts in rows}


def _links(numbers: list[int], channel: str, now: datetime) -> Iterator[Link]:
    structure = current.tree(channel, now)
    rows = reading.many(numbers)
    above = current.above(rows.values(), channel, now)
    for number in numbers:
        row = rows.get(number)
        if row is None or not trust.seal_holds(row) or not current.is_shown(row, now):
            trust.alarm.error("the list names publication %s, which is not shown: left out", number)
            continue
        url = current.path_of(row, structure, channel, now, above)
        if url is not None:
            yield Link(row.title, url, row.number, row.parsed_facts, row.visible_from)


def links(numbers: list[int], channel: str = WEB, at: datetime | None = None) -> dict[int, Link]:
    """Number → title and address of those of these publications that are the current ones now. A few queries.

    For whoever keeps numbers of its own (a search index): what is not on view any more is not among the answers.
    """
    now = at or clock.now()
    moment = reading.parameter(now)
    if not numbers:
        return {}
    shown = reading.query(
        f'SELECT l."number" FROM "{_LIST}" l WHERE l."number" IN ({_marks(numbers)}) '  # noqa: S608 - constants only
        # bare conditions would have SQLite go through all that is on view
        f'AND CASE WHEN l."channel" = %s AND {viewing.sql()} THEN 1 ELSE 0 END = 1',
        [*numbers, channel, moment, moment],
    )
    current_ones = {number for (number,) in shown}
    return {link.number: link for link in _links([n for n in numbers if n in current_ones], channel, now)}


def facets(channel: str = WEB, at: datetime | None = None, **wanted: Any) -> dict[str, list[tuple[Any, str, int]]]:
    """For each filter the values with their counts, (value, label, count), under the other filters."""
    now = at or clock.now()
    found: dict[str, list[tuple[Any, str, int]]] = {}
    for name in FILTERS:
        others = {key: value for key, value in wanted.items() if key != name}
        where, params = _condition(channel, now, [], False, others)
        label = 'MAX(l."unit_name")' if name == "unit" else f'MAX(l."{name}")'
        counted = reading.query(
            f'SELECT l."{name}", {label}, COUNT(*) FROM "{_LIST}" l WHERE {where} '  # noqa: S608 - constants only
            f'GROUP BY l."{name}" ORDER BY COUNT(*) DESC, l."{name}"',
            params,
        )
        found[name] = [(value, str(text), count) for value, text, count in counted if value not in (None, "")]
    found["year"].sort(key=lambda entry: -entry[0])
    return found


def backlinks(item: str, channel: str = WEB, at: datetime | None = None) -> Iterator[tuple[str, Link]]:
    """(kind, link) of every current publication that names this item as related."""
    now = at or clock.now()
    moment = reading.parameter(now)
    pairs = reading.query(
        f'SELECT b."kind", b."publication" FROM "{_BACK}" b JOIN "{_LIST}" l ON l."number" = b."publication" '  # noqa: S608 - constants only
        f'WHERE b."target" = %s AND l."channel" = %s AND {viewing.sql()} '
        'ORDER BY b."publication"',
        [item, channel, moment, moment],
    )
    by_number = {entry.number: entry for entry in _links([number for _kind, number in pairs], channel, now)}
    for kind, number in pairs:
        if number in by_number:
            yield kind, by_number[number]


def replaced(item: str, channel: str = WEB, at: datetime | None = None) -> Iterator[Link]:
    """What was taken down in favour of this item, where the public may know its title; their addresses answer 410."""
    now = at or clock.now()
    numbers = reading.query(
        f'SELECT "publication" FROM "{_BACK}" WHERE "target" = %s AND "kind" = %s ORDER BY "publication"',  # noqa: S608 - constants only
        [item, SUPERSEDED_BY],
    )
    structure = current.tree(channel, now)
    for row in reading.many([number for (number,) in numbers]).values():
        verdict = trust.current(reading.versions(row.item, row.channel), now)
        if row.channel != channel or verdict.row is None or verdict.row.number != row.number:
            continue
        notice = json.loads(row.notice)
        url = current.path_of(row, structure, channel, now)
        if notice.get("title") and notice.get("successor") == item and url is not None:
            yield Link(str(notice["title"]), url, row.number, {})


def named(facts: dict[str, Any], now: datetime) -> Iterator[tuple[str, Link]]:
    """(kind, link) of what sealed facts name as related and the public can read now."""
    for relation in facts.get("relations", []):
        found = current.link(relation["key"], WEB, now)
        if found is not None:
            yield relation["kind"], found
