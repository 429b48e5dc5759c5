"""Writing to the ledger: one writer at a time, inside the transaction of what is recorded."""

import datetime
import logging
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from cms.ledger import witness
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import whole_second

alarm = logging.getLogger("cms.publication.alarm")
LOCK_NUMBER = 7_231_014
BATCH = 500


def lock() -> None:
    """Serialise writers until the transaction ends. SQLite's IMMEDIATE transactions do so already."""
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside a transaction only")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])


def next_number() -> int:
    """The number that the next entry gets: above what the witness knows too. Call `lock()` first.

    The witness is ahead only of a database that was restored from an older copy. Numbers are not given twice: what is
    written anew is then the newest, and the gap is named by every verification until it is adopted.
    """
    return _after(LedgerEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0)


def _after(last: int) -> int:
    known = witness.current().highest
    if known > last:
        alarm.error(
            "the witness knows number %s, the ledger ends at %s: goes on above; an older database?", known, last
        )
    return max(last, known) + 1


def append(kind: str, subject: str, digest: str, at: datetime.datetime | None = None) -> LedgerEntry:
    """Add an entry; its number follows the last one (see `next_number`). The head goes to the witness after commit."""
    lock()
    last = LedgerEntry.objects.order_by("-number").first()
    entry = _entry(_after(last.number if last else 0), last, kind, subject, digest, at or timezone.now())
    entry.save()
    transaction.on_commit(lambda: witness.head(entry.number, entry.entry_digest))
    return entry


def append_many(entries: Iterable[tuple[str, str, str]], at: datetime.datetime | None = None) -> None:
    """Add (kind, subject, digest) entries in order, their numbers following `next_number()`. A query per batch."""
    lock()
    now = at or timezone.now()
    last = LedgerEntry.objects.order_by("-number").first()
    made = []
    for number, (kind, subject, digest) in enumerate(entries, start=_after(last.number if last else 0)):
        last = _entry(number, last, kind, subject, digest, now)
        made.append(last)
    if last is None or not made:
        return
    LedgerEntry.objects.bulk_create(made, batch_size=BATCH)
    number, head = last.number, last.entry_digest
    transaction.on_commit(lambda: witness.head(number, head))


def _entry(
    number: int, last: LedgerEntry | None, kind: str, subject: str, digest: str, at: datetime.datetime
) -> LedgerEntry:
    """The entry that follows the last one, not saved yet."""
    entry = LedgerEntry(
        number=number,
        kind=kind,
        subject=subject,
        digest=digest,
        previous=last.entry_digest if last else "",
        at=whole_second(at),
    )
    entry.entry_digest = entry.computed_digest()
    return entry
