"""Writing and reading decisions. Each is sealed when it is made and has its place in the ledger."""

import copy
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cms.ledger import keys
from cms.ledger import services as ledger
from cms.ledger.texts import canonical, sha256, whole_second
from cms.organisation.seats import Assignment, Holder
from cms.organisation.words import seat_in_full as seat_words
from cms.workflows.cases.models import Case, Decision
from cms.workflows.chains import words
from cms.workflows.chains.values import Marks, PlanSeat, PlanStep
from cms.workflows.chains.vocabulary import MARKS, STEP_KINDS

BATCH = 500
EVENTS_OF_MARKS = ("raise_major", "lower_major")


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, and for a seat the assignment by which they may."""

    user: Any  # None: the system itself, by a rule
    seat: PlanSeat | None = None
    assignment: Assignment | None = None

    @property
    def holder(self) -> Holder | None:
        if self.assignment is None or self.user is None:
            return None
        return next((each for each in self.assignment.holders if each.user_id == self.user.pk), None)


SYSTEM_NAME = "系统"


def name_of(user: Any) -> str:
    if user is None:
        return SYSTEM_NAME
    said = user.get_full_name() if hasattr(user, "get_full_name") else str(user)  # a host's own user may have no names
    return str(said or user.get_username())


@dataclass(frozen=True)
class NewDecision:
    """What is to be written as one decision."""

    kind: str
    actor: Actor
    step: PlanStep | None = None
    comment: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    digest: str | None = None


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
    return write_all([(case, NewDecision(kind, actor, step, comment, evidence or {}, digest))], at=at)[0]


def write_all(entries: Sequence[tuple[Case, NewDecision]], *, at: datetime.datetime | None = None) -> list[Decision]:
    """Append decisions in the caller's transaction, in order; a few queries for all of them."""
    place = ledger.Place()
    now = whole_second(at or timezone.now())
    made = [_sealed(number, case, facts, now) for number, (case, facts) in enumerate(entries, start=place.number)]
    Decision.objects.bulk_create(made, batch_size=BATCH)
    place.write((("decision", f"case:{each.case_id}", sha256(each.seal_text())) for each in made), at=now)
    return made


def _of_seat(actor: Actor) -> dict[str, Any]:
    """The unit of the seat and the name of the review that it gives, where there are any."""
    unit = actor.assignment.unit if actor.assignment else ""
    what = actor.seat.what if actor.seat else ""
    return {**({"seat_unit": unit} if unit else {}), **({"what": what} if what else {})}


def write_many(
    entries: Sequence[tuple[Case, str, dict[str, Any]]], *, comment: str = "", at: datetime.datetime | None = None
) -> list[Decision]:
    """Append decisions that the system takes by a rule, (case, kind, evidence) each; a few queries for all of them."""
    system = Actor(None)
    return write_all(
        [(case, NewDecision(kind, system, None, comment, evidence)) for case, kind, evidence in entries], at=at
    )


def _sealed(number: int, case: Case, facts: NewDecision, now: datetime.datetime) -> Decision:
    """A decision with its seal, not saved yet."""
    actor, step = facts.actor, facts.step
    holder, assignment = actor.holder, actor.assignment
    decision = Decision(
        number=number,
        case_id=case.pk,
        item=case.item,
        action=case.action,
        channel=case.channel,
        round=case.round,
        step=step.number if step else 0,
        kind=facts.kind,
        seat=actor.seat.key if actor.seat else "",
        seat_label=assignment.label if assignment else "",
        holder_id=actor.user.pk if actor.user is not None else None,
        holder_name=name_of(actor.user),
        post_name=holder.post_name if holder else "",
        acting_for=holder.acting_for if holder else "",
        stand_in=(assignment.reason if assignment and assignment.stand_in else "")[:300],
        comment=facts.comment.strip(),
        clause=step.clause if step else "",
        digest=case.digest if facts.digest is None else facts.digest,
        evidence=canonical({**_of_seat(actor), **facts.evidence}),
        at=now,
    )
    decision.key_id, decision.seal = keys.ring().seal(decision.seal_text())
    return decision


def seat_in_full(decision: Decision) -> str:
    """The seat of a decision with its unit, as they were called then."""
    return seat_words(str(decision.facts.get("seat_unit", "")), decision.seat_label) if decision.seat_label else ""


def label(decision: Decision) -> str:
    """What was decided, in words: a review by its name."""
    return words.decided(decision.kind, decision.seat, decision.facts)


def of_case(case: Case) -> list[Decision]:
    """Every decision of a case, oldest first."""
    return list(Decision.objects.filter(case_id=case.pk).order_by("number"))


def holds(decision: Decision) -> bool:
    """Whether a decision is what was sealed."""
    return keys.ring().holds(decision.key_id, decision.seal_text(), decision.seal)


def counting(decisions: Sequence[Decision], case: Case) -> list[Decision]:
    """The decisions that stand: of this round, on exactly this content."""
    return [each for each in decisions if each.round == case.round and each.digest == case.digest]


def authors_of(decisions: Sequence[Decision], case: Case) -> list[int] | None:
    """Who is barred in this round by its sealed submission, whatever the case row says; None where there is none."""
    for each in reversed(decisions):
        if each.kind == "submit" and each.round == case.round and holds(each):
            return list(each.facts.get("authors", []))
    return None


def approvals() -> tuple[str, ...]:
    """The kinds of decisions that a release of the same form takes over."""
    return STEP_KINDS.names(lambda kind: kind.is_approval)


def carried(case: Case) -> list[Decision]:
    """Approvals that completed cases of the item's own channel hold on the very content of a release (§5.3, §5.4).

    Each as a decision of the release's own step, which is one that the channel did not add. Two queries.
    """
    if not case.is_release or not case.digest or not case.shows_form:
        return []
    done = Case.objects.filter(
        item=case.item,
        state=Case.State.COMPLETED,
        is_release=False,
        digest=case.digest,
        procedure_class=case.procedure_class,  # the fees' own chain (§5.2) is none of the web chain's approvers
    ).exclude(channel=case.channel)
    rounds = dict(done.values_list("pk", "round"))
    given: dict[tuple[str, str, str], Decision] = {}
    for each in Decision.objects.filter(case_id__in=rounds, kind__in=approvals(), digest=case.digest).order_by(
        "number"
    ):
        if each.round == rounds[each.case_id] and holds(each):
            given[(each.kind, each.seat, str(each.facts.get("recipient", "")))] = each
    plan = case.plan
    found = []
    for step in plan.steps:
        if step.clause == plan.clause or not step.definition.is_approval:
            continue
        for (kind, seat, _recipient), each in given.items():
            if kind == step.kind and seat in {one.key for one in step.seats}:
                found.append(_as_of(each, case, step))
    return found


def _as_of(decision: Decision, case: Case, step: PlanStep) -> Decision:
    """The decision as it counts in another case; never saved."""
    counted = copy.copy(decision)
    counted.step, counted.round = step.number, case.round
    counted.carried_from = decision.case_id
    return counted


def marks_of(decisions: Sequence[Decision]) -> Marks:
    """The marks that the record itself gives, whatever the case row says."""
    marks = dict.fromkeys(MARKS.names(), False)
    for decision in decisions:
        if decision.kind in EVENTS_OF_MARKS:
            marks[str(decision.facts["mark"])] = decision.kind == "raise_major"
    return Marks(**marks)
