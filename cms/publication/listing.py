"""Every list, feed, catalogue and index: one query on the derived table, each face from its sealed publication."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.publication import clock, current, reading, trust
from cms.publication.current import WEB, Link
from cms.publication.models import Backlink, ListingEntry
from cms.publication.projections import SUPERSEDED_BY

FILTERS = ("category", "unit", "year", "genre", "validity", "subject")
ORDERS = {
    "-published": 'l."shown_from" DESC, l."number" DESC',
    "-date": 'l."date" DESC, l."number" DESC',
}
_LIST = ListingEntry._meta.db_table
_BACK = Backlink._meta.db_table
_LARGEST = 100
_FURTHEST = 2**62
"""The largest offset that every database takes; no list is that long."""


@dataclass(frozen=True)
class Faces:
    """One page of a list. `total` counts everything that fits, `pages` the pages that it fills."""

    faces: tuple[Link, ...]
    total: int
    pages: int


def _condition(channel: str, now: datetime, parent: str | None, structural: bool, wanted: dict[str, Any]) -> Any:
    moment = reading.parameter(now)
    parts = ['l."channel" = %s', 'l."shown_from" <= %s', 'l."shown_to" > %s']
    params: list[Any] = [channel, moment, moment]
    if parent is not None:
        parts.append('l."parent" = %s')
        params.append(parent)
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
    return " AND ".join(parts), params


def faces(
    *,
    channel: str = WEB,
    parent: str | None = None,
    structural: bool = False,
    order: str = "-published",
    page: int = 1,
    limit: int = 20,
    at: datetime | None = None,
    **wanted: Any,
) -> Faces:
    """Titles and addresses of what is shown now, filtered by FILTERS.

    Rows that do not hold are left out, with an alarm.
    """
    now = at or clock.now()
    limit = max(1, min(int(limit), _LARGEST))
    where, params = _condition(channel, now, parent, structural, wanted)
    total = reading.query(f'SELECT COUNT(*) FROM "{_LIST}" l WHERE {where}', params)[0][0]  # noqa: S608 - constants only
    numbers = reading.query(
        f'SELECT l."number" FROM "{_LIST}" l WHERE {where} ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s',  # noqa: S608 - constants only
        [*params, limit, min((max(1, page) - 1) * limit, _FURTHEST)],
    )
    found = tuple(_links([number for (number,) in numbers], channel, now))
    return Faces(found, total, max(1, math.ceil(total / limit)))


def _links(numbers: list[int], channel: str, now: datetime) -> Iterator[Link]:
    structure = current.tree(channel, now)
    rows = reading.many(numbers)
    above: current.Above = {}
    for number in numbers:
        row = rows.get(number)
        if row is None or not trust.seal_holds(row) or not current.is_shown(row, now):
            trust.alarm.error("the list names publication %s, which is not shown: left out", number)
            continue
        url = current.path_of(row, structure, channel, now, above)
        if url is not None:
            yield Link(row.title, url, row.number, row.told, row.visible_from)


def links(numbers: list[int], channel: str = WEB, at: datetime | None = None) -> dict[int, Link]:
    """Number → title and address of those of these publications that are the current ones now. Three queries.

    For whoever keeps numbers of its own (a search index): what is not on view any more is not among the answers.
    """
    now = at or clock.now()
    moment = reading.parameter(now)
    if not numbers:
        return {}
    marks = ", ".join(["%s"] * len(numbers))
    shown = reading.query(
        f'SELECT l."number" FROM "{_LIST}" l WHERE l."number" IN ({marks}) AND l."channel" = %s '  # noqa: S608 - constants only
        'AND l."shown_from" <= %s AND l."shown_to" > %s',
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
        where, params = _condition(channel, now, None, False, others)
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
        'WHERE b."target" = %s AND l."channel" = %s AND l."shown_from" <= %s AND l."shown_to" > %s '
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
