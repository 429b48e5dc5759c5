"""What is visible now: as a row, as an address, as the tree of columns. Every view, list and file asks here."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.publication import clock, memory, mounting, reading, trust
from cms.publication.models import SHOWN
from cms.publication.reading import Generation, Row
from cms.questions import Question

WEB = "web"
DEEPEST = 20


@dataclass(frozen=True)
class Node:
    """A structural publication that is current: a home page or a column."""

    row: Row
    facts: dict[str, Any]


@dataclass(frozen=True)
class Tree:
    """The structure of a channel at one generation. `former` holds places that a structural item has left."""

    nodes: dict[str, Node]
    places: dict[tuple[str, str], str]
    former: dict[tuple[str, str], str]
    broken: frozenset[str]
    children: dict[str, list[Node]] = field(default_factory=dict)

    def home(self) -> Node | None:
        key = self.places.get(("", ""))
        return self.nodes.get(key) if key else None

    def below(self, item: str) -> list[str]:
        """The key of a column and of every column under it."""
        found = [item]
        for key in found:
            found += [node.row.item for node in self.children.get(key, ()) if node.row.item not in found]
        return found


_trees: dict[str, tuple[Generation, Tree]] = {}
addresses: Question[Callable[[Row], str | None]] = Question(
    "publication.addresses", "What is the address of an item in a channel that has no tree of columns?"
)
"""By the name of the channel: `answer(row)`; None where the site does not mount the channel's addresses."""
_lock = threading.Lock()
_rendering: ContextVar[tuple[str, Generation] | None] = ContextVar("rendering", default=None)


def of_item(item: str, channel: str = WEB, at: datetime | None = None, *, form: bool = False) -> Row | None:
    """The item's current row when it is shown at this moment, else None. `form=True` reads and checks its form too."""
    now = at or clock.now()
    row = trust.current(reading.versions(item, channel), now).row
    if row is None or row.kind != SHOWN or row.expired(now):
        return None
    return with_form(row) if form else row


def replaced_by(number: int) -> Row | None:
    """What was on view of the item, with its form, until this publication took its place; None when nothing was."""
    came = reading.full(number)
    if came is None:
        return None
    former = [row for row in reading.versions(came.item, came.channel) if row.number < number]
    revoked = {row.revokes for row in former if row.revokes}
    for row in former:
        if row.revokes or row.number in revoked or row.visible_from > came.visible_from or not trust.seal_holds(row):
            continue
        return with_form(row) if is_shown(row, came.visible_from) else None
    return None


def in_channels(item: str, channels: Sequence[str], at: datetime | None = None) -> dict[str, Row]:
    """The item's current row in each of these channels where it is shown at this moment. One query."""
    now = at or clock.now()
    found: dict[str, Row] = {}
    for channel, rows in reading.versions_in(item, channels).items():
        row = trust.current(rows, now).row
        if row is not None and is_shown(row, now):
            found[channel] = row
    return found


def with_form(row: Row) -> Row | None:
    """The row with its form; None, with an alarm, when the form is not the one that was signed."""
    found = reading.full(row.number)
    if found is None or found.seal != row.seal or not trust.form_holds(found):
        trust.alarm.error("the form of publication %s is not the one that was signed: not shown", row.number)
        return None
    return found


def is_shown(row: Row, now: datetime) -> bool:
    return row.kind == SHOWN and not row.expired(now)


def forget() -> None:
    """Drop what this process keeps; for tests and after a restored backup."""
    _trees.clear()
    clock.forget()
    memory.forget()


def generation(channel: str = WEB, at: datetime | None = None) -> Generation:
    return reading.generation(channel, at or clock.now())


@contextmanager
def rendering_for(channel: str, known: Generation) -> Iterator[None]:
    """What is rendered meanwhile is of this generation, under which it is kept: nothing in it asks for it again."""
    token = _rendering.set((channel, known))
    try:
        yield
    finally:
        _rendering.reset(token)


def _rendered(channel: str) -> Generation | None:
    found = _rendering.get()
    return found[1] if found is not None and found[0] == channel else None


