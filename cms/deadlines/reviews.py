"""Review periods (decision 2): past it a page may be out of date and says so; a case asks to withdraw or confirm."""

import datetime
import logging
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.deadlines.models import ReviewPeriod
from cms.deadlines.periods import months_after
from cms.publication import current, notices
from cms.publication.disclosable import item_of
from cms.publication.models import ListingEntry
from cms.publication.notices import Notice
from cms.publication.reading import Row, Watched
from cms.workflows import services
from cms.workflows.admin.history.upcoming import Ahead
from cms.workflows.cases.models import Case, Decision
from cms.workflows.services import confirming

log = logging.getLogger("cms.deadlines")
BATCH = 200
_PERIOD = ReviewPeriod._meta.db_table


_MONTHS = f'SELECT "months" FROM "{_PERIOD}" WHERE "category" = %s AND "is_active" = %s'  # noqa: S608 - constants only
_CONFIRMED = f'SELECT MAX("number") FROM "{Decision._meta.db_table}" WHERE "item" = %s AND "kind" = %s'  # noqa: S608 - constants only


def _period(row: Row) -> Watched:
    """The months of its category's period. Raw, for it is asked inside a sandbox's request too."""
    return Watched.now(_MONTHS, str(row.parsed_facts.get("category", "")), True)


def due_at(row: Row) -> datetime.datetime | None:
    """When the item of a current publication is to be reviewed; None when its category has no period."""
    return _due_at(row, _period(row).value)


def _due_at(row: Row, months: int | None) -> datetime.datetime | None:
    if months is None:
        return None
    since = row.visible_from
    if months_after(since, months) <= timezone.now():
        since = max(since, confirming.confirmed_at(row.item) or since)
    return months_after(since, months)


def notice(row: Row, now: datetime.datetime) -> Notice:
    """What stands beside the page: nothing before its period is over; then a word, until somebody confirms the item."""
    period = _period(row)
    due = _due_at(row, period.value)
    if due is None or due > now:
        return Notice("", due, (period,))
    confirmed = Watched.now(_CONFIRMED, row.item, "confirm")
    due = _due_at(row, period.value)  # again, for what was confirmed in between
    if due is None or due > now:
        return Notice("", due, (period,))
    return Notice(notices.MAY_BE_OUTDATED, None, (period, confirmed))


def ahead(item: Any, now: datetime.datetime) -> Iterator[Ahead]:
    """The next review of an item, for its life's page."""
    row = current.of_item(item.disclosure_key, item.disclosure_channel, now) if item.disclosure_channel else None
    due = due_at(row) if row is not None else None
    if due is not None:
        yield Ahead(due, _("Review period over: withdraw or confirm"))


def run(now: datetime.datetime) -> dict[str, Any]:
    """Open the withdraw-or-confirm case of each page whose period is over; one that fails keeps no other from it."""
    opened, failed = 0, []
    for period in ReviewPeriod.objects.filter(is_active=True):
        for key in _overdue(period, now):
            try:
                with transaction.atomic():
                    item = item_of(key)
                    opened += item is not None and services.open_review(item, at=now) is not None
            except Exception:  # the others go on; this one is tried again at the next run
                log.exception("no review could be opened for %s", key)
                failed.append(key)
    return {"opened": opened, "failed": failed}


def _overdue(period: ReviewPeriod, now: datetime.datetime) -> list[str]:
    """Keys of items on view since before the period, not confirmed within it, without a running case."""
    before = months_after(now, -period.months)
    entries = ListingEntry.objects.on_view(now, since=before).filter(
        category=period.category,
        structural=False,
        item__startswith="page:",
        channel__in=(current.WEB, "intranet"),
    )
    confirmed = Decision.objects.filter(kind="confirm", at__gt=before).values("item")
    running = Case.objects.filter(state__in=Case.RUNNING, channel__in=(current.WEB, "intranet")).values("item")
    rows = entries.exclude(item__in=confirmed).exclude(item__in=running).order_by("shown_from", "number")
    return list(rows.values_list("item", flat=True)[:BATCH])
