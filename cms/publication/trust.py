"""Which row of an item is the current one, and whether it still says what was approved.

Pure rules over rows, seals and the checkpoint log; they read no database.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cms.ledger import checkpoints, keys
from cms.ledger.texts import moment, sha256, stamp
from cms.publication.models import REVOCATION, SEALED_FIELDS, seal_text

alarm = logging.getLogger("cms.publication.alarm")


@dataclass(frozen=True)
class Verdict:
    """`row` is the current one (a tombstone too) or None; `broken` when one was approved and does not hold any more."""

    row: Any = None
    broken: bool = False


def checkpoint_key(item: str, channel: str) -> str:
    return f"{channel}|{item}"


def checkpoint_fact(row: Any) -> dict[str, Any]:
    """What the checkpoint log keeps of a publication."""
    return {"kind": row.kind, "from": stamp(row.visible_from), "revokes": row.revokes, "seal": row.seal}


def seal_holds(row: Any) -> bool:
    """Whether the row's columns are what was sealed; the form is checked by `form_holds`."""
    return _holds(keys.ring(), row.key_id, row.seal, *(getattr(row, name) for name in SEALED_FIELDS))


@lru_cache(maxsize=8192)
def _holds(ring: keys.KeyRing, key_id: str, seal: str, *values: Any) -> bool:
    """Worked out once for the same values and seal: a row that differs in anything from the last one is another."""
    return ring.holds(key_id, seal_text(dict(zip(SEALED_FIELDS, values, strict=True))), seal)


def form_holds(row: Any) -> bool:
    """Whether the form is the one whose digest is sealed."""
    return (row.form == "" and row.digest == "") or sha256(row.form) == row.digest


def current(rows: Sequence[Any], now: datetime, *, without: Iterable[int] = ()) -> Verdict:
    """The current one of one item's rows in a channel, given newest first.

    A row that nobody approved (bad seal, unknown to the checkpoint log) is passed over; one that was approved and no
    longer holds, or is missing, makes the item not shown. Both raise an alarm. `without` are numbers that the
    checkpoint log is not to be asked about: what would be shown if they were given up.
    """
    known = {number: fact for number, fact in _known(rows).items() if number not in without}
    revoked = _revoked(rows, known)
    for row in rows:
        if row.kind == REVOCATION or row.visible_from > now or row.number in revoked:
            continue
        if seal_holds(row):
            return _unless_newer_is_missing(row, known, revoked, now)
        if row.number in known:
            alarm.error("publication %s of %s no longer holds its seal: not shown", row.number, row.item)
            return Verdict(broken=True)
        alarm.error("row %s of %s was never approved: passed over", row.number, row.item)
    return _unless_newer_is_missing(None, known, revoked, now)


def _known(rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    return dict(checkpoints.facts(checkpoint_key(rows[0].item, rows[0].channel))) if rows else {}


def _revoked(rows: Iterable[Any], known: dict[int, dict[str, Any]]) -> set[int]:
    found = {fact["revokes"] for fact in known.values() if fact["revokes"]}
    for row in rows:
        if row.kind == REVOCATION and row.revokes and row.revokes not in found:
            if seal_holds(row):
                found.add(row.revokes)
            else:
                alarm.error("row %s of %s was never approved: passed over", row.number, row.item)
    return found


def _unless_newer_is_missing(row: Any, known: dict[int, dict[str, Any]], revoked: set[int], now: datetime) -> Verdict:
    due = [
        number
        for number, fact in known.items()
        if fact["kind"] != REVOCATION and number not in revoked and (moment(fact["from"]) or now) <= now
    ]
    newest = max(due, default=0)
    if newest > (row.number if row is not None else 0):
        alarm.error("publication %s is missing: an older state is not shown in its place", newest)
        return Verdict(broken=True)
    return Verdict(row)
