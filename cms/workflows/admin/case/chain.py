"""A chain as people see it: each step with who acted, who acts now and since when, who would."""

import datetime
from dataclasses import dataclass

from cms.workflows.admin.drawing import ENDED
from cms.workflows.cases import people
from cms.workflows.cases.models import Decision
from cms.workflows.cases.progress import Situation, counting
from cms.workflows.chains import words
from cms.workflows.chains.values import PlanStep, applies


@dataclass(frozen=True)
class Stage:
    """A step on the way. `state` is `done`, `current`, `later`, `skipped`; of a round that ended: `void`, or `returned`
    for the step at which it came back."""

    number: int
    kind: str
    label: str
    clause: str
    state: str
    seats: tuple[str, ...]
    people: tuple[str, ...]
    reasons: tuple[str, ...]
    decisions: tuple[Decision, ...]
    all_of: bool
    condition: str
    recipients: tuple[str, ...] = ()
    since: datetime.datetime | None = None
    vacant: bool = False


def stages(situation: Situation) -> list[Stage]:
    """Every step of the case's plan, in order; in preparation again, with what the last round decided."""
    case = situation.case
    over = case.state in (*case.EDITABLE, case.State.CANCELLED)
    given = _of_last_round(situation) if over else counting(case, situation.decisions)
    found = []
    for step in case.plan.steps:
        kinds = (step.kind, *ENDED) if over else (step.kind,)
        mine = tuple(each for each in given if each.step == step.number and each.kind in kinds)
        found.append(_stage(situation, step, mine))
    return found


def _of_last_round(situation: Situation) -> list[Decision]:
    """What was decided after the submission in the last round that had one."""
    number = max((each.round for each in situation.decisions if each.kind == "submit"), default=0)
    return [each for each in situation.decisions if each.round == number and each.step]


def _state(situation: Situation, step: PlanStep, mine: tuple[Decision, ...]) -> str:
    if not applies(step.condition, situation.case.marks):
        return "skipped"
    where, case = situation.position, situation.case
    if where.step is not None and where.step.number == step.number:
        return "current"
    if step.definition.prepares:
        return _state_of_preparation(situation, step)
    if mine and case.state in (*case.EDITABLE, case.State.CANCELLED):
        return "returned" if any(each.kind in ENDED for each in mine) else "void"
    if case.state == case.State.COMPLETED or step.number in where.done:
        return "done"
    return "later"


def _state_of_preparation(situation: Situation, step: PlanStep) -> str:
    """The office's own step: done once it is submitted; it waits there again after it came back."""
    case = situation.case
    if case.state in case.EDITABLE:
        first = next((each.number for each in case.plan.steps if each.definition.prepares), 0)
        return "current" if step.number == first else "later"
    return "done" if case.submitted_at is not None else "later"


def _stage(situation: Situation, step: PlanStep, mine: tuple[Decision, ...]) -> Stage:
    state = _state(situation, step, mine)
    assignments = [people.assignment(situation.directory, situation.case, step, seat) for seat in step.seats]
    current = state == "current"
    open_now = current and situation.position.step is not None
    waiting = {seat.key for seat in situation.position.waiting} if open_now else {seat.key for seat in step.seats}
    missing = [each for seat, each in zip(step.seats, assignments, strict=True) if seat.key in waiting]
    return Stage(
        number=step.number,
        kind=step.kind,
        label=words.step(step.kind, step.seats),
        clause=step.clause,
        state=state,
        seats=tuple(dict.fromkeys(each.in_full for each in assignments)),
        people=tuple(dict.fromkeys(holder.name for each in missing for holder in each.holders)),
        reasons=tuple(filter(None, dict.fromkeys(each.reason for each in missing))),
        decisions=mine,
        all_of=step.all_of,
        condition=step.condition,
        recipients=situation.position.recipients if open_now else step.recipients,
        since=situation.case.step_since if current else None,
        vacant=any(each.vacant for each in missing),
    )
