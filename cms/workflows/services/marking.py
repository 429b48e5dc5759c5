"""`raise_mark` and `lower_mark`: *major* and its kin belong to the case, not to the content (rule 4)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.workflows import cases, mirror, notify, people, progress, records
from cms.workflows.models import Case, Decision
from cms.workflows.records import Actor
from cms.workflows.refusing import check
from cms.workflows.services import scheduled

MARKS = ("major", "particularly_major", "sensitive")


def refusal_to_raise(
    case: Case, user: Any, mark: str, directory: Directory | None = None, at: datetime.datetime | None = None
) -> str | None:
    """Why this person cannot raise the mark: anyone in the chain may, until the publication."""
    directory = directory or Directory.at(at)
    if mark not in MARKS:
        return _("There is no such mark.")
    if not case.is_running and not scheduled.is_scheduled(case, at):
        return _("The case is closed.")
    if getattr(case, mark):
        return _("The mark has been raised already.")
    if not people.takes_part(user, case, directory):
        return _("Only those who have a part in this chain can raise the mark.")
    return None


def refusal_to_lower(
    case: Case, user: Any, mark: str, directory: Directory | None = None, at: datetime.datetime | None = None
) -> str | None:
    """Why this person cannot lower the mark: only the director may."""
    directory = directory or Directory.at(at)
    if mark not in MARKS:
        return _("There is no such mark.")
    if not case.is_running:
        return _("The case is closed.")
    if not getattr(case, mark):
        return _("The mark has not been raised.")
    if not permissions.holds(user, case.unit_id, "director", directory=directory):
        return _("Only the director can lower the mark.")
    return None


@transaction.atomic
def raise_mark(
    case: Case, user: Any, mark: str = "major", *, reason: str = "", at: datetime.datetime | None = None
) -> Decision:
    """Raise a mark. No signature is voided; the steps that it adds come before anything further. Raises Refused."""
    case = cases.lock(case)
    directory = Directory.at(at)
    check(refusal_to_raise(case, user, mark, directory, at), f"raise {mark} on case {case.pk}")
    now = at or timezone.now()
    if not case.is_running:
        scheduled.revoke(case, user, reason, at=now)
    return _set(case, user, mark, True, reason, directory, now)


@transaction.atomic
def lower_mark(
    case: Case, user: Any, mark: str = "major", *, reason: str = "", at: datetime.datetime | None = None
) -> Decision:
    """Lower a mark: only the director may. Raises Refused."""
    case = cases.lock(case)
    directory = Directory.at(at)
    check(refusal_to_lower(case, user, mark, directory, at), f"lower {mark} on case {case.pk}")
    return _set(case, user, mark, False, reason, directory, at or timezone.now())


def _set(
    case: Case, user: Any, mark: str, value: bool, reason: str, directory: Directory, now: datetime.datetime
) -> Decision:
    kind = "raise_major" if value else "lower_major"
    setattr(case, mark, value)
    case.save(update_fields=[mark])
    decision = records.write(case, kind, Actor(user), comment=reason, evidence={"mark": mark}, at=now)
    if case.state == Case.State.OPEN:
        before = case.step
        situation = progress.look(case, now, directory)
        progress.place(situation)
        mirror.follow(case, situation.position, user)
        if case.step != before:
            notify.next_seats(situation)
    return decision
