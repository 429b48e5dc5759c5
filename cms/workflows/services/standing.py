"""An item stands somewhere: nothing goes on view where nothing stands, and no column goes from over what is on view."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.publication import current, projections, reading
from cms.publication.disclosable import item_of
from cms.publication.models import ListingEntry, Publication
from cms.workflows.cases import missed
from cms.workflows.cases.models import Case


def no_place(draft: Any, go_live: datetime.datetime | None, now: datetime.datetime) -> str | None:
    """Why the item would have no address: what it stands under never came on view, or not before the item itself."""
    if draft.disclosure_channel != current.WEB:
        return None
    parent = draft.disclosure_place()[0]
    if not parent.startswith("page:") or current.standing(parent, current.WEB, max(filter(None, (go_live, now)))):
        return None
    facts = {"title": getattr(item_of(parent), "title", parent)}
    windows = projections.windows(reading.versions(parent, current.WEB))
    coming = min((start for _row, start, _end in windows if start > now), default=None)
    if coming is not None:
        facts["when"] = missed.moment(coming)
        return _("“%(title)s”, under which it stands, goes on view on %(when)s only: not before that.") % facts
    running = Case.objects.filter(item=parent, channel=current.WEB, state=Case.State.OPEN)
    if running.exists():
        return _("“%(title)s”, under which it stands, is in approval: it has to be on view first.") % facts
    return _("“%(title)s”, under which it stands, is not on view by then: publish that first.") % facts


def refusal_to_take_down(item: Any, channel: str, at: datetime.datetime | None = None) -> str | None:
    """Decision (5): a change of structure leaves every live item reachable, so what holds live items stays."""
    now = at or timezone.now()
    if not item.structural or channel != current.WEB:
        return None
    if item.disclosure_place() == ("", ""):
        return _("The home page is not taken down.")
    below = _live_below(item.disclosure_key, channel, now)
    if not below:
        return None
    return _(
        "%(count)s pages on view, or coming on view, stand below it: move or withdraw them first (decision 5)."
    ) % {"count": below}


def _live_below(key: str, channel: str, now: datetime.datetime) -> int:
    """How many items are on view or to come below this one, also below what was taken down; a query a level."""
    found: set[str] = set()
    level = {key}
    while level:
        rows = Publication.objects.filter(channel=channel, parent__in=level).values_list("item", flat=True)
        level = set(rows.distinct()) - found - {key}
        found |= level
    return ListingEntry.objects.not_over(now).filter(channel=channel, item__in=found).count()