def tree(channel: str = WEB, at: datetime | None = None, known: Generation | None = None) -> Tree:
    """The current structure, kept in this process until the generation changes."""
    now = at or clock.now()
    wanted = known or _rendered(channel) or reading.generation(channel, now)
    kept = _trees.get(channel)
    if kept is not None and kept[0] == wanted:
        return kept[1]
    made = _make_tree(channel, now)
    with _lock:
        _trees[channel] = (wanted, made)
    return made


def _make_tree(channel: str, now: datetime) -> Tree:
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in reading.rows('"channel" = %s AND "structural" = %s', [channel, True]):
        by_item[row.item].append(row)
    nodes: dict[str, Node] = {}
    places: dict[tuple[str, str], str] = {}
    former: dict[tuple[str, str], str] = {}
    broken: set[str] = set()
    for item, rows in by_item.items():
        verdict = trust.current(rows, now)
        if verdict.broken:
            broken.add(item)
        if verdict.row is not None and is_shown(verdict.row, now):
            nodes[item] = Node(verdict.row, json.loads(verdict.row.facts))
            places[(verdict.row.parent, verdict.row.slug)] = item
        for row in rows:
            former.setdefault((row.parent, row.slug), item)
    children: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes.values(), key=lambda node: (node.facts.get("order", 0), node.row.number)):
        children[node.row.parent].append(node)
    return Tree(nodes, places, former, frozenset(broken), dict(children))


@dataclass(frozen=True)
class Found:
    """Where an address leads. `row` is the current one (perhaps a tombstone or expired); `moved` when it left here."""

    row: Row
    trail: tuple[Node | Row, ...]
    moved: bool = False


def at_path(path: str, channel: str = WEB, at: datetime | None = None, known: Generation | None = None) -> Found | None:
    """The item at an address such as `/zheng-ce/ban-fa/`, now or formerly; None when nothing ever stood there."""
    now = at or clock.now()
    structure = tree(channel, now, known)
    segments = [segment for segment in path.split("/") if segment]
    home = structure.places.get(("", "")) or structure.former.get(("", ""))
    if home is None or len(segments) > DEEPEST:
        return None
    trail: list[Node | Row] = []
    found, moved = _step(structure, channel, "", "", now)
    for segment in segments:
        if found is None:
            return None
        trail.append(structure.nodes.get(found.item) or found)
        found, left = _step(structure, channel, found.item, segment, now)
        moved = moved or left
    return Found(found, tuple(trail), moved) if found is not None else None


def beside(
    places: dict[tuple[str, str], list[str]], channel: str, now: datetime, known: Generation | None = None
) -> Found | None:
    """What stands below a page of the host's; `places` as `mounting.places_beside` gives them. One query, and one
    for each level below."""
    if not places:
        return None
    structure = tree(channel, now, known)
    parents = sorted({parent for parent, _slug in places})
    marks = ", ".join(["%s"] * len(parents))
    stood = {
        (row.parent, row.slug) for row in reading.rows(f'"channel" = %s AND "parent" IN ({marks})', [channel, *parents])
    }
    for (parent, slug), rest in places.items():
        if (parent, slug) not in stood:
            continue
        trail: list[Node | Row] = []
        found, moved = _step(structure, channel, parent, slug, now)
        for segment in rest:
            if found is None:
                break
            trail.append(structure.nodes.get(found.item) or found)
            found, left = _step(structure, channel, found.item, segment, now)
            moved = moved or left
        if found is not None:
            return Found(found, tuple(trail), moved)
    return None


def _step(structure: Tree, channel: str, parent: str, slug: str, now: datetime) -> tuple[Row | None, bool]:
    item = structure.places.get((parent, slug))
    if item is not None:
        return structure.nodes[item].row, False
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in reading.at_place(channel, parent, slug):
        by_item[row.item].append(row)
    verdicts = [trust.current(rows, now).row for rows in by_item.values()]
    here = [row for row in verdicts if row is not None and (row.parent, row.slug) == (parent, slug)]
    elsewhere = [row for row in verdicts if row is not None and (row.parent, row.slug) != (parent, slug)]
    for candidates, moved in ((here, False), (elsewhere, True)):
        shown = [row for row in candidates if is_shown(row, now)] or candidates
        if shown:
            return max(shown, key=lambda row: row.number), moved
    return None, False


