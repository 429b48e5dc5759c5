"""Where a link would lead at the moment in which what holds it goes on view, in words for the person who asks."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.publication import current, disclosable, mounting, projections, reading, redirects, serving
from cms.publication.current import WEB
from cms.publication.models import REVOCATION
from cms.workflows.cases.models import Case
from cms.workflows.wagtail import policies


@dataclass(frozen=True)
class Standing:
    """Why a reader cannot follow a link to a page yet.

    `comes` is True where the target is signed for a later moment or in approval: a link is resolved when it is read, so
    it begins to lead there by itself. `was_on_view` is True for what the public could read once.
    """

    words: str
    comes: bool = False
    was_on_view: bool = False

    @classmethod
    def of(cls, key: str, user: Any, at: datetime.datetime) -> "Standing | None":
        """None when the public can follow a link to `key` (`page:12`) at this moment."""
        if current.link(key, WEB, at) is not None:
            return None
        page = Page.objects.filter(pk=key.rpartition(":")[2]).first()
        if page is None:
            return cls(_("the page is not there any more."))
        return cls._of_page(page.specific, key, _title(page, user), at)

    @classmethod
    def _of_page(cls, page: Any, key: str, title: str, at: datetime.datetime) -> "Standing":
        if getattr(page, "disclosure_channel", "") != WEB:
            return cls(_("%(title)s is internal: the public never reads it.") % {"title": title})
        if current.of_item(key, WEB, at) is not None:
            return cls(_("%(title)s stands below a page that is not on view.") % {"title": title}, was_on_view=True)
        rows = reading.versions(key, WEB)
        coming = sorted(start for _row, start, _end in projections.windows(rows) if start > at)
        if coming:
            when = date_format(localtime(coming[0]), "Y-m-d H:i")
            words = {"title": title, "when": when}
            return cls(_("%(title)s is signed and goes on view on %(when)s; until then it is no link.") % words, True)
        if Case.objects.filter(item=key, channel=WEB, state=Case.State.OPEN, action=Case.Action.PUBLISH).exists():
            return cls(_("%(title)s is still in approval; until it is on view it is no link.") % {"title": title}, True)
        if any(row.kind != REVOCATION and row.visible_from <= at for row in rows):
            return cls(_("%(title)s is not on view any more.") % {"title": title}, was_on_view=True)
        return cls(_("%(title)s is a draft that was never published.") % {"title": title})


def is_dead(address: str, at: datetime.datetime) -> bool:
    """Whether an address that somebody typed is one of this site's and leads a reader nowhere at this moment.

    Addresses of other sites are not asked, nor those that a view of its own answers (search, a file).
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").casefold()
    except ValueError:
        return False  # no address at all: what was typed is shown as it is
    if host not in {"", *_own_hosts()} or parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return False
    path = unquote(parts.path)
    if not serving.answers(path):
        return path.startswith(_staff_addresses())
    found = current.at_path(mounting.within(path), WEB, at)
    if found is None:
        gone = redirects.target(path, parts.query, current.tree(WEB, at), at) is None
        return gone and disclosable.is_alone()  # else a page of the host's may stand there
    return not current.is_shown(found.row, at) or current.path_of(found.row, current.tree(WEB, at), WEB, at) is None


def _own_hosts() -> set[str]:
    names = set(Site.objects.values_list("hostname", flat=True))
    admin = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return {name.casefold() for name in (*names, admin) if name}


def _staff_addresses() -> tuple[str, ...]:
    """What nobody reads without a log-in."""
    try:
        return reverse("wagtailadmin_home"), reverse("disclosure_intranet:list")
    except NoReverseMatch:  # a site without the intranet
        return (reverse("wagtailadmin_home"),)


def _title(page: Page, user: Any) -> str:
    """The title for whoever may see the page in the admin; to others it is not even named."""
    if policies.pages_of(user).filter(pk=page.pk).exists():
        return f"“{page.draft_title or page.title}”"
    return _("a page that you may not see")
