"""What the page editor shows of a case: where it stands, and how to go on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button

from cms.organisation import permissions
from cms.publication import current, disclosable, placing
from cms.questions import Question
from cms.workflows.admin import standing as standings
from cms.workflows.cases import drafting, lookup, progress
from cms.workflows.cases.models import Case
from cms.workflows.cases.regulation import active
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.services import blocking, emergency, ending, opening, recalling, scheduled


class SubmitItem(ActionMenuItem):
    """Saves the draft and goes to the submission."""

    label = gettext_lazy("Save and submit for approval")
    name = "disclosure-submit"
    icon_name = "resubmit"
    order = 20


def standing(case: Case) -> str:
    """A case in a few words: its state, and what it waits for."""
    if case.state != Case.State.OPEN:
        return f"{case.get_action_display()}: {standings.of(case).label}"
    situation = progress.look(case)
    step = situation.position.step
    if step is None:
        return str(case.get_state_display())
    seats = "、".join(dict.fromkeys(seat.assignment.in_full for seat in situation.seats()))
    return _("Waits for %(seats)s: %(kind)s") % {"seats": seats, "kind": words.step(step.kind, step.seats)}


def sentence(case: Case) -> str:
    """Where a case stands, who is next and since when."""
    since = date_format(localtime(case.step_since), "Y-m-d H:i")
    if case.state != Case.State.OPEN:
        facts = {"action": case.get_action_display(), "state": standings.of(case).label, "since": since}
        return _("%(action)s: %(state)s since %(since)s.") % facts
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
    if not disclosable.is_disclosed(page):
        return
    key = page.disclosure_key.removeprefix("page:")
    for block in blocking.of(page):
        messages.warning(request, _link(block.text, reverse("disclosure_approval:unblock", args=[key]), _("Free it")))
    tell_above(request, page.get_parent())
    case = lookup.under_way(page).get(page.disclosure_channel)
    case = case or next(iter(scheduled.of_item(page.disclosure_key, [page.disclosure_channel])), None)
    if case is None:
        return
    url = reverse("disclosure_approval:case", args=[case.pk])
    stands = standings.of(case)
    if stands.came_back is not None:
        messages.warning(request, _link(stands.came_back.words, url, _("To the case")))
    for warning in stands.warnings:
        messages.warning(request, _link(warning, url, _("To the case")))
    messages.info(request, _link(sentence(case), url, _("To the case")))


def tell_above(request: Any, parent: Any) -> None:
    """A line above the editor of an item, also of one that is only begun, where the host's pages above it would keep it
    from the public."""
    said = placing.state_of(parent) if parent is not None and parent.depth > 1 else None
    if said is not None:
        messages.warning(request, said)


def _link(text: str, url: str, words_of_it: str) -> SafeString:
    return format_html('{} <a href="{}">{}</a>', text, url, words_of_it)


@dataclass(frozen=True)
class Way:
    """Something that can begin about an item: its words and the page on which it does."""

    label: str
    url: str
    icon: str = "download"


more_ways: Question[Callable[[Case], Way]] = Question("workflows.more_ways", "What else can be done with a case?")
"""`answer(case)` is a way that a room above adds to the page of a case."""


def ways_from_case(case: Case) -> list[Way]:
    return [answer(case) for answer in more_ways]


def ways(item: Any, user: Any) -> Iterator[Way]:
    """The cases that this person can begin about an item now, and those that run in other channels."""
    own = item.disclosure_channel
    others = _releasable(item) if own == current.WEB and not item.structural else []
    on_view = current.in_channels(item.disclosure_key, [own, *others]) if own else {}
    shown, running = on_view.get(own), lookup.under_way(item).get(own)
    if running is not None and ending.refusal(running, user, permissions.directory_of(user)) is None:
        label = _("End: %(action)s") % {"action": running.get_action_display()}
        yield Way(label, reverse("disclosure_approval:end", args=[running.pk]), "cross")
    if own and drafting.may_draft(user, item):
        if running is None and shown is None and opening.refusal_to(user, item, Case.Action.PUBLISH, own) is None:
            yield Way(_("Publish"), reverse("disclosure_approval:begin", args=[item.pk, Case.Action.PUBLISH]), "upload")
        elif shown is not None and not item.structural:
            yield from _own_ways(item, running, user)
        yield from _scheduled_ways(item, user)
    yield from _other_channels(item, user, others, on_view)
    if not item.structural and emergency.refusal(item, user) is None:
        yield Way(_("Take down at once"), reverse("disclosure_approval:emergency", args=[item.pk]), "warning")


def _own_ways(item: Any, running: Case | None, user: Any) -> Iterator[Way]:
    directory = permissions.directory_of(user)
    rules = active().classes.get(item.procedure_class)
    waits = bool(scheduled.of_item(item.disclosure_key, [item.disclosure_channel]))
    for action, label in (
        (Case.Action.MODIFY, _("Modify")),
        (Case.Action.WITHDRAW, _("Withdraw")),
        (Case.Action.REPEAL, _("Repeal")),
    ):
        if action == Case.Action.REPEAL and (rules is None or action not in rules.actions):
            continue
        if running is not None and not opening.gives_way(running, action):
            continue
        if waits and action != Case.Action.WITHDRAW:
            continue  # what is signed for later is taken back first
        if opening.refusal_to(user, item, action, item.disclosure_channel, directory) is None:
            yield Way(label, reverse("disclosure_approval:begin", args=[item.pk, action.value]), "edit")


def _scheduled_ways(item: Any, user: Any) -> Iterator[Way]:
    """What is signed and waits for its time keeps a change from beginning: the way is to take it back."""
    for case in scheduled.of_item(item.disclosure_key, [item.disclosure_channel]):
        if recalling.refusal(case, user) is None:
            label = _("Take back what waits for its time, to change it")
            yield Way(label, reverse("disclosure_approval:case", args=[case.pk]), "undo")


def _other_channels(item: Any, user: Any, channels: list[str], on_view: dict[str, Any]) -> Iterator[Way]:
    shown = on_view.get(item.disclosure_channel)
    for channel in (each for each in channels if drafting.may_begin(user, item, each)):
        label = str(CHANNELS.label(channel))
        running, there = lookup.under_way(item).get(channel), on_view.get(channel)
        if running is not None:
            text = _("%(channel)s: case under way") % {"channel": label}
            yield Way(text, reverse("disclosure_approval:case", args=[running.pk]), "tasks")
            continue
        if shown is not None and there is None and opening.refusal_to(user, item, "publish", channel) is None:
            yield _release(item, "publish", channel, _("Release: %(channel)s") % {"channel": label})
        elif shown is not None and there is not None and opening.refusal_to(user, item, "modify", channel) is None:
            yield _release(item, "modify", channel, _("Bring up to date: %(channel)s") % {"channel": label})
        if there is not None and opening.refusal_to(user, item, "withdraw", channel) is None:
            yield _release(item, "withdraw", channel, _("Take off: %(channel)s") % {"channel": label})


def _release(item: Any, action: str, channel: str, label: str) -> Way:
    return Way(label, reverse("disclosure_approval:begin", args=[item.pk, action, channel]), "globe")


def _releasable(item: Any) -> list[str]:
    """Channels beside its own that a class of the item may go to."""
    regulation = active()
    rules = regulation.classes.get(item.procedure_class)
    found = {name for name in (rules.channels if rules else ()) if name != item.disclosure_channel}
    found |= {channel for channel, names in item.release_classes.items() if names}
    return [name for name in CHANNELS.names() if name in found]


def case_buttons(page: Any, user: Any) -> Iterator[Button]:
    """For a page in a list or at its head: its case or the cases that can begin about it, and its life."""
    case = lookup.under_way(page).get(page.disclosure_channel or lookup.WEB)
    if case is not None:
        yield Button(
            standing(case), reverse("disclosure_approval:case", args=[case.pk]), icon_name="tasks", priority=60
        )
    for place, way in enumerate(ways(page, user)):
        yield Button(way.label, way.url, icon_name=way.icon, priority=61 + place)
    if case is not None or lookup.latest(page) is not None:
        yield Button(
            _("Whole life"), reverse("disclosure_approval:life", args=[page.pk]), icon_name="history", priority=80
        )
