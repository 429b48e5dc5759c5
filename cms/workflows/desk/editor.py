"""What the page editor shows of a case: where it stands, and how to go on."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button

from cms.publication import current
from cms.workflows import cases, policies, progress, words
from cms.workflows.items import DisclosureItem
from cms.workflows.models import Case


class SubmitItem(ActionMenuItem):
    """Saves the draft and goes to the submission."""

    label = gettext_lazy("Save and submit for approval")
    name = "disclosure-submit"
    icon_name = "resubmit"
    order = 20


def standing(case: Case) -> str:
    """A case in a few words: its state, and what it waits for."""
    if case.state != Case.State.OPEN:
        return f"{case.get_action_display()}: {case.get_state_display()}"
    situation = progress.look(case)
    step = situation.position.step
    if step is None:
        return str(case.get_state_display())
    seats = "、".join(dict.fromkeys(seat.assignment.label for seat in situation.seats()))
    return _("Waits for %(seats)s: %(kind)s") % {"seats": seats, "kind": words.kind(step.kind)}


def sentence(case: Case) -> str:
    """Where a case stands, who is next and since when."""
    since = date_format(localtime(case.step_since), "Y-m-d H:i")
    if case.state != Case.State.OPEN:
        told = {"action": case.get_action_display(), "state": case.get_state_display(), "since": since}
        return _("%(action)s: %(state)s since %(since)s.") % told
    situation = progress.look(case)
    seats = situation.seats()
    people = "、".join(dict.fromkeys(holder.name for seat in seats for holder in seat.assignment.holders))
    return _("%(standing)s (%(people)s), since %(since)s.") % {
        "standing": standing(case),
        "people": people or _("nobody"),
        "since": since,
    }


def tell(request: Any, page: Any) -> None:
    """A line above the editor, with the way to the case."""
    if not isinstance(page, DisclosureItem):
        return
    case = cases.running(page)
    if case is None:
        return
    link = format_html(
        '{} <a href="{}">{}</a>',
        sentence(case),
        reverse("disclosure_desk:case", args=[case.pk]),
        _("To the case"),
    )
    messages.info(request, link)


def case_buttons(page: Any, user: Any) -> Iterator[Button]:
    """For a page in a list: its case, or the cases that can begin about it."""
    case = cases.running(page)
    if case is not None:
        yield Button(standing(case), reverse("disclosure_desk:case", args=[case.pk]), icon_name="tasks", priority=60)
        return
    if current.of_item(page.disclosure_key, page.disclosure_channel) is None or not policies.may_draft(user, page):
        return
    for action in (Case.Action.WITHDRAW, Case.Action.REPEAL):
        if action == Case.Action.REPEAL and page.procedure_class != "licensing":
            continue
        url = reverse("disclosure_desk:begin", args=[page.pk, action.value])
        yield Button(action.label, url, icon_name="download", priority=60)
