"""What Wagtail's own ways answer where a chain is the way: why not, and where it goes on."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.publication import current, disclosable
from cms.workflows.admin.guards import foreign_pages
from cms.workflows.cases import access, drafting, lookup, progress
from cms.workflows.cases.models import Case
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.services import acting, blocking, opening, scheduled

log = logging.getLogger("cms.workflows")
Link = tuple[str, str]
SHOWN = 5

ASKED: dict[str, str] = {
    "edit": "can_edit",
    "revisions_revert": "can_edit",
    "delete": "can_delete",
    "unpublish": "can_unpublish",
    "move": "can_move",
    "move_confirm": "can_move",
    "set_privacy": "can_set_view_restrictions",
    "lock": "can_lock",
    "unlock": "can_unlock",
    "revisions_unschedule": "can_unschedule",
    "set_page_position": "can_reorder_children",
}
"""Wagtail's view of a page → what its permission tester is asked there."""


def answer(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """The answer to a way that is refused to this person for this page; None where it is not."""
    space, _colon, name = view_name.rpartition(":")
    if space != "wagtailadmin_pages" or (name not in ASKED and name != "workflow_action"):
        return None
    page = Page.objects.filter(pk=kwargs.get("page_id", kwargs.get("page_to_move_id"))).first()
    item: Any = page.specific if page is not None else None
    if not disclosable.is_disclosed(item):
        return foreign_pages.answer(request, item, name)
    if name == "workflow_action":
        reason = _not_theirs(item, request.user)
        return say(request, item, name, reason, _case_link(lookup.running(item))) if reason else None
    if getattr(item.permissions_for_user(request.user), ASKED[name])():
        return None
    return say(request, item, name, sentence(item, request.user, name), link(item, request.user, name))


def say(request: HttpRequest, item: Any, name: str, reason: str, way: Link | None = None) -> HttpResponseBase:
    """Refuse with a sentence, and go where this person may read on."""
    log.warning("%s was refused %s of %s: %s", request.user, name, item.disclosure_key, reason)
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponseForbidden(reason, content_type="text/plain; charset=utf-8")
    messages.error(request, _linked(reason, way))
    return redirect("disclosure_approval:life", page_id=item.pk) if _may_open(request.user, item) else _home()


def _home() -> HttpResponseBase:
    return redirect("wagtailadmin_home")


def _linked(reason: str, way: Link | None) -> SafeString:
    return format_html('{} <a href="{}">{}</a>', reason, *way) if way else format_html("{}", reason)


def _may_open(user: Any, item: Any) -> bool:
    """Whether the page of the item's life is for this person."""
    if drafting.may_begin(user, item, item.disclosure_channel or current.WEB):
        return True
    return any(
        access.may_read(user, case) for case in Case.objects.filter(item=item.disclosure_key).order_by("-pk")[:5]
    )


def tell_bulk(request: HttpRequest, name: str, refused: Iterable[Page]) -> None:
    """A message for a bulk action that leaves these pages out."""
    refused = list(refused)[:SHOWN]
    foreign_pages.tell_bulk(request, name, refused)
    listed = [page.specific for page in refused]
    rows = [
        (item.disclosure_title, sentence(item, request.user, name), *(link(item, request.user, name) or ("", "")))
        for item in listed
        if disclosable.is_disclosed(item)
    ]
    if rows:
        log.warning("%s was refused %s of %s in bulk", request.user, name, [item.pk for item in listed])
        messages.warning(request, format_html_join(" ", '“{}”: {} <a href="{}">{}</a>', rows))


def sentence(item: Any, user: Any, name: str) -> str:
    """Why Wagtail's own way is closed for this item, and which one is open."""
    if item.structural:
        return _(
            "It is part of the site's structure: a change is proposed in its editor and confirmed by a second person."
        )
    if not drafting.may_draft(user, item):
        facts = {"office": item.issuing_office} if getattr(item, "issuing_office_id", None) else {"office": "—"}
        return _("Only %(office)s, which provides this item, writes it and begins something about it.") % facts
    return SENTENCES[name](item) if name in SENTENCES else _("Here the approval chain decides.")


def _taken_down(item: Any) -> str:
    running = lookup.running(item, item.disclosure_channel)
    if current.of_item(item.disclosure_key, item.disclosure_channel) is None:
        return _("It is not on view.")
    if running is not None and opening.refusal(item, Case.Action.WITHDRAW, item.disclosure_channel) is not None:
        return opening.already(running)
    return _("What is on view comes down by its chain only: begin its withdrawal.")


def _deleted(item: Any) -> str:
    if current.of_item(item.disclosure_key, item.disclosure_channel) is not None:
        return _("It is on view and on record: it is withdrawn by its chain, and its record stays.")
    return _("It, or a page below it, was submitted once: its decisions refer to it, so it stays.")


def _moved(item: Any) -> str:
    return _(
        "Its place is part of what was signed. Publish it anew where it belongs, and withdraw it here with the new "
        "page as its successor."
    )


def _published(item: Any) -> str:
    return _("Only its approval chain publishes it: save the draft and submit it.")


def _hidden(item: Any) -> str:
    return _("Hiding what is on view would be a withdrawal, which goes by its chain.")


def _locked(item: Any) -> str:
    if blocking.of(item):
        return _("What blocks it comes from no approval: it can be freed.")
    if lookup.is_in_approval(item):
        return _("It is locked because it is in approval: take it back to edit it.")
    return _("Nobody locks a page here: while it is in approval it is locked by that.")


def _unscheduled(item: Any) -> str:
    if scheduled.of_item(item.disclosure_key, CHANNELS.names()):
        return _("It is signed for its time: take it back on its case.")
    return _("The schedule is nobody's signature: it can be taken off.")


def _ordered(item: Any) -> str:
    return _("The order of a list follows from what is published; nobody moves pages by hand.")


SENTENCES: dict[str, Callable[[Any], str]] = {
    "unpublish": _taken_down,
    "delete": _deleted,
    "move": _moved,
    "move_confirm": _moved,
    "publish": _published,
    "set_privacy": _hidden,
    "lock": _locked,
    "unlock": _locked,
    "revisions_unschedule": _unscheduled,
    "set_page_position": _ordered,
}


def link(item: Any, user: Any, name: str) -> Link | None:
    """The page on which it goes on: words after it."""
    if not _may_open(user, item):
        return None
    life = (reverse("disclosure_approval:life", args=[item.pk]), _("Whole life"))
    if item.structural or not drafting.may_draft(user, item):
        return life
    if name in ("lock", "unlock", "revisions_unschedule") and blocking.of(item):
        return reverse("disclosure_approval:unblock", args=[item.pk]), _("Free it")
    running = lookup.running(item, item.disclosure_channel)
    waits = next(iter(scheduled.of_item(item.disclosure_key, CHANNELS.names())), None)
    if name == "revisions_unschedule" and waits is not None:
        return _case_link(waits)
    withdraws = name in ("unpublish", "delete", "move", "move_confirm", "set_privacy")
    if withdraws and opening.refusal(item, Case.Action.WITHDRAW, item.disclosure_channel) is None:
        return reverse("disclosure_approval:begin", args=[item.pk, "withdraw"]), _("Withdraw")
    return _case_link(running) or life


def _case_link(case: Case | None) -> Link | None:
    return (reverse("disclosure_approval:case", args=[case.pk]), _("To the case")) if case is not None else None


def _not_theirs(item: Any, user: Any) -> str | None:
    """Why somebody does not act on the item by Wagtail's own way to a task."""
    case = lookup.running(item, item.disclosure_channel)
    if case is None:
        return _("No approval of this item runs.")
    situation = progress.look(case)
    return acting.not_open(situation) or acting.no_seat(situation, user)
