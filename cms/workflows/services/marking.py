"""`raise_mark` and `lower_mark`: *major* and its kin belong to the item, not to its content (rule 4, decision 16)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.seats import Assignment, Directory, Holder, SeatRef
from cms.workflows.cases import lookup, marks, people, progress, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS, MARKS, raised_by_hand
from cms.workflows.mirror import following
from cms.workflows.services import notify, scheduled
from cms.workflows.services.refusing import check

SIGNATURE, RESOLUTION = "signature", "resolution"
WAYS = (SIGNATURE, RESOLUTION)
"""How a mark is lowered: by the signature of who decides on it, or by the leading group's recorded resolution."""


def refusal_to_raise(
    case: Case, user: Any, mark: str, directory: Directory | None = None, at: datetime.datetime | None = None
) -> str | None:
    """Why this person cannot raise the mark: anyone in the chain may, until the publication."""
    directory = directory or Directory.at(at)
    if mark not in raised_by_hand():
        return _("There is no such mark.")
    if not case.is_running and not scheduled.is_scheduled(case, at):
        return _("The case is closed.")
    if getattr(case, mark):
        return _("The mark has been raised already.")
    if not people.takes_part(user, case, directory):
        return _("Only those who have a part in this chain can raise the mark.")
    return None


def refusal_to_lower(
    case: Case,
    user: Any,
    mark: str,
    directory: Directory | None = None,
    at: datetime.datetime | None = None,
    *,
    how: str = "",
) -> str | None:
    """Why this person cannot lower the mark in this way (without one: in any way).

    *Major*: the director, of the municipal bureau where the chain has its tier. The others: the leading group.
    """
    directory = directory or Directory.at(at)
    if mark not in raised_by_hand():
        return _("There is no such mark.")
    if not case.is_running:
        return _("The case is closed.")
    if not getattr(case, mark):
        return _("The mark has not been raised.")
    if not user.is_active or all(user.pk != each.user_id for each in _holders(case, mark, directory, how)):
        return _("Only %(who)s can lower the mark “%(mark)s”.") % {
            "who": decided_by(case, mark, directory),
            "mark": words.mark(mark),
        }
    if any(each.implies == mark and getattr(case, each.name) for each in MARKS):
        return _("What is particularly major is major: that mark is lowered first.")
    if user.pk in marks.writers(case):
        return _("You wrote this text, so you do not lower its marks (rule 2).")
    if not marks.plan_is_sealed(case):
        return _("The chain is not the one that was submitted.")
    return None


def _holders(case: Case, mark: str, directory: Directory, how: str) -> tuple[Holder, ...]:
    if how == SIGNATURE:
        return marks.signers(case, mark, directory)
    if how == RESOLUTION:
        return marks.recorders(case, mark, directory)
    return marks.lowerers(case, mark, directory)


def decided_by(case: Case, mark: str, directory: Directory) -> str:
    """The seat that may lower the mark, with its unit, in words."""
    seat = marks.lowering_seat(case, mark)
    unit = directory.unit(seat.unit)
    label = directory.label(SeatRef(seat.unit, seat.identifier))
    return f"{unit.label}{label}" if unit is not None else label


def ways_to_lower(case: Case, user: Any, mark: str, directory: Directory, at: datetime.datetime) -> tuple[str, ...]:
    """The ways in which this person can lower the mark now."""
    if refusal_to_lower(case, user, mark, directory, at) is not None:
        return ()
    return tuple(how for how in WAYS if any(user.pk == each.user_id for each in _holders(case, mark, directory, how)))


def incomplete(case: Case, mark: str, how: str, facts: dict[str, Any], at: datetime.datetime) -> str | None:
    """What is missing in the record of a lowering, in words."""
    if not str(facts.get("reason", "")).strip():
        return _("Give the reason.")
    if how == SIGNATURE:
        return None
    if not str(facts.get("number", "")).strip():
        return _("Give the number of the resolution.")
    if not facts.get("date"):
        return _("Give the date.")
    if str(facts["date"]) > timezone.localdate(at).isoformat():
        return _("The date lies in the future.")
    if str(facts["date"]) < _raised_on(case, mark):
        return _("The resolution is older than the mark.")
    return None if facts.get("file") else _("Add the minutes of the resolution.")


def _raised_on(case: Case, mark: str) -> str:
    """The day (ISO) on which the mark was raised, in whichever case that was."""
    found = ""
    for each in records.of_case(case):
        if each.kind == marks.RAISED and each.facts["mark"] == mark:
            found = str(each.facts.get("raised_on") or timezone.localdate(each.at).isoformat())
    return found


@transaction.atomic
def raise_mark(
    case: Case, user: Any, mark: str = "major", *, reason: str = "", at: datetime.datetime | None = None
) -> Decision:
    """Raise a mark. No signature is voided; the steps that it adds come before anything further. Raises Refused.

    The item's other running cases get it too, and what waits for its time in another channel is taken back.
    """
    now = at or timezone.now()
    others = _others(case, now)
    case = _locked(case)
    directory = Directory.at(at)
    check(refusal_to_raise(case, user, mark, directory, at), f"raise {mark} on case {case.pk}")
    decision = _raise(case, user, mark, reason, directory, now)
    for other in others:
        _raise_there(other, mark, decision, user, directory, now)
    notify.marked(case, mark, decision, [each.user_id for each in marks.lowerers(case, mark, directory)])
    return decision


