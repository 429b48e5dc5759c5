"""Writing to the ledger: one writer at a time, inside the transaction of what is recorded."""

import datetime
import logging
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from cms.ledger import checkpoints, keys
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
    """The number that the next entry gets: above what the checkpoint log knows too. Call `lock()` first.

    The checkpoint log is ahead only of a database that was restored from an older copy. Numbers are not given twice:
    what is written anew is then the newest, and the gap is named by every verification until it is adopted.
    """
    return _after(LedgerEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0)


def _after(last: int) -> int:
    known = checkpoints.current().highest
    if known > last:
        alarm.error(
            "the checkpoint log knows number %s, the ledger ends at %s: goes on above; an older database?", known, last
        )
    return max(last, known) + 1


def refusal() -> str | None:
    """Why nothing can be recorded: no key to seal with, or no checkpoint log. In the words of `manage.py check`."""
    try:
        keys.ring()
        checkpoints.place()
    except ImproperlyConfigured as error:
        return str(error)
    return None


class Place:
    """Where the next entries go: `number` is the first one's. Takes the ledger lock; the head is read once.

    Raises ImproperlyConfigured where the head could not be noted.
    """

    def __init__(self) -> None:
        checkpoints.place()
        lock()
        self._last = LedgerEntry.objects.order_by("-number").first()
        self.number = _after(self._last.number if self._last else 0)

    def write(self, entries: Iterable[tuple[str, str, str]], at: datetime.datetime | None = None) -> list[LedgerEntry]:
        """Add (kind, subject, digest) entries in order; a query per batch. The checkpoint log gets the head.

        Nothing else may have been added since the place was taken.
        """
        now = at or timezone.now()
        made = []
        for kind, subject, digest in entries:
            self._last = _entry(self.number, self._last, kind, subject, digest, now)
            self.number += 1
            made.append(self._last)
        if made:
            LedgerEntry.objects.bulk_create(made, batch_size=BATCH)
            number, head = made[-1].number, made[-1].entry_digest
            transaction.on_commit(lambda: checkpoints.head(number, head))
        return made


def append(kind: str, subject: str, digest: str, at: datetime.datetime | None = None) -> LedgerEntry:
    """Add an entry; its number follows the last one (see `next_number`). After commit the checkpoint log gets it."""
    return Place().write([(kind, subject, digest)], at)[0]


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
