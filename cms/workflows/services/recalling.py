"""`recall`: the provider takes an item back to edit it; the round's signatures are void (rule 1)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows.cases import lookup, people, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.mirror import following
from cms.workflows.services import notify, scheduled
from cms.workflows.services.refusing import check
from cms.workflows.services.returning import end_round


def refusal(
    case: Case, user: Any, directory: Directory | None = None, at: datetime.datetime | None = None
) -> str | None:
    """Why this person cannot take the item back."""
    if case.state != Case.State.OPEN and not scheduled.is_scheduled(case, at):
        return _("There is nothing to take back.")
    if case.is_ratification:
        return _("It is down already, and by nobody's signature yet: this case ratifies that, so it is not taken back.")
    if user.pk == case.submitted_by_id and user.is_active:
        return None
    if not people.may_prepare(user, case, directory or Directory.at(at)):
        return _("Only the office that provides this item can take it back.")
    return None


@transaction.atomic
def recall(case: Case, user: Any, *, reason: str = "", at: datetime.datetime | None = None) -> Decision:
    """Take it back; a publication whose time has not come is revoked. Raises Refused."""
    now = at or timezone.now()
    case = lookup.lock(case)
    check(refusal(case, user, Directory.at(now), now), f"recall case {case.pk}")
    if case.state != Case.State.OPEN:
        scheduled.revoke(case, user, reason, at=now)
    if case.state == Case.State.CANCELLED:
        return records.of_case(case)[-1]
    return end(case, user, "recall", reason, at=now)


def end(case: Case, user: Any, kind: str, reason: str, *, at: datetime.datetime) -> Decision:
    """Write why the round ends and go back to the preparation."""
    decision = records.write(case, kind, Actor(user), comment=reason, at=at)
    facts = [*notify.waiting_people(case), *notify.signers(case)]
    following.end(case, user, reason)
    end_round(case, Case.State.PREPARING, at=at)
    notify.taken_back(case, decision, facts)
    return decision
