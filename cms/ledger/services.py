"""Writing to the ledger: one writer at a time, inside the transaction of what is recorded."""

import datetime

from django.db import connection, transaction
from django.utils import timezone

from cms.ledger import witness
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import whole_second

LOCK_NUMBER = 7_231_014


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
    last = LedgerEntry.objects.order_by("-number").first()
    entry = LedgerEntry(
        number=(last.number if last else 0) + 1,
        kind=kind,
        subject=subject,
        digest=digest,
        previous=last.entry_digest if last else "",
        at=whole_second(at or timezone.now()),
    )
    entry.entry_digest = entry.computed_digest()
    entry.save()
    transaction.on_commit(lambda: witness.head(entry.number, entry.entry_digest))
    return entry
