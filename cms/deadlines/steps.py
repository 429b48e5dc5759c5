"""Steps that wait: urged before their last day (催办), given to the seat above after it (督办). Rule 8."""

import datetime
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.deadlines.models import Urging
from cms.organisation.seats import DEPUTY_IN_CHARGE, Assignment, Directory, SeatRef
from cms.scheduler.jobs import SKEW
from cms.workdays.arithmetic import Calendar
from cms.workflows.cases import records, regulation
from cms.workflows.cases.models import Case, PendingSeat
from cms.workflows.cases.records import Actor
from cms.workflows.chains import words
from cms.workflows.services import notify

log = logging.getLogger("cms.deadlines")


def above(directory: Directory, ref: SeatRef) -> Assignment | None:
    """The seat above: the leader over its office, the head of the unit over a leader, the same of the superior unit."""
    chief = next((post for post in directory.posts(ref.unit_id) if post.is_chief), None)
    post = directory.post(ref.unit_id, ref.identifier)
    office = ref.office_id if ref.identifier != DEPUTY_IN_CHARGE else None
    if office is None and post is not None and not _leads(post):
        office = post.office_id
    wanted: list[SeatRef] = []
    if office is not None:
        wanted.append(SeatRef(ref.unit_id, DEPUTY_IN_CHARGE, office))
    if chief is not None and (post is None or post.id != chief.id):
        wanted.append(SeatRef(ref.unit_id, chief.identifier))
    wanted += _superior(directory, ref.unit_id)
    below = {holder.user_id for holder in directory.assign(ref).holders}
    for candidate in wanted:
        found = directory.assign(candidate)
        if not found.vacant and {holder.user_id for holder in found.holders} - below:
            return found
    return None


def _leads(post: Any) -> bool:
    return post.kind in ("leader", "body")


def _superior(directory: Directory, unit_id: int) -> list[SeatRef]:
    """The head of the municipal bureau, over a unit's head; the office of the leading group, over the bureau's own."""
    municipal = directory.municipal_unit_id
    if municipal is None:
        return []
    chief = next((post for post in directory.posts(municipal) if post.is_chief), None)
    found = [SeatRef(municipal, chief.identifier)] if chief is not None and unit_id != municipal else []
    return [*found, SeatRef(municipal, regulation.active().municipal.leading_group_office)]


def run(now: datetime.datetime) -> dict[str, int]:
    """Urge and escalate what is due; each step once. Returns how many."""
    rule = Urging.current()
    today = timezone.localdate(now)
    calendar = Calendar.load({today.year - 1, today.year, today.year + 1})
    directory = Directory.at(now)
    soon = calendar.add_working_days(today, rule.remind_before).date if rule.remind_before else today
    late = calendar.add_working_days(today, -rule.escalate_after).date
    _forget_what_lies_ahead(now)
    waiting = PendingSeat.objects.filter(due_on__isnull=False).select_related("case")
    urged = escalated = 0
    for row in waiting.filter(due_on__lte=soon, reminded_at=None):
        urged += _urge(row, directory, now)
    for row in waiting.filter(due_on__lte=late, escalated_at=None):
        escalated += _escalate(row, directory, now)
    return {"urged": urged, "escalated": escalated}


def _forget_what_lies_ahead(now: datetime.datetime) -> None:
    """What was urged while the clock was ahead was urged too early: it is urged again when it is time."""
    ahead = now + SKEW
    PendingSeat.objects.filter(reminded_at__gt=ahead).update(reminded_at=None)
    PendingSeat.objects.filter(escalated_at__gt=ahead).update(escalated_at=None)


@transaction.atomic
def _urge(row: PendingSeat, directory: Directory, now: datetime.datetime) -> bool:
    if not PendingSeat.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
        return False
    seat = _seat(row, directory)
    evidence = {"seat": _key(row), "label": seat.in_full, "due": row.due_on.isoformat() if row.due_on else ""}
    records.write(row.case, "remind", Actor(None), comment=seat.in_full, evidence=evidence, at=now)
    with translation.override(notify.LANGUAGE):
        subject = _("Reminder: %(title)s is due on %(date)s") % {"title": row.case.title, "date": row.due_on}
        notify.tell(row.case, (holder.user_id for holder in seat.holders), subject, _lines(row, seat))
    return True


@transaction.atomic
def _escalate(row: PendingSeat, directory: Directory, now: datetime.datetime) -> bool:
    found = above(directory, _ref(row))
    if found is None or not PendingSeat.objects.filter(pk=row.pk, escalated_at=None).update(escalated_at=now):
        return False
    seat = _seat(row, directory)
    evidence = {"seat": _key(row), "label": seat.in_full, "above": found.in_full, "due": str(row.due_on)}
    comment = _("%(seat)s → %(above)s") % {"seat": seat.in_full, "above": found.in_full}
    records.write(row.case, "escalate", Actor(None), comment=comment, evidence=evidence, at=now)
    with translation.override(notify.LANGUAGE):
        subject = _("Overdue since %(date)s: %(title)s") % {"title": row.case.title, "date": row.due_on}
        people = {holder.user_id for holder in (*found.holders, *seat.holders)}
        if row.case.is_ratification:
            people |= notify.heads(row.case, directory)
        notify.tell(
            row.case, people, subject, [*_lines(row, seat), _("Seat above: %(seat)s") % {"seat": found.in_full}]
        )
    return True


def _ref(row: PendingSeat) -> SeatRef:
    return SeatRef(row.unit_id, row.identifier, row.office_id)


def _key(row: PendingSeat) -> str:
    return f"{row.unit_id}/{row.identifier}" + (f"/{row.office_id}" if row.office_id is not None else "")


def _seat(row: PendingSeat, directory: Directory) -> Assignment:
    return directory.assign(_ref(row), frozenset(row.barred))


def _lines(row: PendingSeat, seat: Assignment) -> list[str]:
    holders = "、".join(holder.name for holder in seat.holders)
    case: Case = row.case
    return [
        _("Item: %(action)s “%(title)s”") % {"action": case.get_action_display(), "title": case.title},
        _("Step: %(kind)s") % {"kind": words.act(row.kind, row.what)},
        _("Seat: %(seat)s (%(people)s)") % {"seat": seat.in_full, "people": holders or "—"},
        _("Waiting since %(since)s") % {"since": timezone.localtime(row.since).strftime("%Y-%m-%d %H:%M")},
    ]
