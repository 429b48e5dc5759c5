"""Whether a form can stand where it says: nobody else shown there in its time, and what it stands under on view."""

import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from cms.publication import current, disclosable, mounting, projections, reading, viewing
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
    if channel == WEB and form.key.startswith("page:") and (parent == NOWHERE or parent.startswith(mounting.BESIDE)):
        return _among_the_hosts(form.key, parent)
    if channel != WEB or parent in ("", NOWHERE) or _stands_there(form.key, (parent, slug), start):
        return None
    above = current.of_item(parent, WEB, start)
    if above is None and ahead and current.standing(parent, WEB, start) is None:
        return None
    if above is None or current.path_of(above, current.tree(WEB, start), WEB, start) is None:
        return _("The page that it stands under is not on view, so nobody could reach it.")
    return None


def _among_the_hosts(key: str, parent: str) -> str | None:
    """Why an item below a page of the host's would not be read where its form says."""
    page = Page.objects.filter(pk=key.removeprefix("page:")).first()
    if page is None or len(parent) > mounting.LONGEST:
        return _("Its address is longer than the record holds.") if page is not None else None
    above = page.get_parent()
    said = state_of(above)
    if said is not None:
        return said
    if mounting.beside(above.specific) != parent:
        return _("The page that it stands under has another address by now: submit it anew.")
    return None


def state_of(above: Page) -> str | None:
    """Why nothing below a page of the host's would be read by everybody: it, or one above it, is not on view or not for
    everybody, or it has no address. The host's own people mend that, so it is said in the editor and before the
    submission. None where all is well, and of an item, which `refusal` asks about."""
    if disclosable.is_disclosed(above):
        return None
    chain = list(above.get_ancestors(inclusive=True).filter(depth__gt=1))
    closed = set(PageViewRestriction.objects.filter(page__in=chain).values_list("page_id", flat=True))
    for each in (each for each in chain if not disclosable.is_disclosed(each)):
        named = {"title": each.title}
        if not each.live:
            return _("“%(title)s”, a page of this site that it stands under, is not published.") % named
        if each.pk in closed:
            return _("“%(title)s”, a page of this site that it stands under, is not for everybody.") % named
    return _("The page that it stands under has no address.") if mounting.beside(above.specific) is None else None


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
