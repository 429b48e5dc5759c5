"""System checks: names that are written with every message can be stored, and are still known."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from cms.outbox import registry
from cms.outbox.models import OutboxMessage

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


@register("disclosure_outbox")
def names_can_be_stored(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_outbox.E001: a topic's name, disclosure_outbox.E002: a consumer's name, disclosure_outbox.E003: what
    is registered cannot be called."""
    found: list[CheckMessage] = []
    for topic, name, consumer in registry.registered():
        if not _fits(topic, "topic"):
            found.append(_error(1, f"“{topic}” cannot be the name of a topic."))
        if not _fits(name, "consumer"):
            found.append(_error(2, f"“{name}” cannot be the name of a consumer of {topic}."))
        if not callable(consumer):
            found.append(_error(3, f"The consumer {name} of {topic} cannot be called."))
    return found


def _fits(name: str, field: str) -> bool:
    longest = getattr(OutboxMessage._meta.get_field(field), "max_length", 0)
    return len(name) <= longest and bool(_NAME.fullmatch(name))


def _error(number: int, text: str) -> Error:
    hint = "Letters, digits, dots, dashes and underscores, beginning with a letter; see OutboxMessage for the length."
    return Error(text, hint=hint, id=f"disclosure_outbox.E{number:03}")


@register(Tags.database)
def waiting_messages_have_their_consumer(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """disclosure_outbox.W001: messages wait for a consumer that is registered no more; they will be given up."""
    if not databases:
        return []
    try:
        stored = set(OutboxMessage.objects.open().claimed().order_by().values_list("topic", "consumer").distinct())
    except DatabaseError:  # before the first migration
        return []
    known = {(topic, name) for topic, name, _consumer in registry.registered()}
    return [
        Warning(
            f"Messages of {topic} wait for {name}, which is not registered.",
            hint="Register the consumer under its old name until they are delivered.",
            id="disclosure_outbox.W001",
        )
        for topic, name in sorted(stored - known)
    ]
