"""The chain of a case file as it is drawn: from the submitted plan and the sealed decisions, as all of the file is."""

import datetime
from collections.abc import Iterator, Sequence

from cms.organisation.words import seat_in_full
from cms.workflows.admin.case import charting
from cms.workflows.admin.drawing import DrawnStep
from cms.workflows.cases import records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.position import Position, position
from cms.workflows.chains import words
from cms.workflows.chains.values import Plan, PlanStep, applies

ENDED = ("return", "recall", "void", "cancel", "decline")
RETURNED = ("return", "decline")


def drawn(plan: Plan, decisions: Sequence[Decision], units: dict[str, str], case: Case | None) -> list[DrawnStep]:
    """Every step in order; `units` are the units of its seats by their ids. `case` is its row: while it runs, what a
    release takes over is found by it; later, a step before one that was decided is one that was taken over.
    """
    submitted = next((each for each in reversed(decisions) if each.kind == "submit"), None)
    later = [each for each in decisions if submitted is not None and each.number > submitted.number]
    given = [each for each in later if submitted is not None and each.round == submitted.round and each.step]
    carried = records.carried(case) if case is not None and case.is_running else []
    marks = records.marks_of(decisions)
    where = position(plan, [*carried, *given], marks)
    ended = next((each for each in later if each.kind in ENDED), None)
    last = max((each.step for each in given if each.kind not in ENDED), default=0)
    found = []
    before = submitted.at if submitted is not None else None
    for step in plan.steps:
        of_step = [each for each in (*carried, *given) if each.step == step.number and each.kind == step.kind]
        state = "skipped" if not applies(step.condition, marks) else _state(step, where, submitted, ended, last)
        lines = tuple(_lines(step, state, of_step or _prepared(step, decisions), before, units))
        back = tuple(charting.returns(step.number, decisions))
        found.append(DrawnStep(step.number, state, words.step(step.kind, step.seats), lines, back))
        before = max((each.at for each in of_step), default=before)
    return found


def _state(step: PlanStep, where: Position, submitted: Decision | None, ended: Decision | None, last: int) -> str:
    if step.definition.prepares:
        return "done" if submitted is not None else "later"
    if ended is not None and ended.kind in RETURNED and ended.step == step.number:
        return "returned"
    if step.number in where.done or step.number < last:
        return "void" if ended is not None else "done"
    now = where.step is not None and where.step.number == step.number
    return "current" if now and submitted is not None and ended is None else "later"


def _prepared(step: PlanStep, decisions: Sequence[Decision]) -> list[Decision]:
    """Who prepared: what was provided or attested last."""
    if not step.definition.prepares:
        return []
    return [each for each in decisions if each.step == step.number and each.kind == step.kind][-1:]


def _lines(
    step: PlanStep, state: str, given: list[Decision], before: datetime.datetime | None, units: dict[str, str]
) -> Iterator[str]:
    named = (seat_in_full(units.get(str(seat.unit), ""), words.seat(seat.identifier)) for seat in step.seats)
    yield "、".join(dict.fromkeys(named))
    if state == "skipped":
        yield words.condition(step.condition)
        return
    yield from (charting.acted(each) for each in given)
    if given and not step.definition.prepares:
        yield from filter(None, (charting.took(before, max(each.at for each in given)),))
