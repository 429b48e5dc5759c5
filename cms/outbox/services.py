"""Writing messages in the transaction that causes them, and looking after those that are there.

Delivering is in `delivery`; `deliver_due` and `Report` stand here too.
"""

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.outbox import registry
from cms.outbox.delivery import Report, dated_ahead, deliver_due
from cms.outbox.models import OutboxMessage

__all__ = ["Refused", "Report", "deliver_again", "deliver_due", "enqueue", "enqueue_many", "prune", "waiting"]

log = logging.getLogger("cms.outbox")
State = OutboxMessage.State
BATCH = 500
KEEP_UNCLAIMED = datetime.timedelta(days=180)


class Refused(Exception):
    """The verb does not apply to this message; the text says why."""


def enqueue(
    topic: str,
    payload: dict[str, Any],
    key: str = "",
    available_at: datetime.datetime | None = None,
    coalesce: bool = False,
) -> list[OutboxMessage]:
    """Write a row per consumer of the topic; messages of one key are delivered to a consumer in order.

    A topic that nobody consumes yet gets one row without a consumer, which is adopted when a consumer exists.
    With `coalesce`, a message of the same topic and key that is still untried takes the new payload instead of
    being followed by another one; for messages that say "look again", not for those that say what to add.

    Raises RuntimeError outside a transaction (a side effect belongs to what causes it), ValueError for `coalesce`
    without a key, TypeError for a payload that is no JSON.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox message is written inside the transaction that causes it")
    if coalesce and not key:
        raise ValueError("only messages with a key can be coalesced")
    now = timezone.now()
    rows = [
        OutboxMessage(
            topic=topic, consumer=name, key=key, payload=payload, available_at=available_at or now, created_at=now
        )
        for name in registry.names(topic) or ("",)
    ]
    if coalesce:
        rows = [row for row in rows if not _taken_over(row)]
    return list(OutboxMessage.objects.bulk_create(rows))


def enqueue_many(topic: str, entries: Iterable[tuple[str, dict[str, Any]]]) -> int:
    """`enqueue` for many (key, payload) at once, a query per batch; returns how many rows were written.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox message is written inside the transaction that causes it")
    now = timezone.now()
    names = registry.names(topic) or ("",)
    rows = [
        OutboxMessage(topic=topic, consumer=name, key=key, payload=payload, available_at=now, created_at=now)
        for key, payload in entries
        for name in names
    ]
    return len(OutboxMessage.objects.bulk_create(rows, batch_size=BATCH))


def _taken_over(row: OutboxMessage) -> bool:
    """Whether the last open message of the same consumer and key could take this payload.

    The update holds that row until the caller's commit, so no worker can deliver what the commit outdates.
    """
    same = OutboxMessage.objects.open().filter(consumer=row.consumer, key=row.key).with_position()
    last = same.order_by("-position").first()
    if last is None or last.topic != row.topic:
        return False
    untried = OutboxMessage.objects.filter(pk=last.pk, state=State.PENDING, attempts=0)
    return bool(untried.update(payload=row.payload, available_at=min(last.available_at, row.available_at)))


def again_refusal(message: OutboxMessage) -> str | None:
    """Why a message is not delivered again."""
    if message.state != State.DEAD:
        return _("Only what was given up can be delivered again; this message is: %(state)s.") % {
            "state": message.get_state_display()
        }
    return None


def deliver_again(message: OutboxMessage, at: datetime.datetime | None = None) -> None:
    """Give a message that was given up another round of attempts. Raises Refused for any other."""
    if not _revive(OutboxMessage.objects.filter(pk=message.pk), at):
        message.refresh_from_db(fields=["state"])
        raise Refused(again_refusal(message) or "")
    message.refresh_from_db()


def deliver_all_again(topic: str = "", at: datetime.datetime | None = None, *, consumer: str = "") -> int:
    """The same for all that was given up, or all of a topic or of a consumer; returns how many."""
    rows = OutboxMessage.objects.all()
    rows = rows.filter(topic=topic) if topic else rows
    return _revive(rows.filter(consumer=consumer) if consumer else rows, at)


def _revive(rows: Any, at: datetime.datetime | None) -> int:
    return int(rows.dead().update(state=State.PENDING, attempts=0, available_at=at or timezone.now()))


def prune(older_than: datetime.timedelta = datetime.timedelta(days=30), at: datetime.datetime | None = None) -> int:
    """Delete delivered messages of long ago, and those that nobody has consumed for half a year; returns how many."""
    now = at or timezone.now()
    done = OutboxMessage.objects.filter(state=State.DELIVERED, delivered_at__lt=now - older_than).delete()[0]
    unclaimed = OutboxMessage.objects.filter(consumer="", created_at__lt=now - KEEP_UNCLAIMED).delete()[0]
    if unclaimed:
        log.warning("pruned %s messages that nobody has consumed for %s", unclaimed, KEEP_UNCLAIMED)
    return int(done + unclaimed)


def waiting(at: datetime.datetime | None = None) -> dict[str, Any]:
    """What is to be known of the outbox, in two queries.

    `waiting` are due or being retried, `oldest` is how long the oldest of them has waited (seconds), `unclaimed` are
    those of topics that nobody consumes: they wait for a consumer and are no sign of trouble. `asleep` were dated by a
    clock that was ahead; the next round delivers them.
    """
    now = at or timezone.now()
    with transaction.atomic():
        counts = OutboxMessage.objects.aggregate(**_counts(now))
        oldest = _stuck(now).order_by("since").values_list("since", flat=True).first()
    age = max(0, int((now - oldest).total_seconds())) if oldest else 0
    return {**counts, "oldest": age}


def _stuck(now: datetime.datetime) -> Any:
    """Messages that should have been delivered by now: a retried one counts since it was written."""
    since = Case(When(attempts=0, then=F("available_at")), default=F("created_at"))
    rows = OutboxMessage.objects.open().claimed()
    return rows.filter(Q(available_at__lte=now) | Q(attempts__gt=0)).annotate(since=since)


def _counts(now: datetime.datetime) -> dict[str, Any]:
    is_open = Q(state__in=(State.PENDING, State.LEASED))
    due = Q(available_at__lte=now) | Q(attempts__gt=0)
    return {
        "waiting": Count("pk", filter=is_open & due & ~Q(consumer="")),
        "dead": Count("pk", filter=Q(state=State.DEAD)),
        "unclaimed": Count("pk", filter=is_open & Q(consumer="")),
        "asleep": Count("pk", filter=dated_ahead(now) & ~Q(consumer="")),
    }
