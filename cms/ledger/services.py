"""Writing to the ledger: one writer at a time, inside the transaction of what is recorded."""

import datetime
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from cms.ledger import witness
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import whole_second

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
    """The number that the next entry gets. Call `lock()` first."""
    last = LedgerEntry.objects.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def append(kind: str, subject: str, digest: str, at: datetime.datetime | None = None) -> LedgerEntry:
    """Add an entry; its number is gapless. The head goes to the witness after commit."""
    lock()
    entry = _entry(LedgerEntry.objects.order_by("-number").first(), kind, subject, digest, at or timezone.now())
    entry.save()
    transaction.on_commit(lambda: witness.head(entry.number, entry.entry_digest))
    return entry


def append_many(entries: Iterable[tuple[str, str, str]], at: datetime.datetime | None = None) -> None:
    """Add (kind, subject, digest) entries in order, their numbers following `next_number()`. A query per batch."""
    lock()
    now = at or timezone.now()
    last = LedgerEntry.objects.order_by("-number").first()
    made = []
    for kind, subject, digest in entries:
        last = _entry(last, kind, subject, digest, now)
        made.append(last)
    if last is None or not made:
        return
    LedgerEntry.objects.bulk_create(made, batch_size=BATCH)
    number, head = last.number, last.entry_digest
    transaction.on_commit(lambda: witness.head(number, head))


def _entry(last: LedgerEntry | None, kind: str, subject: str, digest: str, at: datetime.datetime) -> LedgerEntry:
    """The entry that follows the last one, not saved yet."""
    entry = LedgerEntry(
        number=(last.number if last else 0) + 1,
        kind=kind,
        subject=subject,
        digest=digest,
        previous=last.entry_digest if last else "",
        at=whole_second(at),
    )
    entry.entry_digest = entry.computed_digest()
    return entry
