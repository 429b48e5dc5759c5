"""Which cases a person may read, as one condition: the rule of `access.may_read`, for a list of any length.

It asks the database for the few seats, offices and categories that there are, works out with the directory which are
this person's, and gives the database a condition to filter by. The number of queries does not grow with the cases.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from cms.organisation import permissions
from cms.organisation.rules import ORIGINATING_OFFICE
from cms.organisation.seats import Directory, Holder, SeatRef
from cms.workflows.cases import marks, regulation
from cms.workflows.cases.models import UNPOST, Case, CaseSeat, Decision, MarkSeat, PendingSeat
from cms.workflows.cases.position import preparing

READ = "disclosure_workflows.read_cases"


def index(case: Case, *, anew: bool = True) -> None:
    """Write down the seats of the case's plan, after the plan was written. `anew`: instead of those of another plan."""
    plan = case.plan
    drafting = preparing(plan, "draft") or preparing(plan, "provide")
    own = {seat.key for step in drafting for seat in step.seats if _is_of_office(seat.identifier, case)}
    seats = {seat.key: seat for step in plan.steps for seat in step.seats}
    if anew:
        CaseSeat.objects.filter(case=case).delete()
        MarkSeat.objects.filter(case=case).delete()
    CaseSeat.objects.bulk_create(
        CaseSeat(
            case=case, identifier=seat.identifier, unit_id=seat.unit, office_id=seat.office, drafts=seat.key in own
        )
        for seat in seats.values()
    )
    facts = regulation.of(case.chains).municipal
    MarkSeat.objects.create(
        case=case, unit_id=marks.tier_of(plan), director=facts.director, leading_group=facts.leading_group
    )


def _is_of_office(identifier: str, case: Case) -> bool:
    return identifier in (ORIGINATING_OFFICE, case.office.identifier)


def by(user: Any, directory: Directory | None = None) -> QuerySet[Case]:
    """The cases that this person may read now."""
    if not user.is_active or user.is_anonymous:
        return Case.objects.none()
    if user.is_superuser:
        return Case.objects.all()
    directory = directory or permissions.directory_of(user)
    granted = permissions.units_with_permission(user, READ)
    if granted is None:
        return Case.objects.all()
    units = granted | permissions.oversight_units(user, directory=directory)
    decided = Decision.objects.filter(holder_id=user.pk).values("case_id")
    seats = _held(CaseSeat.objects.all(), user, directory)
    jobs = _held(PendingSeat.objects.filter(kind=UNPOST), user, directory)
    return Case.objects.filter(
        Q(opened_by=user)
        | Q(submitted_by=user)
        | Q(unit_id__in=units)
        | Q(pk__in=decided)
        | Q(pk__in=seats)
        | Q(pk__in=jobs)
        | _drafted(user, directory)
        | _lowered(user, directory)
    )


def _lowered(user: Any, directory: Directory) -> Q:
    """Marked cases whose mark this person may lower (`marks.is_asked`), though they have no seat in the chain."""
    found = Q(pk__in=[])
    by_group = Q(particularly_major=True) | Q(sensitive=True)
    office = regulation.active().municipal.leading_group_office
    rows = MarkSeat.objects.filter(Q(case__in=Case.objects.filter(by_group | Q(major=True))))
    for unit, director, group in rows.values_list("unit_id", "director", "leading_group").distinct().order_by():
        seats = MarkSeat.objects.filter(unit_id=unit, director=director, leading_group=group).values("case_id")
        if _is_among(user, directory.deciders(SeatRef(unit, director))):
            found |= Q(major=True, pk__in=seats)
        if _is_among(user, marks.recorders_of(SeatRef(unit, group), office, directory)):
            found |= by_group & Q(pk__in=seats)
    return found


def _is_among(user: Any, people: Iterable[Holder]) -> bool:
    return any(each.user_id == user.pk for each in people)


def _held(rows: QuerySet[Any], user: Any, directory: Directory) -> QuerySet[Any]:
    """The cases of those of the seats that are this person's, own or as a stand-in."""
    candidates = rows.filter(directory.seats_of(user.pk).query())
    units: dict[str, list[int]] = defaultdict(list)
    offices: dict[str, list[int]] = defaultdict(list)
    for unit, identifier, office in candidates.values_list("unit_id", "identifier", "office_id").distinct().order_by():
        assigned = directory.assign(SeatRef(unit, identifier, office))
        if any(holder.user_id == user.pk for holder in assigned.holders):
            (units[identifier].append(unit) if office is None else offices[identifier].append(office))
    found = Q(pk__in=[])
    for identifier, numbers in units.items():
        found |= Q(identifier=identifier, unit_id__in=numbers, office_id=None)
    for identifier, numbers in offices.items():
        found |= Q(identifier=identifier, office_id__in=numbers)
    return rows.filter(found).values("case_id")


def _drafted(user: Any, directory: Directory) -> Q:
    """Items of the offices whose editor this person is, in the categories that are theirs."""
    offices: dict[str, list[int]] = defaultdict(list)
    for category, office in Case.objects.values_list("category", "office_id").distinct().order_by():
        if directory.office(office) is not None and permissions.may_draft(user, category, office, directory=directory):
            offices[category].append(office)
    found = Q(pk__in=[])
    for category, numbers in offices.items():
        found |= Q(category=category, office_id__in=numbers)
    return found & Q(pk__in=CaseSeat.objects.filter(drafts=True).values("case_id"))
