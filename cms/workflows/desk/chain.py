"""A chain as people see it: each step with who acted, who acts now and since when, who would."""

import datetime
from dataclasses import dataclass

from cms.workflows import people, words
from cms.workflows.chains.values import PREPARING, PlanStep, applies
from cms.workflows.models import Decision
from cms.workflows.progress import Situation, counting


@dataclass(frozen=True)
class Stage:
    """A step on the way. `state` is `done`, `current`, `later` or `skipped`."""

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
    """Every step of the case's plan, in order."""
    case = situation.case
    given = counting(case, situation.decisions)
    found = []
    for step in case.plan.steps:
        mine = tuple(each for each in given if each.step == step.number and each.kind == step.kind)
        found.append(_stage(situation, step, mine))
    return found


def _state(situation: Situation, step: PlanStep, mine: tuple[Decision, ...]) -> str:
    if not applies(step.condition, situation.case.marks):
        return "skipped"
    where = situation.position
    if where.step is not None and where.step.number == step.number:
        return "current"
    if step.kind in PREPARING:
        return "done" if situation.case.state not in situation.case.EDITABLE else "later"
    if situation.case.state == situation.case.State.COMPLETED or step.number in where.done:
        return "done"
    return "later"


def _stage(situation: Situation, step: PlanStep, mine: tuple[Decision, ...]) -> Stage:
    state = _state(situation, step, mine)
    assignments = [people.assignment(situation.directory, situation.case, step, seat) for seat in step.seats]
    current = state == "current"
    return Stage(
        number=step.number,
        kind=step.kind,
        label=words.step(step.kind, step.seats),
        clause=step.clause,
        state=state,
        seats=tuple(dict.fromkeys(each.in_full for each in assignments)),
        people=tuple(dict.fromkeys(holder.name for each in assignments for holder in each.holders)),
        reasons=tuple(filter(None, dict.fromkeys(each.reason for each in assignments))),
        decisions=mine,
        all_of=step.all_of,
        condition=step.condition,
        recipients=situation.position.recipients if current else step.recipients,
        since=situation.case.step_since if current else None,
        vacant=any(each.vacant for each in assignments),
    )
