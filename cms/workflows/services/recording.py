"""`record`: a body's resolution, or a filing with another authority, as a fact with number, date and file (§5.1.3)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.chains.vocabulary import DRAFTING
from cms.workflows.services import acting
from cms.workflows.services.refusing import check


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot record a fact here now."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    if not step.definition.is_recorded:
        return _("There is nothing to record at this step.")
    return acting.overtaken(situation)


def incomplete(situation: Situation, facts: dict[str, Any]) -> str | None:
    """What is missing in the record, in words."""
    step = situation.position.step
    rules = step.definition.fact if step is not None else None
    if rules is None:
        return None
    if not facts.get("date"):
        return _("Give the date.")
    if str(facts["date"]) > timezone.localdate(situation.at).isoformat():
        return _("The date lies in the future.")
    early = _too_early(situation, rules.not_before, str(facts["date"]))
    if early is not None:
        return early
    if rules.needs_number and not str(facts.get("number", "")).strip():
        return str(rules.without_number)
    if rules.to_recipients:
        if facts.get("recipient") not in situation.position.recipients:
            return _("Choose an authority that has not been filed with yet.")
        if not str(facts.get("how", "")).strip():
            return _("Say how it was filed.")
    return None


def _too_early(situation: Situation, earlier: str, date: str) -> str | None:
    """A resolution is not dated before its draft, a filing not before the resolution that it follows (§5.1.3)."""
    if earlier == DRAFTING:
        began = drafted_on(situation.case).isoformat()
        if date < began:
            return _("The draft is of %(draft)s: a resolution on it is not dated before that.") % {"draft": began}
    elif earlier:
        given = progress.counting(situation.case, situation.decisions)
        resolved = max((str(each.facts["date"]) for each in given if each.kind == earlier), default="")
        if date < resolved:
            return _("The resolution is of %(date)s: what it decided is not filed before that.") % {"date": resolved}
    return None


def drafted_on(case: Case) -> datetime.date:
    """The day of the draft: when its text was begun here, or the document's own date where that lies before."""
    days = [timezone.localdate(case.opened_at)]
    try:
        item = lookup.item(case)
    except LookupError:
        return days[0]
    first = lookup.revisions_of(item).order_by("created_at").values_list("created_at", flat=True).first()
    own = getattr(lookup.draft(case), "created_on", None)
    days += [timezone.localdate(first)] if first and case.action == Case.Action.PUBLISH else []
    return min([*days, *([own] if own else [])])


@transaction.atomic
def record(
    case: Case,
    user: Any,
    *,
    date: str,
    number: str = "",
    recipient: str = "",
    how: str = "",
    file: dict[str, Any] | None = None,
    comment: str = "",
    at: datetime.datetime | None = None,
) -> Decision:
    """Record one fact; the chain waits until each is there. Raises Refused.

    `date` is ISO (YYYY-MM-DD); `file` what the vault keeps of the minutes or receipt (`sha256`, `name`, `size`).
    """
    situation, chosen = acting.take_turn(case, user, "record for", lambda now: refusal(now, user), at=at)
    facts = {"date": date, "number": number.strip(), "recipient": recipient, "how": how.strip(), "file": file}
    check(incomplete(situation, facts), f"record for case {case.pk}")
    decision = acting.decide(situation, user, chosen, comment=comment, evidence=facts)
    acting.go_on(situation, decision, user, comment)
    return decision
