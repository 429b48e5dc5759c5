"""Wagtail's flags follow the publications."""

import datetime
import logging
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.log_actions import log as log_action
from wagtail.models import Page, PageLogEntry

from cms.lifecycle.transitions import BATCH
from cms.publication import current
from cms.publication.disclosable import Disclosable
from cms.publication.models import ListingEntry
from cms.workflows.chains.vocabulary import own_channels
from cms.workflows.mirror import live

log = logging.getLogger("cms.lifecycle")


def flags(now: datetime.datetime) -> dict[str, int]:
    """Put Wagtail's `live` flags back where they disagree with what is on view, and log that; they decide nothing.

    Three queries, and a look at each page that differs.
    """
    shown = set(
        ListingEntry.objects.on_view(now)
        .filter(channel__in=own_channels(), item__startswith="page:")
        .values_list("item", flat=True)
    )
    types = [
        kind.pk
        for kind in ContentType.objects.get_for_models(
            *(model for model in apps.get_models() if issubclass(model, Page) and issubclass(model, Disclosable))
        ).values()
    ]
    rows = Page.objects.filter(depth__gt=1, content_type__in=types).values_list("pk", "live")
    wrong = [pk for pk, flag in rows if flag != (f"page:{pk}" in shown)]
    put_up = taken_down = 0
    for start in range(0, len(wrong), BATCH):
        page: Any
        for page in Page.objects.filter(pk__in=wrong[start : start + BATCH]).specific():
            is_shown = current.of_item(page.disclosure_key, page.disclosure_channel, now) is not None
            if is_shown == page.live:
                continue
            log.warning("page %s is %s: its flag said otherwise", page.pk, "on view" if is_shown else "not on view")
            live.correct(page, is_shown=is_shown, expired=not is_shown and _is_over(page, now))
            log_action(page, "disclosure.flag", data={"live": is_shown, "last": _last_change(page)})
            put_up, taken_down = put_up + is_shown, taken_down + (not is_shown)
    return {"put up": put_up, "taken down": taken_down}


def _last_change(page: Any) -> dict[str, Any] | None:
    """What Wagtail's own log says was done to the page last: perhaps what changed the flag."""
    entry = PageLogEntry.objects.filter(page=page.pk).order_by("-timestamp", "-pk").select_related("user").first()
    if entry is None:
        return None
    who = entry.user.get_username() if entry.user is not None else ""
    return {"action": entry.action, "user": who, "at": entry.timestamp.isoformat(timespec="seconds")}


def _is_over(page: Any, now: datetime.datetime) -> bool:
    return bool(page.expire_at and page.expire_at <= now)
