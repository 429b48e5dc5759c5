"""Writing messages in the transaction that causes them, and delivering them after it."""

import datetime
import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.outbox import registry
from cms.outbox.models import OutboxMessage

log = logging.getLogger("cms.outbox")
LEASE = datetime.timedelta(minutes=2)
FIRST_WAIT = 5
LONGEST_WAIT = 3600
State = OutboxMessage.State


@dataclass
class Report:
    """What a round of deliveries did."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


def most_attempts() -> int:
    return int(getattr(settings, "DISCLOSURE_OUTBOX_ATTEMPTS", 12))


def enqueue(
    topic: str, payload: dict[str, Any], key: str = "", available_at: datetime.datetime | None = None
) -> list[OutboxMessage]:
    """Write a row per consumer of the topic; messages of one key are delivered to a consumer in order.

    Raises RuntimeError outside a transaction: a side effect belongs to what causes it. A topic without a consumer
    writes nothing: nobody asked.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox message is written inside the transaction that causes it")
    now = timezone.now()
    rows = [
        OutboxMessage(
            topic=topic, consumer=name, key=key, payload=payload, available_at=available_at or now, created_at=now
        )
        for name in registry.names(topic)
    ]
    return OutboxMessage.objects.bulk_create(rows)


def deliver_due(limit: int = 100, worker: str = "worker", at: datetime.datetime | None = None) -> Report:
    """Deliver up to `limit` messages whose time has come. Safe to run in several processes at once."""
    report = Report()
    for message in _leased(limit, worker, at):
        _deliver(message, report)
    return report


def _due(now: datetime.datetime) -> Any:
    """Messages that may go now: waiting, or left by a worker whose lease ran out, and first of their key."""
    waiting = Q(state=State.PENDING, available_at__lte=now) | Q(state=State.LEASED, leased_until__lt=now)
    earlier = OutboxMessage.objects.filter(
        consumer=OuterRef("consumer"),
        key=OuterRef("key"),
        pk__lt=OuterRef("pk"),
        state__in=(State.PENDING, State.LEASED),
    ).exclude(key="")
    return OutboxMessage.objects.filter(waiting).exclude(Exists(earlier)).order_by("pk")


def _leased(limit: int, worker: str, at: datetime.datetime | None) -> Iterator[OutboxMessage]:
    for _turn in range(limit):
        now = at or timezone.now()
        message = _lease_one(now, worker)
        if message is None:
            return
        yield message


def _lease_one(now: datetime.datetime, worker: str) -> OutboxMessage | None:
    with transaction.atomic():
        rows = _due(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        message: OutboxMessage | None = rows.first()
        if message is None:
            return None
        message.state, message.leased_by, message.leased_until = State.LEASED, worker, now + LEASE
        message.attempts += 1
        message.save(update_fields=["state", "leased_by", "leased_until", "attempts"])
        return message


def _deliver(message: OutboxMessage, report: Report) -> None:
    consumer = registry.consumer(message.topic, message.consumer)
    try:
        if consumer is None:
            raise LookupError(f"there is no consumer {message.consumer} for {message.topic}")
        consumer(message.payload)
    except Exception as error:  # whatever a consumer raises is kept with the message, and tried again
        _failed(message, error, report)
        return
    message.state, message.delivered_at, message.last_error = State.DELIVERED, timezone.now(), ""
    message.save(update_fields=["state", "delivered_at", "last_error"])
    report.delivered += 1


def _failed(message: OutboxMessage, error: Exception, report: Report) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:2000]
    if message.attempts >= most_attempts():
        message.state = State.DEAD
        report.dead += 1
        log.error("gave up delivering %s to %s", message, message.consumer, exc_info=error)
    else:
        message.state = State.PENDING
        message.available_at = timezone.now() + _wait(message.attempts)
        report.failed += 1
        log.warning("could not deliver %s to %s: %s", message, message.consumer, message.last_error)
    message.leased_until = None
    message.save(update_fields=["state", "available_at", "last_error", "leased_until"])


def _wait(attempts: int) -> datetime.timedelta:
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1))
    return datetime.timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries, no secret


def deliver_again(message: OutboxMessage) -> None:
    """Give a message that was given up another round of attempts."""
    message.state, message.attempts, message.available_at = State.PENDING, 0, timezone.now()
    message.save(update_fields=["state", "attempts", "available_at"])


def prune(older_than: datetime.timedelta = datetime.timedelta(days=30), at: datetime.datetime | None = None) -> int:
    """Delete delivered messages of long ago; returns how many."""
    limit = (at or timezone.now()) - older_than
    return OutboxMessage.objects.filter(state=State.DELIVERED, delivered_at__lt=limit).delete()[0]


def waiting() -> dict[str, Any]:
    """How many wait and are dead, and how old the oldest waiting one is (seconds)."""
    now = timezone.now()
    open_rows = OutboxMessage.objects.filter(state__in=(State.PENDING, State.LEASED), available_at__lte=now)
    oldest = open_rows.order_by("available_at").values_list("available_at", flat=True).first()
    return {
        "waiting": open_rows.count(),
        "dead": OutboxMessage.objects.filter(state=State.DEAD).count(),
        "oldest": int((now - oldest).total_seconds()) if oldest else 0,
    }
