"""`sign`: a review, a signature, or a passing-on (screen, receive, circulate), in one seat."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.workflows.cases import attachments, lookup, progress
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.chains.values import FINISHING, PASSING, RECORDS, SIGNATURES
from cms.workflows.services import acting
from cms.workflows.services.refusing import check


def refusal(situation: Situation, user: Any, seat: str = "") -> str | None:
    """Why this person cannot sign here now."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    if step.kind in RECORDS:
        return _("This step is a recorded fact: enter its number, date and file.")
    if step.kind in FINISHING:
        return _("This step is the publication itself.")
    if step.kind not in (*SIGNATURES, *PASSING):
        return _("There is nothing to sign at this step.")
    if acting.choose(situation, user, seat) is None:
        return _("This seat is not yours.")
    return acting.overtaken(situation)


@transaction.atomic
def sign(case: Case, user: Any, *, seat: str = "", comment: str = "", at: datetime.datetime | None = None) -> Decision:
    """Record the decision of one seat on exactly the submitted form. Raises Refused.

    A person who holds two seats of a step signs once for each: `seat` is a PlanSeat key, else the first is taken.
    """
    case = lookup.lock(case)
    situation = progress.look(case, at)
    check(refusal(situation, user, seat), f"sign case {case.pk}")
    chosen = acting.choose(situation, user, seat)
    if chosen is None:
        raise ValueError("a seat that was not refused has to be there")
    decision = acting.decide(
        situation, user, chosen, comment=comment, evidence=attachments.evidence(attachments.form_of(case))
    )
    acting.go_on(situation, decision, user, comment)
    return decision
