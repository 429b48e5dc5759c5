"""What the address of something answers that is there no more: a sentence, and a way on.

`purge_revisions` clears versions that were never submitted; a draft is deleted, a file, an account.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry, Revision

from cms.files import records
from cms.publication import disclosable, speaking
from cms.workflows.cases import access
from cms.workflows.cases.missed import moment
from cms.workflows.cases.models import Case
from cms.workflows.cases.records import name_of

log = logging.getLogger("cms.workflows")
DIGITS = 18
SHOWN = 5
REVERT = "revisions_revert"
NAMED: dict[str, tuple[str, ...]] = {
    "revisions_view": ("revision_id",),
    REVERT: ("revision_id",),
    "revisions_unschedule": ("revision_id",),
    "revisions_compare": ("revision_id_a", "revision_id_b"),
}
"""Wagtail's view of a page's version → the parts of its address that name one."""


@dataclass(frozen=True)
class Gone:
    """Views whose names begin so, the part of their address that names a row, and where its list is."""

    views: str
    part: str
    model: Callable[[], Any]
    index: str
    said: Any


ROWS = (
    Gone(
        "wagtaildocs:",
        "document_id",
        get_document_model,
        "wagtaildocs:index",
        gettext_lazy("There is no such document, or it was deleted. What was signed with it is kept with its case."),
    ),
    Gone(
        "wagtailimages:",
        "image_id",
        get_image_model,
        "wagtailimages:index",
        gettext_lazy("There is no such picture, or it was deleted. What was signed with it is kept with its case."),
    ),
    Gone(
        "wagtailusers_users:",
        "pk",
        get_user_model,
        "wagtailusers_users:index",
        gettext_lazy("There is no such account, or it was deleted. What it decided is kept with its cases."),
    ),
)
APPROVAL = "disclosure_approval:"
CASE_FILES = "disclosure_casefile:"
PAGES = ("wagtailadmin_pages:", "wagtailadmin_explore", APPROVAL)


def instead_of_missing(request: HttpRequest) -> HttpResponseBase | None:
    """What is answered where a view of the admin found nothing (404); None where nothing of ours is gone.

    Asked only after a 404, so that no other request costs a query more. Scripts get their bare answer.
    """
    match = request.resolver_match
    asked = (*PAGES, CASE_FILES, *(each.views for each in ROWS))
    if match is None or not match.view_name.startswith(asked) or not request.user.is_authenticated:
        return None  # of the public's pages nobody's session is looked at
    if not request.user.has_perm("wagtailadmin.access_admin") or not _read_by_a_person(request):
        return None
    with speaking.spoken_to(request.user):
        answers = (_page, _row, _case)
        found = (each(request, match.view_name, match.kwargs) for each in answers)
        return next((each for each in found if each is not None), None)


def _read_by_a_person(request: HttpRequest) -> bool:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _page(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """A draft that was deleted: its case says what became of it. Only its own people get here (`named`)."""
    number = _number(kwargs.get("page_id", kwargs.get("parent_page_id")))
    if number is None or not view_name.startswith(PAGES) or Page.objects.filter(pk=number).exists():
        return None
    found = Case.objects.filter(item=f"page:{number}").order_by("-pk")[:SHOWN]
    case = next((each for each in found if access.may_read(request.user, each)), None)
    if case is None:
        return None
    entry = PageLogEntry.objects.filter(page_id=number, action="wagtail.delete").order_by("-timestamp").first()
    facts = {"title": case.title, "who": "", "at": ""}
    log.info("%s asked for page %s, which was deleted", request.user, number)
    if entry is not None:
        facts |= {"who": name_of(entry.user) if entry.user else _("somebody unknown"), "at": moment(entry.timestamp)}
        messages.warning(request, _("The draft “%(title)s” was deleted by %(who)s on %(at)s.") % facts)
    else:
        messages.warning(request, _("The draft “%(title)s” was deleted.") % facts)
    return redirect("disclosure_approval:case", pk=case.pk)


def _row(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    about = next((each for each in ROWS if view_name.startswith(each.views)), None)
    number = _number(kwargs.get(about.part)) if about is not None else None
    if about is None or number is None or not _is_of_the_record(about.model()):
        return None
    if about.model()._default_manager.filter(pk=number).exists():
        return None
    log.info("%s asked for %s %s, which is gone", request.user, about.part, number)
    messages.warning(request, str(about.said))
    return redirect(about.index)


def _is_of_the_record(model: Any) -> bool:
    """Whether what is gone could stand in a case: files of ours, people where nothing but disclosure goes on."""
    return disclosable.is_alone() if model is get_user_model() else records.is_ours(model)


def _case(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """The address in a mail, kept until its reader has no part in the case any more. It stays a 404: one answer for
    what there is none of and for what is not theirs, so that nobody learns which cases there are."""
    if not view_name.startswith((APPROVAL, CASE_FILES)):
        return None
    log.info("%s asked for %s %s, which is not there for them", request.user, view_name, kwargs)
    return render(request, "disclosure_workflows/gone.html", status=404)


def _number(text: Any) -> int | None:
    facts = str(text or "")
    return int(facts) if facts.isascii() and facts.isdigit() and len(facts) <= DIGITS else None


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
    if page is None or not disclosable.is_disclosed(page) or not _may_see_history(request.user, page):
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
    life = reverse("disclosure_approval:life", args=[page.pk])
    rest = _("What was submitted and signed is kept, with its case.")
    return format_html('{} {} <a href="{}">{}</a>', reason, rest, life, _("Whole life"))
