"""An older database beside a newer checkpoint log: what is not shown because of it, and the recorded way to accept it.

A restored backup lacks what was published after it. The checkpoint log knows that, so the items
concerned are not shown. Whoever answers for the site adopts the older state: a sealed record with person and reason, a
ledger entry, an alarm.
Rows that the ledger still names were removed by hand: these are not adopted, they have to come back from a backup.
"""

import datetime
import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from cms.ledger import checkpoints, keys
from cms.ledger import services as ledger
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import canonical, sha256, whole_second
from cms.publication import clock, current, reading, trust
from cms.publication.models import REVOCATION, SHOWN, TOMBSTONE, Adoption

alarm = logging.getLogger("cms.publication.alarm")
KIND = "adoption"
WITHDRAWN_WAYS = ("show", "keep-down")
BATCH = 500


class NotAdopted(Exception):
    """The older state is not accepted this way; the message says why."""


@dataclass(frozen=True)
class Lost:
    """A publication that the checkpoint log knows and the database does not. `key` is channel and item."""

    key: str
    number: int
    kind: str


@dataclass(frozen=True)
class Returning:
    """What an adoption does to one item: `number` is what is on view then (None: nothing)."""

    key: str
    title: str
    lost: tuple[int, ...]
    withdrawn: bool
    number: int | None


@dataclass(frozen=True)
class Survey:
    """How far the database is behind its checkpoint log. `gaps`: missing numbers of the ledger, first to last."""

    gaps: tuple[tuple[int, int], ...]
    lost: tuple[Lost, ...]
    removed: tuple[Lost, ...]

    @property
    def is_older(self) -> bool:
        return bool(self.gaps or self.lost)

    def items(self) -> dict[str, tuple[Lost, ...]]:
        found: dict[str, list[Lost]] = defaultdict(list)
        for each in self.lost:
            found[each.key].append(each)
        return {key: tuple(rows) for key, rows in found.items()}

    def withdrawn(self) -> set[str]:
        """Items whose newest lost state took them down: adopting it brings them back on view."""
        return {key for key, rows in self.items().items() if _newest_kind(rows) == TOMBSTONE}


def _newest_kind(rows: Iterable[Lost]) -> str:
    states = [each for each in rows if each.kind != REVOCATION]
    return max(states, key=lambda each: each.number).kind if states else ""


def remedy() -> str:
    """What to do, in a sentence."""
    return _(
        "The database is older than its checkpoint log: a backup was restored. Restore the newest one, or see "
        "`manage.py publication adopt`; what is published anew is on view at once."
    )


def survey() -> Survey:
    """Compare the checkpoint log with the tables. A handful of queries, the numbers of all publications in memory."""
    there = {number: f"{channel}|{item}" for number, channel, item in _rows_there()}
    settled = {(key, number) for row in records() for name in ("lost", "kept") for key, number in row.facts[name]}
    missing = [
        Lost(key, number, dict(checkpoints.facts(key))[number]["kind"])
        for key, number in checkpoints.current().numbers()
        if there.get(number) != key and (key, number) not in settled
    ]
    named = _named_by_ledger([each.number for each in missing])
    lost = tuple(each for each in missing if (each.number, each.key) not in named)
    removed = tuple(each for each in missing if (each.number, each.key) in named)
    return Survey(tuple(open_gaps()), lost, removed)


def _rows_there() -> list[tuple[Any, ...]]:
    return reading.query(f'SELECT "number", "channel", "item" FROM "{reading.TABLE}"', [])  # noqa: S608 - constants


