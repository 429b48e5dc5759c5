"""Who acts in the seats of a case: seats come from its plan, people from the directory at the moment of asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.organisation import permissions
from cms.organisation.seats import Assignment, Directory, SeatRef
from cms.workflows.cases.models import Case
from cms.workflows.cases.position import is_signature, preparing
from cms.workflows.chains.values import PlanSeat, PlanStep


def seat_ref(seat: PlanSeat) -> SeatRef:
    return SeatRef(seat.unit, seat.identifier, seat.office)


def barred(case: Case, step: PlanStep) -> frozenset[int]:
    """Rule 2: who wrote this round's text neither reviews nor signs it; carrying it on is no signature."""
    return frozenset(case.authors) if is_signature(case.plan, step) else frozenset()


def assignment_of(directory: Directory, row: Any) -> Assignment:
    """Who acts in a pending seat now; `row` is a `PendingSeat`."""
    return directory.assign(SeatRef(row.unit_id, row.identifier, row.office_id), frozenset(row.barred))


def assignment(directory: Directory, case: Case, step: PlanStep, seat: PlanSeat) -> Assignment:
    return directory.assign(seat_ref(seat), barred(case, step))


@dataclass(frozen=True)
class Seat:
    """A seat of a step with the people who may act in it now."""

    seat: PlanSeat
    assignment: Assignment

    def is_for(self, user: Any) -> bool:
        return any(holder.user_id == user.pk for holder in self.assignment.holders)


def seats_of(directory: Directory, case: Case, step: PlanStep, seats: Iterable[PlanSeat]) -> list[Seat]:
    return [Seat(seat, assignment(directory, case, step, seat)) for seat in seats]


def may_prepare(user: Any, case: Case, directory: Directory) -> bool:
    """Whether this person may draft, edit and submit the item: a seat of the drafting step, or its office's editor.

    Where nobody of the office is left, whoever stands in for it (rule 2), so that nothing gets stuck there.
    """
    if not user.is_active:
        return False
    drafts = preparing(case.plan, "draft") or preparing(case.plan, "provide")
    seats = [seat for step in drafts for seat in step.seats]
    for seat in seats:
        if Seat(seat, directory.assign(seat_ref(seat))).is_for(user):
            return True
    office = directory.office(case.office_id)
    identifiers = {seat.identifier for seat in seats}
    if office is None or not ("originating_office" in identifiers or office.identifier in identifiers):
        return False
    return permissions.may_draft(user, case.category, case.office_id, directory=directory)


def takes_part(user: Any, case: Case, directory: Directory) -> bool:
    """Whether this person is anywhere in the chain of the case (rule 4)."""
    if may_prepare(user, case, directory):
        return True
    return any(
        Seat(seat, directory.assign(seat_ref(seat))).is_for(user) for step in case.plan.steps for seat in step.seats
    )
