"""Marks of an item (重大, 特别重大, 敏感): what each adds, who lowers it, which of them an item carries (decision 16).

They belong to the item and not to one case; what stands is read from sealed decisions, never from a case's row.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from cms.organisation.seats import Directory, Holder, SeatRef
from cms.workflows.cases import lookup, records, regulation
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import EVENTS_OF_MARKS
from cms.workflows.chains import words
from cms.workflows.chains.values import MUNICIPAL, Marks, Plan, PlanSeat, PlanStep, applies
from cms.workflows.chains.vocabulary import MARKS, STEP_KINDS, raised_by_hand

RAISED, LOWERED = EVENTS_OF_MARKS


def steps_of(plan: Plan, mark: str) -> tuple[PlanStep, ...]:
    """The steps that this mark brings into a chain; none where it changes nothing there."""
    alone = replace(Marks(), **{mark: True})
    return tuple(step for step in plan.steps if applies(step.condition, alone) and not applies(step.condition, Marks()))


# Who lowers


def lowering_seat(case: Case, mark: str) -> PlanSeat:
    """The seat that alone may lower the mark: of the unit, or of the municipal bureau where the plan has its tier."""
    facts = regulation.of(case.chains).municipal
    return PlanSeat(getattr(facts, MARKS[mark].lowered_by), tier_of(case.plan))


def tier_of(plan: Plan) -> int:
    """The unit whose director and leading group lower the marks of a case with this plan."""
    tier = next((step for step in plan.steps if step.level == MUNICIPAL and step.condition), plan.steps[0])
    return tier.seats[0].unit


def signers(case: Case, mark: str, directory: Directory) -> tuple[Holder, ...]:
    """Those whose signature lowers the mark: director, or chair of the leading group; by tenure or delegation."""
    seat = lowering_seat(case, mark)
    return directory.deciders(SeatRef(seat.unit, seat.identifier))


def recorders(case: Case, mark: str, directory: Directory) -> tuple[Holder, ...]:
    """Those who record the leading group's resolution on the mark; nobody for a mark that is the director's."""
    if MARKS[mark].lowered_by != "leading_group":
        return ()
    seat = lowering_seat(case, mark)
    office = regulation.of(case.chains).municipal.leading_group_office
    return recorders_of(SeatRef(seat.unit, seat.identifier), office, directory)


def recorders_of(group: SeatRef, office: str, directory: Directory) -> tuple[Holder, ...]:
    """Those who sign for this leading group, or record for it in its office (§7)."""
    facts = (group, SeatRef(group.unit_id, office))
    found = [*directory.deciders(group), *(holder for ref in facts for holder in directory.holders(ref))]
    return tuple({holder.user_id: holder for holder in reversed(found)}.values())


def is_asked(user: Any, case: Case, directory: Directory) -> bool:
    """Whether this person may lower a mark that the case has: so they may read it."""
    if not user.is_active or user.pk is None:
        return False
    people = (each for mark in raised_by_hand() if getattr(case, mark) for each in lowerers(case, mark, directory))
    return any(each.user_id == user.pk for each in people)


def lowerers(case: Case, mark: str, directory: Directory) -> tuple[Holder, ...]:
    """Everybody who may lower the mark in one way or the other."""
    found = [*signers(case, mark, directory), *recorders(case, mark, directory)]
    return tuple({holder.user_id: holder for holder in reversed(found)}.values())


# What an item carries


def of_item(item: str) -> dict[str, Decision]:
    """The marks that stand on an item, each with the decision that raised it. One query.

    A mark that was raised in any case stands until it is lowered in one that was brought to its end: what was lowered
    in a case that was given up, or still runs, was lowered for nothing that was approved. What a case took over from
    another one is no raising of its own.
    """
    return _standing(_marked(item))


def _ends() -> tuple[str, ...]:
    """The decisions that bring a case to its end, or take that back."""
    return (*STEP_KINDS.names(lambda kind: kind.finishes), "confirm", "revoke")


def _marked(item: str) -> list[Decision]:
    """What was decided on the marks of an item, and what ended its cases; oldest first."""
    found = Decision.objects.filter(item=item, kind__in=(*EVENTS_OF_MARKS, *_ends())).order_by("number")
    return [each for each in found if records.holds(each)]


def _standing(facts: Iterable[Decision]) -> dict[str, Decision]:
    ends, by_hand = _ends(), raised_by_hand()
    approved: dict[int, bool] = {}
    last: dict[tuple[int, str], Decision] = {}
    for each in facts:
        if each.kind in ends:
            approved[each.case_id] = each.kind != "revoke"
        elif each.facts["mark"] in by_hand:
            last.pop((each.case_id, each.facts["mark"]), None)
            last[(each.case_id, each.facts["mark"])] = each
    standing: dict[str, Decision] = {}
    for (case_id, mark), each in last.items():
        if each.kind == RAISED and not is_taken_over(each):
            standing[mark] = each
        elif each.kind == LOWERED and approved.get(case_id):
            standing.pop(mark, None)
    return standing


def is_taken_over(raised: Decision) -> bool:
    """Whether a case has this mark from its item: the system wrote so when the case began."""
    return raised.holder_id is None


def unknown_to(case: Case) -> dict[str, Decision]:
    """The marks of the item of which nothing was ever decided in this case. One query."""
    facts = _marked(case.item)
    known = {each.facts["mark"] for each in facts if each.kind in EVENTS_OF_MARKS and each.case_id == case.pk}
    return {mark: each for mark, each in _standing(facts).items() if mark not in known}


# What the last step asks


def refusal(case: Case, decisions: Iterable[Decision]) -> str | None:
    """Why the marks of this case are not those under which its item may go on view or come down."""
    for mark, each in unknown_to(case).items():
        facts = {"mark": words.mark(mark), "case": each.case_id}
        return (
            _(
                "The item is marked “%(mark)s” (case %(case)s) and this case began without the mark. Return it: "
                "the next submission takes the mark along."
            )
            % facts
        )
    last = {each.facts["mark"]: each for each in decisions if each.kind in EVENTS_OF_MARKS}
    for mark, each in last.items():
        if mark in raised_by_hand() and each.kind == LOWERED and not _by_right(case, mark, each):
            facts = {"mark": words.mark(mark), "name": each.holder_name}
            return _("“%(mark)s” was lowered by %(name)s, who had no right to: raise it again.") % facts
    return None


def _by_right(case: Case, mark: str, lowered: Decision) -> bool:
    seat = lowering_seat(case, mark)
    if lowered.seat:
        return lowered.seat == seat.key
    # from before a lowering named its seat: who held it in that second
    held = Directory.at(lowered.at).deciders(SeatRef(seat.unit, seat.identifier))
    return any(holder.user_id == lowered.holder_id for holder in held)


def plan_is_sealed(case: Case) -> bool:
    """Whether the plan in the case's row is the one that it began with or was submitted with last."""
    facts = Decision.objects.filter(case_id=case.pk, kind__in=("open", "submit")).order_by("-number").first()
    return facts is not None and records.holds(facts) and facts.facts.get("plan") == case.plan_digest


def writers(case: Case) -> set[int]:
    """Who wrote what this round is about: barred from lowering a mark on it (rule 2)."""
    if case.state != Case.State.OPEN and case.has_content:
        return lookup.writers(lookup.item(case))
    return set(records.authors_of(records.of_case(case), case) or ())
