"""`sign`: a review, a signature, or a passing-on (screen, receive, circulate), in one seat."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.workflows.cases import attachments
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.services import acting


def refusal(situation: Situation, user: Any, seat: str = "") -> str | None:
    """Why this person cannot sign here now."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    if step.definition.is_recorded:
        return _("This step is a recorded fact: enter its number, date and file.")
    if step.definition.finishes:
        return _("This step is the publication itself.")
    if not step.definition.is_decided:
        return _("There is nothing to sign at this step.")
    if acting.choose(situation, user, seat) is None:
        return _("This seat is not yours.")
    return acting.overtaken(situation)


@transaction.atomic
def sign(case: Case, user: Any, *, seat: str = "", comment: str = "", at: datetime.datetime | None = None) -> Decision:
    """Record the decision of one seat on exactly the submitted form. Raises Refused.

    A person who holds two seats of a step signs once for each: `seat` is a PlanSeat key, else the first is taken.
    """
    situation, chosen = acting.take_turn(case, user, "sign", lambda now: refusal(now, user, seat), seat=seat, at=at)
    evidence = attachments.evidence(attachments.form_of(situation.case))
    decision = acting.decide(situation, user, chosen, comment=comment, evidence=evidence)
    acting.go_on(situation, decision, user, comment)
    return decision
