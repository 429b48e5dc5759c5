"""What the index was not told yet: changes that still wait in the outbox are left out of every answer."""

from collections.abc import Iterable

from django.db.models import Max

from cms.outbox.models import OutboxMessage
from cms.publication.current import WEB
from cms.publication.models import Publication
from cms.publication.services import CHANGED

CONSUMER = "elasticsearch"
MOST = 500
"""Beyond so many the embedded engine answers: a query that leaves out thousands of items is slow."""


def items() -> list[str] | None:
    """Keys of the items whose change is not delivered yet; None when there are too many. One query."""
    waiting = OutboxMessage.objects.filter(topic=CHANGED, consumer=CONSUMER).exclude(
        state=OutboxMessage.State.DELIVERED
    )
    keys = waiting.order_by().values_list("key", flat=True).distinct()[: MOST + 1]
    found = [item for channel, _separator, item in (key.partition("|") for key in keys) if channel == WEB]
    return found if len(found) <= MOST else None


def versions(wanted: Iterable[str]) -> dict[str, int]:
    """Item → the number of its newest publication row: the version of whatever is written about it."""
    rows = Publication.objects.filter(item__in=set(wanted), channel=WEB).values("item").annotate(newest=Max("number"))
    return {row["item"]: row["newest"] for row in rows.order_by()}
