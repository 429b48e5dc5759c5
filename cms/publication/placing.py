"""Whether a form can stand where it says: nobody else shown there in its time, and what it stands under on view."""

import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from cms.publication import current, projections, reading, viewing
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB
from cms.publication.disclosable import NOWHERE


def refusal(form: CanonicalContent, channel: str, at: datetime.datetime, *, ahead: bool = False) -> str | None:
    """Why the form would not be found at its address, in words; None when it would.

    `ahead` of its last step what it stands under may still be on its way; what was taken down is not.
    """
    start = max(filter(None, (form.go_live, at)))
    parent, slug = str(form.data["parent"]), str(form.data["slug"])
    taken = taken_by(form.key, channel, (parent, slug), start, form.expire)
    if taken is not None:
        return _("“%(title)s” is shown at this address.") % {"title": taken}
    if channel != WEB or parent in ("", NOWHERE) or _stands_there(form.key, (parent, slug), start):
        return None
    above = current.of_item(parent, WEB, start)
    if above is None and ahead and current.standing(parent, WEB, start) is None:
        return None
    if above is None or current.path_of(above, current.tree(WEB, start), WEB, start) is None:
        return _("The page that it stands under is not on view, so nobody could reach it.")
    return None


def _stands_there(item: str, place: tuple[str, str], at: datetime.datetime) -> bool:
    shown = current.of_item(item, WEB, at)
    if shown is None or (shown.parent, shown.slug) != place:
        return False
    return current.path_of(shown, current.tree(WEB, at), WEB, at) is not None


def taken_by(
    item: str, channel: str, place: tuple[str, str], start: datetime.datetime, end: datetime.datetime | None
) -> str | None:
    """The title of another item that is, or is signed to be, shown at a place at any time from `start` to `end`."""
    rows = sorted(reading.at_place(channel, *place), key=lambda row: row.item)
    until = end or viewing.FOREVER
    for other, versions in groupby(rows, key=lambda row: row.item):
        if other == item:
            continue
        for row, since, to in projections.windows(versions):
            if (row.parent, row.slug) == place and since < until and to > start:
                return row.title
    return None
