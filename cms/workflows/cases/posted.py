"""What hangs or lies and is to be taken down by hand: rows among the pending seats that are no step of a chain."""

from typing import Any

from cms.organisation.seats import Assignment, Directory, SeatRef
from cms.workflows.cases.models import UNPOST, Case, PendingSeat

KIND = UNPOST


def assignment_of(row: PendingSeat, directory: Directory) -> Assignment:
    return directory.assign(SeatRef(row.unit_id, row.identifier, row.office_id))


def jobs_of(case: Case, user: Any, directory: Directory) -> list[tuple[PendingSeat, Assignment]]:
    """What is still to be taken down because of this case, and by this person."""
    rows = PendingSeat.objects.filter(case=case, kind=KIND).order_by("step")
    found = [(row, assignment_of(row, directory)) for row in rows]
    return [(row, seat) for row, seat in found if any(holder.user_id == user.pk for holder in seat.holders)]


def waiting(channel: str) -> list[PendingSeat]:
    """What still hangs or lies in a channel and should not."""
    return list(PendingSeat.objects.filter(kind=KIND, what=channel).select_related("case").order_by("since", "pk"))
