"""`claim`: one of several who may act in a seat says that they do it. It bars nobody, and ends with the step."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, PendingSeat
from cms.workflows.cases.people import Seat
from cms.workflows.cases.progress import Situation
from cms.workflows.cases.records import name_of
from cms.workflows.services import acting
from cms.workflows.services.refusing import check


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot say so: it waits for them, and for others in the same seat."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    if reason is not None:
        return reason
    if not _shared(situation, user):
        return _("Nobody else may act in this seat: there is nothing to claim.")
    return None


def holder_of(case: Case) -> tuple[int | None, str]:
    """(account, name) of whoever said so for the step that the case waits at; (None, "") where nobody did."""
    row = PendingSeat.objects.filter(case=case, claimed_by__isnull=False).select_related("claimed_by").first()
    if row is None or row.claimed_by is None:
        return None, ""
    return row.claimed_by_id, name_of(row.claimed_by)


@transaction.atomic
def claim(case: Case, user: Any) -> None:
    """Say that oneself does it; instead of whoever said so before. Raises Refused."""
    situation = progress.look(lookup.lock(case))
    check(refusal(situation, user), f"claim case {case.pk}")
    _rows(situation, user).update(claimed_by=user, claimed_at=timezone.now())


@transaction.atomic
def release(case: Case, user: Any) -> None:
    """Take that back. Raises Refused."""
    situation = progress.look(lookup.lock(case))
    mine = PendingSeat.objects.filter(case=situation.case, claimed_by=user)
    check(None if mine.exists() else _("You have not claimed this."), f"release case {case.pk}")
    mine.update(claimed_by=None, claimed_at=None)


def _shared(situation: Situation, user: Any) -> list[Seat]:
    return [seat for seat in situation.seats_for(user) if len(seat.assignment.holders) > 1]


def _rows(situation: Situation, user: Any) -> Any:
    step = situation.position.step
    keys = {seat.seat.key for seat in _shared(situation, user)}
    rows = PendingSeat.objects.filter(case=situation.case, step=step.number if step else 0)
    wanted = [row.pk for row in rows if _key(row) in keys]
    return PendingSeat.objects.filter(pk__in=wanted)


def _key(row: PendingSeat) -> str:
    return f"{row.unit_id}/{row.identifier}" + (f"/{row.office_id}" if row.office_id is not None else "")
