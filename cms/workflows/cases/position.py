"""Where a case stands: pure rules over its plan, its decisions and its marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cms.workflows.chains.values import Marks, Plan, PlanSeat, PlanStep, applies


class Decided(Protocol):
    """What the rules need of a decision of the current round on the current content."""

    @property
    def step(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def facts(self) -> dict[str, object]: ...


@dataclass(frozen=True)
class Position:
    """`step` is the one that the case waits at, None when all are done; `waiting` its seats without a decision."""

    step: PlanStep | None
    waiting: tuple[PlanSeat, ...] = ()
    recipients: tuple[str, ...] = ()
    done: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()


def after_submission(plan: Plan) -> tuple[PlanStep, ...]:
    return tuple(step for step in plan.steps if not step.definition.prepares)


def preparing(plan: Plan, kind: str) -> tuple[PlanStep, ...]:
    return tuple(step for step in plan.steps if step.kind == kind)


def finishing(plan: Plan) -> PlanStep:
    """The last step, which is the publication."""
    return plan.steps[-1]


def is_signature(plan: Plan, step: PlanStep) -> bool:
    """Whether rule 2 bars the authors here: reviews and signatures; where there are none, the last step confirms."""
    if step.definition.is_signature:
        return True
    return step.definition.finishes and not any(each.definition.is_signature for each in plan.steps)


def position(plan: Plan, decisions: Iterable[Decided], marks: Marks) -> Position:
    """The first step in order that is due and not complete; a raised mark brings an earlier one back."""
    by_step: dict[int, list[Decided]] = {}
    for decision in decisions:
        by_step.setdefault(decision.step, []).append(decision)
    done: set[int] = set()
    skipped: set[int] = set()
    for step in after_submission(plan):
        if not applies(step.condition, marks):
            skipped.add(step.number)
            continue
        given = [each for each in by_step.get(step.number, ()) if each.kind == step.kind]
        waiting, recipients = _missing(step, given)
        if waiting:
            return Position(step, waiting, recipients, frozenset(done), frozenset(skipped))
        done.add(step.number)
    return Position(None, done=frozenset(done), skipped=frozenset(skipped))


def _missing(step: PlanStep, given: list[Decided]) -> tuple[tuple[PlanSeat, ...], tuple[str, ...]]:
    if step.recipients:
        facts = {str(each.facts.get("recipient", "")) for each in given}
        left = tuple(name for name in step.recipients if name not in facts)
        return (step.seats if left else ()), left
    seats = {each.seat for each in given}
    if step.all_of:
        return tuple(seat for seat in step.seats if seat.key not in seats), ()
    return (() if seats & {seat.key for seat in step.seats} else step.seats), ()
