"""What is on view: `shown_from <= now < shown_to`. The condition of every list stands here, for
Django and for SQL; an address asks `current.is_shown`, which says the same of one row.

The index of Elasticsearch says the same in its own words (`search.engines.indexed.on_view`).
"""

import datetime
from typing import Any, Self

from django.db import models

FOREVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
"""`shown_to` of what has no end."""


class ViewQuerySet(models.QuerySet[Any]):
    """Of the lists' entries: rows with `shown_from` and `shown_to`."""

    def on_view(self, now: datetime.datetime, *, since: datetime.datetime | None = None) -> Self:
        """Those on view now; with `since`, those among them that were on view by then already."""
        return self.filter(shown_from__lte=since or now, shown_to__gt=now)

    def not_over(self, now: datetime.datetime) -> Self:
        """Those on view now, or later."""
        return self.filter(shown_to__gt=now)

    def ahead(self, now: datetime.datetime) -> Self:
        """Those that are approved and come on view later."""
        return self.filter(shown_from__gt=now)

    def ending(self, now: datetime.datetime, until: datetime.datetime) -> Self:
        """Those on view now and down at `until`, or before."""
        return self.on_view(now).filter(shown_to__lte=until)

    def next_change(self, now: datetime.datetime) -> datetime.datetime | None:
        """When the next of them comes on view or down. Two look-ups in an index."""
        up = self.ahead(now).order_by("shown_from").values_list("shown_from", flat=True).first()
        down = self.not_over(now).order_by("shown_to").values_list("shown_to", flat=True).first()
        return min(filter(None, (up, down)), default=None)


def sql(alias: str = "l") -> str:
    """The condition of a table under its alias, with two parameters: the moment, twice (`reading.parameter`)."""
    return f'{alias}."shown_from" <= %s AND {alias}."shown_to" > %s'


def not_over_sql(alias: str = "l") -> str:
    """On view or later; one parameter."""
    return f'{alias}."shown_to" > %s'
