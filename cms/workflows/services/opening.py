"""`open_case`: a case begins with a purpose and the chain that is in force then (rule 7)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.ledger.texts import canonical, whole_second
from cms.organisation.seats import Directory
from cms.publication import current
from cms.workflows.cases import basis as bases
from cms.workflows.cases import lookup, people, progress, readable, reasons, records, regulation
from cms.workflows.cases.models import Case, ChainVersion
from cms.workflows.cases.records import Actor
from cms.workflows.chains import routing
from cms.workflows.chains.values import Plan
from cms.workflows.services import marking, scheduled, standing, taking_down
from cms.workflows.services.refusing import Refused, check


def plan_of(
    item: Any,
    action: str,
    channel: str,
    version: Any,
    directory: Directory,
    *,
    procedure_class: str = "",
    contacts_only: bool = False,
) -> Plan:
    """The steps for this item now. Raises routing.RoutingError when the regulation has no such chain."""
    office = item.issuing_office
    unit = directory.unit(office.unit_id)
    chain = routing.chain_for(
        version,
        procedure_class or item.procedure_class,
        action,
        channel,
        subordinate=unit is not None and unit.kind != "municipal",
        contacts_only=contacts_only,
    )
    concerned = tuple(each.pk for each in item.concerned_offices())
    return routing.plan_for(
        chain, directory=directory, unit_id=office.unit_id, office_id=office.pk, concerned_office_ids=concerned
    )


def class_on(item: Any, channel: str, wanted: str = "") -> str:
    """The class of an item in a channel: its own, or one that it declares for this channel. Raises Refused."""
    offered = item.release_classes.get(channel, ())
    if not wanted or wanted == item.procedure_class:
        return str(item.procedure_class)
    check(None if wanted in offered else _("This item does not go through this class."), f"class {wanted}")
    return wanted


def _class_shown(item: Any, channel: str, at: datetime.datetime) -> str:
    """The class by which another channel shows the item now: it changes and comes down by the same one."""
    if channel == item.disclosure_channel:
        return ""
    shown = current.of_item(item.disclosure_key, channel, at)
    case = lookup.published_by(shown.number) if shown is not None else None
    return case.procedure_class if case is not None else ""


def is_release(item: Any, action: str, channel: str, at: datetime.datetime | None = None) -> bool:
    """Whether the case is about showing, in one more channel, what is on view in the item's own."""
    own = item.disclosure_channel
    if channel == own or own != current.WEB:
        return False
    if action == "withdraw":
        return current.of_item(item.disclosure_key, channel, at) is not None
    return current.of_item(item.disclosure_key, own, at) is not None


def refusal(item: Any, action: str, channel: str, at: datetime.datetime | None = None) -> str | None:
    """Why no such case can begin now."""
    running = lookup.running(item, channel)
    if running is not None and not gives_way(running, action):
        return already(running)
    if action != "withdraw" and scheduled.of_item(item.disclosure_key, [channel], at):
        return _("It is signed and waits for its time: take it back before you begin anew.")
    shown = current.of_item(item.disclosure_key, channel, at)
    if shown is not None and action == "modify" and is_release(item, action, channel, at):
        web = current.of_item(item.disclosure_key, current.WEB, at)
        if web is not None and web.digest == shown.digest:
            return _("This channel shows what is on view on the web site already.")
    if action == "publish" and shown is not None:
        return _("It is on view already: a change is a modification.")
    if action != "publish" and shown is None:
        return _("It is not on view.")
    return standing.refusal_to_take_down(item, channel, at) if action == "withdraw" else None


def refusal_to(
    user: Any,
    item: Any,
    action: str,
    channel: str,
    directory: Directory | None = None,
    at: datetime.datetime | None = None,
) -> str | None:
    """Why this person cannot begin such a case now, by whatever class it may go through there."""
    now = whole_second(at or timezone.now())
    reason = refusal(item, action, channel, now)
    if reason is not None:
        return reason
    directory = directory or Directory.at(now)
    shown_by = _class_shown(item, channel, now)
    for named in (shown_by,) if shown_by else ("", *item.release_classes.get(channel, ())):
        try:
            version = regulation.in_force()
            plan = plan_of(item, action, channel, regulation.of(version), directory, procedure_class=named)
        except routing.RoutingError as error:
            reason = str(error)
            continue
        case = new_case(item, action, channel, version, plan, user, now)
        if people.may_prepare(user, case, directory):
            return None
        reason = _("Only the office that provides this item can begin here.")
    return reason


def gives_way(case: Case, action: str) -> bool:
    """Whether a review that nobody answered yet ends because its item is changed or repealed instead (decision 2)."""
    return case.is_review and case.state in Case.EDITABLE and action in (Case.Action.MODIFY, Case.Action.REPEAL)


