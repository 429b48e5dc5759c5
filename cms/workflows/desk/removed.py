"""What the address of a version answers that is there no more: `purge_revisions` clears what was never submitted."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, Revision

from cms.workflows.items import DisclosureItem

log = logging.getLogger("cms.workflows")
DIGITS = 18
REVERT = "revisions_revert"
NAMED: dict[str, tuple[str, ...]] = {
    "revisions_view": ("revision_id",),
    REVERT: ("revision_id",),
    "revisions_unschedule": ("revision_id",),
    "revisions_compare": ("revision_id_a", "revision_id_b"),
}
"""Wagtail's view of a page's version → the parts of its address that name one."""


def answer(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """A sentence and the page's history, where a version that is named is gone; None where all are there.

    What was typed into the form of a version that went meanwhile is handed on to the editor: nothing is lost.
    """
    space, _colon, name = view_name.rpartition(":")
    if space != "wagtailadmin_pages" or name not in NAMED:
        return None
    asked = [str(kwargs.get(part, "")) for part in NAMED[name]]
    numbers = {int(text) for text in asked if text.isdigit() and len(text) <= DIGITS}
    if not numbers - set(Revision.objects.filter(pk__in=numbers).values_list("pk", flat=True)):
        return None  # one of another page is Wagtail's to refuse
    page = Page.objects.filter(pk=kwargs.get("page_id", kwargs.get("pk"))).first()
    if page is None or not _may_see_history(request.user, page):
        return None
    log.info("%s asked for a version of page %s that is gone: %s", request.user, page.pk, sorted(numbers))
    if name == REVERT and request.method == "POST":
        return redirect("wagtailadmin_pages:edit", page.pk, preserve_request=True)
    messages.warning(request, sentence(page))
    return redirect("wagtailadmin_pages:history", page.pk)


def _may_see_history(user: Any, page: Page) -> bool:
    asked = page.specific.permissions_for_user(user)
    return bool(asked.can_edit() or asked.can_publish())


def sentence(page: Page) -> str:
    """What is said of a version that is gone."""
    reason = _("This version is not kept any more: old versions that were not submitted are cleared from time to time.")
    if not isinstance(page.specific, DisclosureItem):
        return reason
    life = reverse("disclosure_desk:life", args=[page.pk])
    rest = _("What was submitted and signed is kept, with its case.")
    return format_html('{} {} <a href="{}">{}</a>', reason, rest, life, _("Whole life"))
