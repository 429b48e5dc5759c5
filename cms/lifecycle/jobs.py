"""The jobs of the house itself: Wagtail's flags follow the publications, the record is compared with itself."""

import datetime
import logging
from typing import Any

from wagtail.models import DraftStateMixin, Page

from cms.outbox import services as outbox
from cms.publication import current, verify
from cms.publication.disclosable import Disclosable

log = logging.getLogger("cms.lifecycle")


def flags(now: datetime.datetime) -> dict[str, int]:
    """Put Wagtail's `live` flags back where they disagree with what is on view; they decide nothing."""
    put_up = taken_down = 0
    page: Any
    for page in Page.objects.filter(depth__gt=1).specific().iterator():
        if not (issubclass(type(page), Disclosable) and issubclass(type(page), DraftStateMixin)):
            continue
        shown = current.of_item(page.disclosure_key, page.disclosure_channel, now) is not None
        if shown == page.live:
            continue
        log.warning("page %s is %s: its flag said otherwise", page.pk, "on view" if shown else "not on view")
        values: dict[str, Any] = {
            "live": shown,
            "expired": not shown and bool(page.expire_at and page.expire_at <= now),
        }
        Page.objects.filter(pk=page.pk).update(**values)
        put_up, taken_down = put_up + shown, taken_down + (not shown)
    return {"put up": put_up, "taken down": taken_down}


def witness(now: datetime.datetime) -> int:
    """Tell the witness of rows that it missed."""
    return verify.reconcile()


def record(now: datetime.datetime) -> int:
    """Compare the record with itself; every finding is an alarm."""
    found = list(verify.findings())
    for each in found:
        logging.getLogger("cms.publication.alarm").error("%s %s: %s", each.what, each.where, each.message)
    return len(found)


def prune(now: datetime.datetime) -> int:
    """Delivered messages of long ago."""
    return outbox.prune(at=now)