def already(case: Case) -> str:
    """Which case keeps another from beginning, and the way on."""
    facts = {"action": case.get_action_display(), "number": case.pk, "state": case.get_state_display()}
    if case.is_review and case.state in Case.EDITABLE:
        return (
            _("Its review runs (case %(number)s): confirm there that it still holds, or submit its withdrawal.") % facts
        )
    if case.is_ratification:
        return _("The emergency takedown is being ratified (case %(number)s): that has to be closed first.") % facts
    if case.state in Case.EDITABLE:
        return _("“%(action)s” runs already (case %(number)s, %(state)s): carry it on, or end it, first.") % facts
    return (
        _("“%(action)s” runs already (case %(number)s, %(state)s): take it back and end it, or let it come to its end.")
        % facts
    )


def open_case(
    item: Any,
    *,
    action: str,
    user: Any,
    channel: str = "web",
    reason: str = "",
    basis: str = "",
    basis_facts: dict[str, Any] | None = None,
    marks: Iterable[str] = (),
    suppress_title: bool = False,
    reason_kind: str = "",
    successor: str = "",
    procedure_class: str = "",
    draft: Any = None,
    at: datetime.datetime | None = None,
) -> Case:
    """Begin a case: whoever may draft the item may. `draft` is its text where that was just saved, `successor` the key
    of what takes its place; `marks` are raised beside those of the item. Raises Refused, or RoutingError.
    """
    now = whole_second(at or timezone.now())
    facts = bases.cleaned(basis_facts)
    wrong = reasons.refusal(action, reason_kind, successor) or no_successor(item.disclosure_key, successor)
    wrong = refusal(item, action, channel, now) or wrong or bases.refusal(facts, item, now)
    check(wrong, f"open {action} of {item.disclosure_key}")
    named = class_on(item, channel, _class_shown(item, channel, now) or procedure_class)
    directory = Directory.at(now)
    with transaction.atomic():
        version = regulation.in_force()
        plan = plan_of(item, action, channel, regulation.of(version), directory, procedure_class=named)
        case = new_case(item, action, channel, version, plan, user, now)
        before = lookup.running(item, channel)
        case.reason, case.basis, case.basis_facts = reason.strip(), basis.strip(), facts
        case.reason_kind, case.successor = reason_kind, successor
        case.suppress_title = suppress_title or reason_kind == reasons.ReasonKind.SECRECY
        theirs = people.may_prepare(user, case, directory)
        check(None if theirs else _("Only the office that provides this item can begin here."), "open a case")
        _make_way(before, case, user, now)
        _begin(case, user, reason, marks, draft, now)
    return case


def _begin(case: Case, user: Any, reason: str, marks: Iterable[str], draft: Any, now: datetime.datetime) -> None:
    """Write down that the case was opened, with its marks, and whom it waits for. In the caller's transaction."""
    save_new(case)
    records.write(case, "open", Actor(user), comment=reason, evidence={"plan": case.plan_digest}, at=now)
    marking.raise_at_opening(case, user, marks, now)
    if case.has_content and case.action == Case.Action.REPEAL:
        mark_ended(case, user)
    progress.place_preparation(case, draft)


def _make_way(before: Case | None, case: Case, user: Any, now: datetime.datetime) -> None:
    """What gives way to the case that begins ends, and says to which."""
    if before is not None:
        facts = _("Case “%(action)s” was begun in its place.") % {"action": case.get_action_display()}
        taking_down.set_aside(before, user, at=now, comment=facts)


def mark_ended(case: Case, user: Any) -> None:
    """The draft of a text that is repealed or lapses says so, by the act that the case names."""
    draft = lookup.draft(case)
    if draft.end(case.reason_kind, case.basis, case.successor):
        draft.save_revision(user=user, log_action=True, clean=False)


def no_successor(key: str, successor: str) -> str | None:
    """Why something cannot take the item's place: only what the public can read may."""
    if not successor:
        return None
    if successor == key:
        return _("An item does not take its own place.")
    return None if current.link(successor) else _("What takes its place is not on view.")


def new_case(
    item: Any, action: str, channel: str, version: ChainVersion, plan: Plan, user: Any, now: datetime.datetime
) -> Case:
    """A case that is not saved yet."""
    return Case(
        item=item.disclosure_key,
        title=item.disclosure_title[:255],
        action=action,
        channel=channel,
        procedure_class=plan.procedure_class,
        category=item.category,
        structural=item.structural,
        is_release=is_release(item, action, channel, now),
        unit_id=item.issuing_office.unit_id,
        office_id=item.issuing_office.pk,
        chains=version,
        plan_text=canonical(plan.as_json()),
        opened_by=user,
        opened_at=now,
        step_since=now,
    )


def save_new(case: Case) -> None:
    """Raises Refused when another case of the item began meanwhile."""
    try:
        with transaction.atomic():
            case.save()
            readable.index(case, anew=False)
    except IntegrityError as error:
        running = lookup.running(case.item, case.channel)
        raise Refused(already(running) if running else _("Another case of the item began just now.")) from error
