"""Pages of the host below which something stands that goes through a chain: why they stay, in words."""

import logging
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.publication import disclosable
from cms.workflows.wagtail.foreign import ForeignPageTester

log = logging.getLogger("cms.workflows")
TAKES_ALONG = ("delete", "move", "move_confirm")
"""Wagtail's views, and bulk actions, that take along what stands below a page."""


def sentence(page: Page) -> str:
    return _(
        "Below “%(title)s” stands what went through an approval chain or is not yours: the page stays where it is. "
        "What is on view there is withdrawn by its own chain."
    ) % {"title": page.specific.get_admin_display_title()}


def keeps(page: Page, user: Any) -> bool:
    """Whether a page of the host's stays because of what stands below it."""
    asked = page.permissions_for_user(user)
    return isinstance(asked, ForeignPageTester) and asked.keeps_items()


def answer(request: HttpRequest, page: Page | None, name: str) -> HttpResponseBase | None:
    """The answer to a view that would take the items along; None where it may, or where there are none."""
    if page is None or name not in TAKES_ALONG or not keeps(page, request.user):
        return None
    log.warning("%s was refused %s of page %s: items stand below it", request.user, name, page.pk)
    messages.error(request, sentence(page))
    return redirect("wagtailadmin_explore", page.pk)


def copying(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """The answer to a copy of a page of the host's with the items below it; None where the copy goes on. That of an
    item is a draft, whatever is ticked."""
    if disclosable.is_disclosed(page):
        if request.POST.get("publish_copies"):
            sent = request.POST.copy()
            del sent["publish_copies"]
            request.POST = sent  # type: ignore[assignment]  # what the view reads after the hooks
        return None
    asked = page.permissions_for_user(request.user)
    holds = isinstance(asked, ForeignPageTester) and asked.holds_items()
    if not holds or not request.POST.get("copy_subpages"):
        return None
    messages.error(
        request,
        _("Below “%(title)s” stands what goes through an approval chain: copy the page without what stands below it.")
        % {"title": page.specific.get_admin_display_title()},
    )
    return redirect("wagtailadmin_pages:copy", page.pk)


def tell_bulk(request: HttpRequest, name: str, refused: Iterable[Page]) -> None:
    """A message for each page of the host's that a bulk action leaves out because of what stands below it."""
    if name not in TAKES_ALONG:
        return
    for page in refused:
        if not disclosable.is_disclosed(page) and keeps(page, request.user):
            messages.warning(request, sentence(page))
