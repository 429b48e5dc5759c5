"""The page of overdue matters: what has waited beyond its limit, with whom, and who was told."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.deadlines import steps
from cms.organisation import permissions
from cms.organisation.seats import Assignment, Directory, SeatRef
from cms.workdays.arithmetic import Calendar
from cms.workflows.admin.queue.views import ApprovalView
from cms.workflows.cases.access import READ
from cms.workflows.cases.models import PendingSeat
from cms.workflows.chains import words

PER_PAGE = 50


@dataclass(frozen=True)
class Overdue:
    """A seat that let its limit pass. `late` counts working days."""

    row: PendingSeat
    kind: str
    seat: str
    people: tuple[str, ...]
    above: str
    late: int


def overdue_for(user: Any, now: datetime.datetime | None = None) -> list[Overdue]:
    """Oldest first: of the units that this person oversees, reads or heads, and what lies with or below their seats."""
    at = now or timezone.now()
    today = timezone.localdate(at)
    directory = permissions.directory_of(user)
    calendar = Calendar.load({today.year - 1, today.year, today.year + 1})
    units = _units(user, directory)
    known: dict[Any, tuple[Assignment, Assignment | None]] = {}
    found = []
    rows = PendingSeat.objects.filter(due_on__lt=today).select_related("case", "case__unit", "case__office")
    for row in rows.defer("case__plan_text").order_by("due_on", "case_id", "pk"):
        ref = SeatRef(row.unit_id, row.identifier, row.office_id)
        key = (ref, tuple(row.barred))
        if key not in known:
            known[key] = (directory.assign(ref, frozenset(row.barred)), steps.above(directory, ref))
        seat, above = known[key]
        concerned = {holder.user_id for each in (seat, above) if each for holder in each.holders}
        if units is not None and not {row.case.unit_id, row.unit_id} & units and user.pk not in concerned:
            continue
        found.append(
            Overdue(
                row=row,
                kind=words.act(row.kind, row.what),
                seat=seat.in_full,
                people=tuple(holder.name for holder in seat.holders),
                above=above.in_full if above else "",
                late=_late(row.due_on, today, calendar),
            )
        )
    return found


def _late(due: datetime.date | None, today: datetime.date, calendar: Calendar) -> int:
    """Working days since the last day of the limit; 0 where it lies further back than the calendar was loaded."""
    return calendar.working_days_between(due, today) if due is not None and due.year >= today.year - 1 else 0


def _units(user: Any, directory: Directory) -> set[int] | None:
    """Units of which everything is shown; None means all."""
    if user.is_superuser:
        return None
    read = permissions.units_with_permission(user, READ)
    if read is None:
        return None
    headed = {
        post.unit_id
        for post in permissions.held_posts(user, directory=directory)
        if (fact := directory.post(post.unit_id, post.identifier)) is not None and fact.is_chief
    }
    return read | headed | permissions.oversight_units(user, directory=directory)


class OverdueView(ApprovalView):
    """For everybody who has something to do with an overdue matter."""

    template_name = "disclosure_deadlines/overdue.html"
    header_icon = "warning"

    def get_page_title(self) -> str:
        return _("Overdue matters")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = overdue_for(self.request.user)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(rows=page.object_list, page=page, total=len(found), **kwargs)
