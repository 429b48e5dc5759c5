"""Moves a case to where its decisions say that it stands: pending seats, Wagtail's records, who is told."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from cms.ledger.texts import whole_second
from cms.organisation.seats import Directory
from cms.workflows.cases import limits, lookup, people, records
from cms.workflows.cases.models import UNPOST, Case, Decision, PendingSeat
from cms.workflows.cases.people import Seat
from cms.workflows.cases.position import Position, position, preparing
from cms.workflows.chains.values import PlanStep

DRAFT, REVISE, CONFIRM = "draft", "revise", "confirm"
"""Whom a case waits for that is not in approval: whoever writes it, resolves what came back, confirms an item."""


@dataclass(frozen=True)
class Situation:
    """A case as a service sees it: loaded once, asked for reasons, then acted on."""

    case: Case
    directory: Directory
    decisions: tuple[Decision, ...]
    position: Position
    at: datetime.datetime

    def seats(self) -> list[Seat]:
        """The seats that the case waits for, with who may act in them now."""
        if self.position.step is None:
            return []
        return people.seats_of(self.directory, self.case, self.position.step, self.position.waiting)

    def seats_for(self, user: Any) -> list[Seat]:
        return [seat for seat in self.seats() if seat.is_for(user)]


def look(case: Case, at: datetime.datetime | None = None, directory: Directory | None = None) -> Situation:
    """Everything that decides what may happen to the case now."""
    now = at or timezone.now()
    decisions = tuple(records.of_case(case))
    authors = records.authors_of(decisions, case) if case.state == Case.State.OPEN else None
    if authors is not None:
        case.authors = authors
    recall_marks(case, decisions)
    return Situation(case, directory or Directory.at(now), decisions, where(case, decisions), now)


def recall_marks(case: Case, decisions: Sequence[Decision]) -> None:
    """The marks that the record gives, whatever the case's row says; not saved."""
    for name, is_raised in asdict(records.marks_of(decisions)).items():
        setattr(case, name, is_raised)


def where(case: Case, decisions: tuple[Decision, ...]) -> Position:
    if case.state != Case.State.OPEN:
        return Position(None)
    return position(case.plan, counting(case, decisions), case.marks)


def counting(case: Case, decisions: tuple[Decision, ...]) -> list[Decision]:
    """What stands: this round, this content; a publication that was revoked before its time is open again."""
    revoked = max((each.number for each in decisions if each.kind == "revoke"), default=0)
    last = case.plan.steps[-1].number if case.plan.steps else 0
    standing = [each for each in records.counting(decisions, case) if not (each.step == last and each.number < revoked)]
    return [*records.carried(case), *standing]


def missing_parts(case: Case, draft: Any) -> list[PlanStep]:
    """The `provide` steps whose seat has not provided what the draft says now; what it provided once, it has."""
    steps = preparing(case.plan, "provide")
    if not steps:
        return []
    provided = Decision.objects.filter(item=case.item, kind="provide")
    given = {(each.seat, each.facts.get("part")) for each in provided}
    seats = {seat for seat, _part in given}
    return [
        step
        for step in steps
        if not any(seat.key in seats and (seat.key, draft.part_digest(seat.identifier)) in given for seat in step.seats)
    ]


def stand(situation: Situation) -> bool:
    """Put the case at the step that it waits at; returns whether that is another than before. Not saved."""
    case, step = situation.case, situation.position.step
    number = step.number if step else 0
    if number == case.step:
        return False
    case.step, case.step_since = number, whole_second(situation.at)
    return True


def place(situation: Situation) -> None:
    """Write down where an open case waits now: its step and one row per seat."""
    case, step = situation.case, situation.position.step
    if stand(situation):
        case.save(update_fields=["step", "step_since"])
    waiting = [(step, seat, step.kind) for seat in situation.position.waiting] if step else []
    _set_pending(case, waiting, situation.directory)


Times = tuple[datetime.datetime | None, datetime.datetime | None]
"""When a text is to go on view and to come down."""


def place_preparation(case: Case, draft: Any = None, times: Times | None = None) -> None:
    """While a case is prepared or came back: who provides a part of it is waited for, and who carries it on.

    `draft` is the newest one where it was just saved, for the item does not name it yet, and `times` what it says of
    them. What a rule opened (a review,
    a ratification) has a limit there too, so that it is urged like any other step.
    """
    steps = preparing(case.plan, "draft") or preparing(case.plan, "provide")
    kind = carries_on(case)
    wanted = [(step, seat, kind) for step in steps for seat in step.seats]
    try:
        draft = (draft or lookup.draft(case)) if case.has_content else None
    except LookupError:
        draft = None
    if draft is not None:
        note_times(case, *(times or (draft.disclosure_from(), draft.disclosure_until())))
        wanted += [(step, seat, step.kind) for step in missing_parts(case, draft) for seat in step.seats]
    _set_pending(case, wanted)


def carries_on(case: Case) -> str:
    """What is asked of the office that prepares the case: its draft, a confirmation, or what came back."""
    if case.is_review:
        return CONFIRM
    return REVISE if case.is_ratification or case.state == Case.State.RETURNED else DRAFT


def note_times(case: Case, wanted_from: datetime.datetime | None, wanted_until: datetime.datetime | None) -> None:
    """Keep beside the case when its text is to be on view, so that what was missed is found by a query."""
    if (case.wanted_from, case.wanted_until) != (wanted_from, wanted_until):
        case.wanted_from, case.wanted_until = wanted_from, wanted_until
        case.save(update_fields=["wanted_from", "wanted_until"])


def note_title(case: Case, title: str) -> None:
    """While it is prepared a case is called what its draft is; with the submission what is signed decides."""
    if title and case.title != title[:255]:
        case.title = title[:255]
        case.save(update_fields=["title"])


def _set_pending(case: Case, wanted: list[tuple[PlanStep, Any, str]], directory: Directory | None = None) -> None:
    existing = {
        (row.kind, row.step, row.unit_id, row.identifier, row.office_id): row
        for row in PendingSeat.objects.filter(case=case).exclude(kind=UNPOST)
    }
    new = []
    for step, seat, kind in wanted:
        key = (kind, step.number, seat.unit, seat.identifier, seat.office)
        if existing.pop(key, None) is None:
            new.append(
                PendingSeat(
                    case=case,
                    step=step.number,
                    kind=kind,
                    what=seat.what[:60] if kind == step.kind else "",
                    identifier=seat.identifier,
                    unit_id=seat.unit,
                    office_id=seat.office,
                    barred=sorted(people.barred(case, step)),
                    since=case.step_since,
                    **(limits.of_step(case, step) if _has_limit(case, kind) else {}),
                )
            )
    if existing:
        rows = PendingSeat.objects.filter(pk__in=[row.pk for row in existing.values()])
        rows._raw_delete(rows.db)  # nothing hangs on them, so nothing has to be read before
    if new and any(row.kind != DRAFT for row in new):
        known = directory or Directory.at()
        for row in new:
            row.notified = [holder.user_id for holder in people.assignment_of(known, row).holders]
    PendingSeat.objects.bulk_create(new)


def _has_limit(case: Case, kind: str) -> bool:
    return kind not in (DRAFT, REVISE) or case.is_ratification