Above = dict[str, Row | None]


def standing_all(items: Iterable[str], channel: str = WEB, at: datetime | None = None) -> Above:
    """`standing` for many items. One query."""
    now = at or clock.now()
    wanted = sorted(set(items))
    marks = ", ".join(["%s"] * len(wanted))
    rows: dict[str, list[Row]] = {item: [] for item in wanted}
    for row in reading.rows(f'"channel" = %s AND "item" IN ({marks})', [channel, *wanted]) if wanted else ():
        rows[row.item].append(row)
    return {item: trust.current(found, now).row for item, found in rows.items()}


def above(rows: Iterable[Row], channel: str = WEB, at: datetime | None = None) -> Above:
    """What these rows stand under, as far as it is no structure: a query for each level, of which there are two."""
    now = at or clock.now()
    structure = tree(channel, now)
    found: Above = {}
    level = list(rows)
    for _depth in range(DEEPEST):
        parents = {row.parent for row in level if row.parent.startswith("page:")} - set(structure.nodes) - set(found)
        if not parents or addresses.get(channel) is not None:
            return found
        found |= standing_all(parents, channel, now)
        level = [row for key in parents if (row := found[key]) is not None]
    return found


def path_of(
    row: Row, structure: Tree, channel: str = WEB, at: datetime | None = None, known: Above | None = None
) -> str | None:
    """The address of a current row; None when it has none, or nothing ever stood above it.

    What stood above it keeps its place when it is taken down or expires: licences outlive the item that they were
    granted under. `known` keeps what was looked up for many rows of one list.
    """
    own = addresses.get(channel)
    if own is not None:
        return own(row)
    known = {} if known is None else known
    segments: list[str] = []
    here: Row = row
    for _level in range(DEEPEST):
        if (here.parent, here.slug) == ("", ""):
            return mounting.home() + "".join(f"{segment}/" for segment in reversed(segments))
        segments.append(here.slug)
        if here.parent.startswith(mounting.BESIDE):
            return mounting.path_beside(here.parent) + "".join(f"{segment}/" for segment in reversed(segments))
        node = structure.nodes.get(here.parent)
        upper = node.row if node else _above(here.parent, channel, at, known)
        if upper is None:
            return None
        here = upper
    return None


def _above(key: str, channel: str, at: datetime | None, known: Above) -> Row | None:
    """What stands at a place now: shown, taken down or expired."""
    if not key.startswith("page:"):
        return None
    if key not in known:
        known[key] = standing(key, channel, at)
    return known[key]


def standing(item: str, channel: str = WEB, at: datetime | None = None) -> Row | None:
    """The item's current row, whether it is shown, was taken down or has expired; None for what never came on view."""
    return trust.current(reading.versions(item, channel), at or clock.now()).row


@dataclass(frozen=True)
class Link:
    """A current publication as other pages name it."""

    title: str
    url: str
    number: int
    facts: dict[str, Any]
    shown_from: datetime | None = None


def link(item: str, channel: str = WEB, at: datetime | None = None) -> Link | None:
    """Title and address of an item now, or None when the public cannot read it."""
    now = at or clock.now()
    structure = tree(channel, now)
    node = structure.nodes.get(item)
    row = node.row if node else of_item(item, channel, now)
    url = path_of(row, structure, channel, now) if row else None
    return Link(row.title, url, row.number, row.parsed_facts, row.visible_from) if row and url else None


def visible(channel: str = WEB, at: datetime | None = None, batch: int = 500) -> Iterator[Row]:
    """Every shown publication of a channel with its form, ordered by item; for indexes, feeds and checks."""
    now = at or clock.now()
    sql = (
        f'SELECT DISTINCT "item" FROM "{reading.TABLE}" WHERE "channel" = %s AND "item" > %s '  # noqa: S608 - constants
        'ORDER BY "item" LIMIT %s'
    )
    last = ""
    while keys := [key for (key,) in reading.query(sql, [channel, last, batch])]:
        last = keys[-1]
        for key in keys:
            row = of_item(key, channel, now, form=True)
            if row is not None:
                yield row
