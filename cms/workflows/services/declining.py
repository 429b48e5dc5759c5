"""`decline`: the chain does not ratify an emergency takedown. The item stays down; a new publication is the way."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.workflows.cases.models import UNPOST, Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.services import acting, notify
from cms.workflows.services.refusing import check


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot decline: whoever is to review or sign the ratification can."""
    if not situation.case.is_ratification:
        return _("Only the ratification of an emergency takedown can be declined.")
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    return None if step.definition.is_signature else _("Only who reviews or signs can decline.")


@transaction.atomic
def decline(case: Case, user: Any, *, reason: str, seat: str = "", at: datetime.datetime | None = None) -> Decision:
    """End the ratification unratified (decision 4): nothing comes back by it. Raises Refused; a reason is required."""
    situation, chosen = acting.take_turn(case, user, "decline", lambda now: refusal(now, user), seat=seat, at=at)
    case = situation.case
    check(None if reason.strip() else _("Give the reason."), f"decline case {case.pk}")
    decision = acting.decide(situation, user, chosen, comment=reason, kind="decline")
    case.state, case.step = Case.State.CANCELLED, 0
    case.save(update_fields=["state", "step"])
    case.pending.exclude(kind=UNPOST).delete()
    notify.declined(case, decision)
    return decision