def _named_by_ledger(numbers: list[int]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for start in range(0, len(numbers), BATCH):
        rows = LedgerEntry.objects.filter(kind="publication", number__in=numbers[start : start + BATCH])
        found.update(rows.values_list("number", "subject"))
    return found


def records() -> list[Adoption]:
    """The adoptions whose seal holds, oldest first."""
    return [
        row for row in Adoption.objects.order_by("number") if keys.ring().holds(row.key_id, row.seal_text(), row.seal)
    ]


def gaps() -> set[tuple[int, int]]:
    """Missing numbers of the ledger that an adoption explains."""
    return {(first, last) for row in records() for first, last in row.facts["gaps"]}


def kept_down() -> set[int]:
    """Numbers that are missing, and meant to: what they took down stays down."""
    return {number for row in records() for _key, number in row.facts["kept"]}


def open_gaps() -> list[tuple[int, int]]:
    """Missing numbers of the ledger that nothing explains, those up to the checkpoint log's head among them."""
    explained = gaps()
    last, count = LedgerEntry.objects.aggregate(last=Max("number"), count=Count("number")).values()
    if (last or 0) == count + sum(to - first + 1 for first, to in explained) and checkpoints.current().highest <= (
        last or 0
    ):
        return []
    found, expected = [], 1
    numbers = LedgerEntry.objects.order_by("number").values_list("number", flat=True)
    for number in numbers.iterator(5000):
        if number != expected:
            found.append((expected, number - 1))
        expected = number + 1
    if checkpoints.current().highest >= expected:
        found.append((expected, checkpoints.current().highest))
    return [gap for gap in found if gap not in explained]


def plan(found: Survey, *, keep_down: bool) -> list[Returning]:
    """What adopting does, per item."""
    down, now = found.withdrawn() if keep_down else set(), clock.now()
    facts = []
    for key, rows in sorted(found.items().items()):
        channel, item = key.split("|", 1)
        versions = reading.versions(item, channel)
        gone = {each.number for each in rows}
        row = None if key in down else trust.current(versions, now, without=gone).row
        shown = row is not None and row.kind == SHOWN and not row.expired(now)
        title = versions[0].title if versions else item
        withdrawn = _newest_kind(rows) == TOMBSTONE
        number = row.number if row is not None and shown else None
        facts.append(Returning(key, title, tuple(sorted(gone)), withdrawn, number))
    return facts


def adopt(person: str, reason: str, *, withdrawn: str = "", at: datetime.datetime | None = None) -> Adoption:
    """Accept the older state: what the database holds is what is shown, but for what stays down. One transaction.

    `withdrawn` says what becomes of items that were taken down after the backup: `show` or `keep-down`.
    Raises NotAdopted.
    """
    if not reason.strip():
        raise NotAdopted(_("Give the reason."))
    with transaction.atomic():
        ledger.lock()
        found = survey()
        if not found.is_older:
            raise NotAdopted(_("The database is not older than its checkpoint log: there is nothing to adopt."))
        down = found.withdrawn()
        if down and withdrawn not in WITHDRAWN_WAYS:
            raise NotAdopted(
                _("%(count)d items were taken down after the backup: say what becomes of them (--withdrawn).")
                % {"count": len(down)}
            )
        kept = [each for each in found.lost if withdrawn == "keep-down" and each.key in down]
        row = _record(person, reason, found, kept, whole_second(at or clock.now()))
        transaction.on_commit(tell)
    current.forget()
    return row


def _record(person: str, reason: str, found: Survey, kept: list[Lost], now: datetime.datetime) -> Adoption:
    number = ledger.next_number()
    missing = set(found.gaps)
    stay = {(each.key, each.number) for each in kept}
    content = canonical(
        {
            "gaps": sorted(missing),
            "lost": sorted((each.key, each.number) for each in found.lost if (each.key, each.number) not in stay),
            "kept": sorted(stay),
        }
    )
    row = Adoption(number=number, person=person, reason=reason, content=content, at=now)
    row.key_id, row.seal = keys.ring().seal(row.seal_text())
    row.save()
    ledger.append(KIND, _subject(sorted(missing)), sha256(row.seal_text()), at=now)
    alarm.error("%s adopted an older database: %s items, numbers %s (%s)", person, len(found.items()), missing, reason)
    return row


def _subject(missing: list[tuple[int, int]]) -> str:
    """The gaps that it explains, for whoever has nothing but a copy of the ledger."""
    return ("missing:" + ",".join(f"{first}-{last}" for first, last in missing))[:120]


def tell() -> int:
    """Give up in the checkpoint log what adoptions gave up in the record; returns how many facts that were."""
    wanted = {(key, number) for row in records() for key, number in row.facts["lost"]}
    if not wanted:
        return 0
    still = [
        (key, number)
        for key, number in sorted(wanted)
        if any(known == number for known, _fact in checkpoints.facts(key)) and not _published_anew(key, number)
    ]
    checkpoints.give_up(still)
    return len(still)


def _published_anew(key: str, number: int) -> bool:
    """Whether the database holds this very row as the checkpoint log knows it: noted again after it was given up."""
    row = reading.many([number]).get(number)
    if row is None or trust.checkpoint_key(row.item, row.channel) != key:
        return False
    return any(known == number and fact["seal"] == row.seal for known, fact in checkpoints.facts(key))


def why_not_shown(item: str, channel: str = current.WEB, at: datetime.datetime | None = None) -> str | None:
    """Why an item that ought to be on view is not: it is missing, or something above it is. None when it is not so."""
    now = at or clock.now()
    versions = reading.versions(item, channel)
    verdict = trust.current(versions, now)
    if verdict.broken:
        return _broken(versions, channel)
    if verdict.row is None or not current.is_shown(verdict.row, now):
        return None
    structure = current.tree(channel, now)
    if channel != current.WEB or current.path_of(verdict.row, structure, channel, now) is not None:
        return None
    above = _broken_above(verdict.row, channel, now)
    if above is not None:
        facts = {"title": above[0].title, "why": _broken(above, channel)}
        return _("It is not on view: “%(title)s” above it is not. %(why)s") % facts
    return _("It is not on view: what stands above it is not on view.")


def not_shown(items: Iterable[str], channel: str, at: datetime.datetime | None = None) -> set[str]:
    """Those of the items whose record is not whole, so that lists name them and nobody can read them. One query."""
    wanted = sorted(set(items))
    if not wanted:
        return set()
    marks = ", ".join(["%s"] * len(wanted))
    versions: dict[str, list[reading.Row]] = defaultdict(list)
    for row in reading.rows(f'"channel" = %s AND "item" IN ({marks})', [channel, *wanted]):
        versions[row.item].append(row)
    now = at or clock.now()
    return {item for item, rows in versions.items() if trust.current(rows, now).broken}


def _broken(versions: list[reading.Row], channel: str) -> str:
    newest = max((row.number for row in versions), default=0)
    known = checkpoints.facts(trust.checkpoint_key(versions[0].item, channel)) if versions else []
    if any(number > newest for number, _fact in known):
        return _("A newer state of it is missing.") + " " + remedy()
    return _("Its record does not hold: see `manage.py publication verify`.")


def _broken_above(row: reading.Row, channel: str, now: datetime.datetime) -> list[reading.Row] | None:
    here = row
    for _level in range(current.DEEPEST):
        if not here.parent:
            return None
        versions = reading.versions(here.parent, channel)
        if not versions:
            return None
        verdict = trust.current(versions, now)
        if verdict.broken:
            return versions
        if verdict.row is None:
            return None
        here = verdict.row
    return None


def as_json(found: Survey) -> dict[str, Any]:
    """For status and monitoring."""
    facts = {"gaps": list(found.gaps), "items": len(found.items()), "removed": len(found.removed)}
    return json.loads(json.dumps(facts)) if found.is_older or found.removed else {}
