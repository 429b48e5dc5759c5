"""`return_to_provider`: a rejection, with a reason; it voids the round's signatures (rule 5)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.workflows.cases import lookup, progress, records, returning
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.cases.records import Actor
from cms.workflows.mirror import following
from cms.workflows.services import acting, notify
from cms.workflows.services.refusing import check


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot return the case now: whoever it waits for can."""
    return acting.not_open(situation) or acting.no_seat(situation, user)


@transaction.atomic
def return_to_provider(
    case: Case,
    user: Any,
    *,
    reason: str = "",
    reasons: Iterable[str | int] = (),
    seat: str = "",
    at: datetime.datetime | None = None,
) -> Decision:
    """Give the item back to the office that provides it. Raises Refused.

    `reasons` are numbers of rows of the register of reasons, `reason` is said beside them; one of the two is required.
    """
    situation, chosen = acting.take_turn(case, user, "return", lambda now: refusal(now, user), seat=seat, at=at)
    case = situation.case
    named, wrong = _named(reasons)
    check(wrong or (None if named or reason.strip() else _("Give the reason.")), f"return case {case.pk}")
    actor, whole = Actor(user, chosen.seat, chosen.assignment), returning.said(named, reason.strip())
    evidence = returning.evidence(named, reason.strip())
    step = situation.position.step
    decision = records.write(case, "return", actor, step=step, comment=whole, evidence=evidence, at=situation.at)
    following.end(case, user, whole, returned=True)
    end_round(case, Case.State.RETURNED, at=situation.at)
    notify.returned(case, decision, situation.directory)
    return decision


def _named(reasons: Iterable[str | int]) -> tuple[list[str], str | None]:
    """The words of the chosen reasons in the order of the list, and why that cannot be."""
    wanted = {str(each) for each in reasons}
    found = [text for number, text in returning.choices() if number in wanted]
    if len(found) == len(wanted):
        return found, None
    return found, _("A reason that was chosen is no longer in the list: choose again.")


@transaction.atomic
def return_by_rule(case: Case, reason: str, *, at: datetime.datetime | None = None) -> Decision:
    """Give the item back by a rule and by nobody, as `unshown` finds it. Raises Refused when it is not in approval."""
    case = lookup.lock(case)
    situation = progress.look(case, at)
    check(acting.not_open(situation), f"return case {case.pk}")
    decision = records.write(case, "return", Actor(None), step=situation.position.step, comment=reason, at=situation.at)
    following.end(case, None, reason, returned=True)
    end_round(case, Case.State.RETURNED, at=situation.at)
    notify.returned(case, decision, situation.directory)
    return decision


def end_round(case: Case, state: str, *, at: datetime.datetime) -> None:
    """The signatures of the round count no more; what was decided stays on record."""
    case.round += 1
    case.state, case.step, case.step_since, case.digest = state, 0, at, ""
    case.workflow_state_id = None
    case.save()
    progress.place_preparation(case)
