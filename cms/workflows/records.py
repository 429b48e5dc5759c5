"""Writing and reading decisions. Each is sealed when it is made and has its place in the ledger."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.ledger import keys
from cms.ledger import services as ledger
from cms.ledger.texts import canonical, sha256, whole_second
from cms.organisation.seats import Assignment, Holder
from cms.workflows.chains.values import Marks, PlanSeat, PlanStep
from cms.workflows.models import Case, Decision

EVENTS_OF_MARKS = ("raise_major", "lower_major")


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, and for a seat the assignment by which they may."""

    user: Any
    seat: PlanSeat | None = None
    assignment: Assignment | None = None

    @property
    def holder(self) -> Holder | None:
        if self.assignment is None:
            return None
        return next((each for each in self.assignment.holders if each.user_id == self.user.pk), None)


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def write(
    case: Case,
    kind: str,
    actor: Actor,
    *,
    step: PlanStep | None = None,
    comment: str = "",
    evidence: dict[str, Any] | None = None,
    digest: str | None = None,
    at: datetime.datetime | None = None,
) -> Decision:
    """Append a decision in the caller's transaction."""
    holder, assignment = actor.holder, actor.assignment
    ledger.lock()
    now = whole_second(at or timezone.now())
    decision = Decision(
        number=ledger.next_number(),
        case_id=case.pk,
        item=case.item,
        action=case.action,
        channel=case.channel,
        round=case.round,
        step=step.number if step else 0,
        kind=kind,
        seat=actor.seat.key if actor.seat else "",
        seat_label=assignment.label if assignment else "",
        holder_id=actor.user.pk,
        holder_name=name_of(actor.user),
        post_name=holder.post_name if holder else "",
        acting_for=holder.acting_for if holder else "",
        stand_in=(assignment.reason if assignment and assignment.stand_in else "")[:300],
        comment=comment.strip(),
        clause=step.clause if step else "",
        digest=case.digest if digest is None else digest,
        evidence=canonical(evidence or {}),
        at=now,
    )
    text = decision.seal_text()
    decision.key_id, decision.seal = keys.ring().seal(text)
    decision.save()
    ledger.append("decision", f"case:{case.pk}", sha256(text), at=now)
    return decision


def of_case(case: Case) -> list[Decision]:
    """Every decision of a case, oldest first."""
    return list(Decision.objects.filter(case_id=case.pk).order_by("number"))


def holds(decision: Decision) -> bool:
    """Whether a decision is what was sealed."""
    return keys.ring().holds(decision.key_id, decision.seal_text(), decision.seal)


def counting(decisions: Sequence[Decision], case: Case) -> list[Decision]:
    """The decisions that stand: of this round, on exactly this content."""
    return [each for each in decisions if each.round == case.round and each.digest == case.digest]


def marks_of(decisions: Sequence[Decision]) -> Marks:
    """The marks that the record itself gives, whatever the case row says."""
    marks = dict.fromkeys(("major", "particularly_major", "sensitive", "rule_changed"), False)
    for decision in decisions:
        if decision.kind in EVENTS_OF_MARKS:
            marks[str(decision.told["mark"])] = decision.kind == "raise_major"
    return Marks(**marks)