@transaction.atomic
def lower_mark(
    case: Case,
    user: Any,
    mark: str = "major",
    *,
    reason: str = "",
    how: str = SIGNATURE,
    number: str = "",
    date: str = "",
    file: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Decision:
    """Lower a mark, with a reason. Raises Refused.

    `how` is one of WAYS; a resolution of the leading group has its number, date (ISO) and minutes (`file`, as the vault
    keeps it).
    """
    now = at or timezone.now()
    case = _locked(case)
    directory = Directory.at(at)
    check(None if how in WAYS else _("There is no such way."), f"lower {mark} on case {case.pk}")
    check(refusal_to_lower(case, user, mark, directory, at, how=how), f"lower {mark} on case {case.pk}")
    facts = {"reason": reason, "number": number.strip(), "date": date, "file": file}
    check(incomplete(case, mark, how, facts, now), f"lower {mark} on case {case.pk}")
    event: dict[str, Any] = {"mark": mark, "by": how}
    if how == RESOLUTION:
        event |= {"number": number.strip(), "date": date, "file": file}
    seat = marks.lowering_seat(case, mark)
    ref = SeatRef(seat.unit, seat.identifier)
    label = decided_by(case, mark, directory)
    acting = Assignment(ref, label, _holders(case, mark, directory, how), stand_in=False, vacant=False)
    actor = Actor(user, seat, acting)
    return _set(case, actor, {mark: event}, marks.LOWERED, reason, directory, now)


def take_over(case: Case, at: datetime.datetime, unknown: dict[str, Decision] | None = None) -> None:
    """Raise in this case what stands on its item and was never decided on in it. Writes in the caller's transaction."""
    found = marks.unknown_to(case) if unknown is None else unknown
    for mark, origin in found.items():
        setattr(case, mark, True)
        facts = _from(origin, mark, case)
        records.write(case, marks.RAISED, Actor(None), comment=origin.comment, evidence=facts, at=at)
    if found:
        case.save(update_fields=list(raised_by_hand()))


def raise_at_opening(case: Case, user: Any, wanted: Iterable[str], at: datetime.datetime) -> None:
    """The marks of the item, and those that whoever opens the case raises with it."""
    take_over(case, at)
    wanted = tuple(dict.fromkeys(wanted))
    others = _others(case, at) if wanted else []
    for mark in wanted:
        check(None if mark in raised_by_hand() else _("There is no such mark."), f"raise {mark} on case {case.pk}")
        if not getattr(case, mark):
            directory = Directory.at(at)
            decision = _raise(case, user, mark, "", directory, at)
            for other in others:
                _raise_there(other, mark, decision, user, directory, at)


def _locked(case: Case) -> Case:
    case = lookup.lock(case)
    progress.recall_marks(case, records.of_case(case))
    return case


def _from(origin: Decision, mark: str, case: Case) -> dict[str, Any]:
    """Where a mark came from, so that the record of a case stands by itself."""
    return {
        "mark": mark,
        "from_case": origin.case_id,
        "from_decision": origin.number,
        "raised_by": origin.holder_name,
        "raised_on": timezone.localdate(origin.at).isoformat(),
        "adds": _adds(case, mark),
    }


def _adds(case: Case, mark: str) -> list[int]:
    return [step.number for step in marks.steps_of(case.plan, mark)]


def _others(case: Case, at: datetime.datetime) -> list[Case]:
    """The item's other cases that can still come to their end; locked in one order, this one with them."""
    found = Case.objects.select_for_update().filter(item=case.item, state__in=Case.RUNNING).order_by("pk")
    waiting = scheduled.of_item(case.item, CHANNELS.names(), at)
    return [each for each in (*found, *waiting) if each.pk != case.pk]


def _raise(case: Case, user: Any, mark: str, reason: str, directory: Directory, now: datetime.datetime) -> Decision:
    if case.state == Case.State.COMPLETED:
        scheduled.revoke(case, user, reason, at=now)
    wanted = {mark: {"mark": mark, "adds": _adds(case, mark)}}
    implied = MARKS[mark].implies
    if implied and not getattr(case, implied):
        wanted = {implied: {"mark": implied, "implied_by": mark, "adds": _adds(case, implied)}, **wanted}
    return _set(case, Actor(user), wanted, marks.RAISED, reason, directory, now)


def _raise_there(
    other: Case, mark: str, origin: Decision, user: Any, directory: Directory, now: datetime.datetime
) -> None:
    """The same item in another case: the system raises the mark there, and says whence."""
    if getattr(other, mark):
        return
    if other.state == Case.State.COMPLETED:
        scheduled.revoke(other, user, origin.comment, at=now)
    if other.is_running:
        wanted = {mark: _from(origin, mark, other)}
        _set(other, Actor(None), wanted, marks.RAISED, origin.comment, directory, now)


def _set(
    case: Case,
    actor: Actor,
    wanted: dict[str, dict[str, Any]],
    kind: str,
    reason: str,
    directory: Directory,
    now: datetime.datetime,
) -> Decision:
    """Write each mark with its evidence; returns the last. The case goes to where it stands then."""
    for mark, facts in wanted.items():
        setattr(case, mark, kind == marks.RAISED)
        decision = records.write(case, kind, actor, comment=reason, evidence=facts, at=now)
    case.save(update_fields=list(wanted))
    if case.state == Case.State.OPEN:
        before = case.step
        situation = progress.look(case, now, directory)
        progress.place(situation)
        following.follow(case, situation.position, actor.user)
        if case.step != before:
            notify.next_seats(situation)
    return decision
