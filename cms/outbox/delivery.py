"""Delivering what is due: lease, call, note the outcome. Safe in several processes at once.

A message is leased in a transaction of its own, the consumer is called outside it, and the outcome counts only while
the lease is still held. A worker that dies leaves a lease that runs out; whoever comes next takes the message over, and
a message that has killed its worker often enough is given up like any other.
"""

import datetime
import logging
import random
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cms.outbox import registry
from cms.outbox.models import OutboxMessage, position_of
from cms.scheduler.queues import Report

log = logging.getLogger("cms.outbox")
FIRST_WAIT = 5
LONGEST_WAIT = 3600
SKEW = datetime.timedelta(minutes=1)
"""How far the clocks of two machines may differ."""
BATCH = 50
State = OutboxMessage.State


def most_attempts() -> int:
    return int(getattr(settings, "DISCLOSURE_OUTBOX_ATTEMPTS", 12))


def lease_time() -> datetime.timedelta:
    """How long a consumer may take (`DISCLOSURE_OUTBOX_LEASE`, seconds); after that another worker may begin."""
    return datetime.timedelta(seconds=float(getattr(settings, "DISCLOSURE_OUTBOX_LEASE", 120)))


def deliver_due(
    limit: int = 100,
    worker: str = "worker",
    at: datetime.datetime | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Report:
    """Deliver up to `limit` messages whose time has come; ends early, after the message in hand, when `stopping()`."""
    report = Report()
    adopt()
    _bury(at or timezone.now(), report)
    for message in _leased(limit, worker, at, stopping):
        _deliver(message, report, at)
    report.remaining = due(at or timezone.now()).count()
    return report


def due(now: datetime.datetime) -> Any:
    """Messages that may go now: waiting, or left by a worker whose lease ran out, and first of their key."""
    waiting = Q(state=State.PENDING, available_at__lte=now) | Q(state=State.LEASED, leased_until__lt=now)
    waiting |= dated_ahead(now)
    earlier = (
        OutboxMessage.objects.open()
        .with_position()
        .filter(
            consumer=OuterRef("consumer"),
            key=OuterRef("key"),
            position__lt=position_of(OuterRef("copied_from"), OuterRef("pk")),
        )
        .exclude(key="")
    )
    return OutboxMessage.objects.claimed().filter(waiting).exclude(Exists(earlier))


def dated_ahead(now: datetime.datetime) -> Q:
    """What was written while the clock was ahead, and goes now: its moment lies beyond what a retry or a lease ever
    reaches, or it was to go at once at a second that has not come yet.
    """
    longest = now + datetime.timedelta(seconds=LONGEST_WAIT * 1.2) + SKEW
    return (
        Q(state=State.PENDING, attempts__gt=0, available_at__gt=longest)
        | Q(state=State.PENDING, attempts=0, created_at__gt=now + SKEW, available_at__lte=F("created_at"))
        | Q(state=State.LEASED, leased_until__gt=now + lease_time() + SKEW)
    )


def adopt() -> int:
    """Address messages of topics that had no consumer when they were written, now that there is one.

    The first consumer takes the row; each other one gets a copy that keeps the row's place in the order of its key.
    """
    unclaimed = OutboxMessage.objects.filter(consumer="", state=State.PENDING, topic__in=registry.topics())
    rows = list(unclaimed.order_by("pk"))
    for row in rows:
        with transaction.atomic():
            first, *others = registry.names(row.topic)
            if OutboxMessage.objects.filter(pk=row.pk, consumer="").update(consumer=first):
                OutboxMessage.objects.bulk_create(_copy(row, name) for name in others)
    return len(rows)


def _copy(row: OutboxMessage, consumer: str) -> OutboxMessage:
    return OutboxMessage(
        topic=row.topic,
        consumer=consumer,
        key=row.key,
        payload=row.payload,
        available_at=row.available_at,
        created_at=row.created_at,
        copied_from=row.copied_from or row.pk,
    )


def _bury(now: datetime.datetime, report: Report) -> None:
    """Give up what has taken its worker along at every attempt: an exception is counted, a killed process is not."""
    left = OutboxMessage.objects.filter(state=State.LEASED, leased_until__lt=now, attempts__gte=most_attempts())
    for message in left:
        error = f"the worker {message.leased_by} did not come back from attempt {message.attempts}"
        held = OutboxMessage.objects.filter(pk=message.pk, state=State.LEASED, attempts=message.attempts)
        if held.update(state=State.DEAD, leased_until=None, last_error=error):
            report.dead += 1
            log.error("gave up delivering %s to %s: %s", message, message.consumer, error)


def _leased(
    limit: int, worker: str, at: datetime.datetime | None, stopping: Callable[[], bool]
) -> Iterator[OutboxMessage]:
    """One after the other, each leased just before it is delivered: a dying worker holds up one message."""
    left = limit
    while left > 0:
        before = left
        candidates = due(at or timezone.now()).order_by("pk").values_list("pk", flat=True)
        for pk in list(candidates[: min(left, BATCH)]):
            if stopping():
                return
            message = _lease(pk, at or timezone.now(), worker)
            if message is not None:
                left -= 1
                yield message
        if left == before:
            return


def _lease(pk: int, now: datetime.datetime, worker: str) -> OutboxMessage | None:
    with transaction.atomic():
        rows = due(now).filter(pk=pk)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        message: OutboxMessage | None = rows.first()
        if message is None:
            return None
        unchanged = OutboxMessage.objects.filter(pk=pk, state=message.state, attempts=message.attempts)
        message.state, message.leased_by, message.leased_until = State.LEASED, worker[:80], now + lease_time()
        message.attempts += 1
        taken = unchanged.update(
            state=message.state,
            leased_by=message.leased_by,
            leased_until=message.leased_until,
            attempts=message.attempts,
        )
        return message if taken else None


def _deliver(message: OutboxMessage, report: Report, at: datetime.datetime | None) -> None:
    consumer = registry.consumer(message.topic, message.consumer)
    try:
        if consumer is None:
            raise LookupError(f"there is no consumer {message.consumer} for {message.topic}")
        consumer(message.payload)
    except Exception as error:  # whatever a consumer raises is kept with the message, and tried again
        _failed(message, error, report, at or timezone.now())
        return
    values = {"state": State.DELIVERED, "delivered_at": at or timezone.now(), "last_error": "", "leased_until": None}
    if _note(message, values):
        report.delivered += 1


def _failed(message: OutboxMessage, error: Exception, report: Report, now: datetime.datetime) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
    values: dict[str, Any] = {"last_error": reason, "leased_until": None}
    if message.attempts >= most_attempts():
        if _note(message, {**values, "state": State.DEAD}):
            report.dead += 1
            log.error("gave up delivering %s to %s", message, message.consumer, exc_info=error)
        return
    values |= {"state": State.PENDING, "available_at": now + _wait(message.attempts)}
    if _note(message, values):
        report.failed += 1
        log.warning("could not deliver %s to %s: %s", message, message.consumer, reason)


def _note(message: OutboxMessage, values: dict[str, Any]) -> bool:
    """Write the outcome down, if the lease is still this worker's."""
    held = OutboxMessage.objects.filter(
        pk=message.pk, state=State.LEASED, leased_by=message.leased_by, attempts=message.attempts
    )
    if held.update(**values):
        return True
    log.warning(
        "the lease of %s to %s ran out before it was done: it may be delivered twice", message, message.consumer
    )
    return False


def _wait(attempts: int) -> datetime.timedelta:
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1))
    return datetime.timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, no secret
