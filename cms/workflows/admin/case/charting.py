"""The chain of a case in the words of its picture: done by whom and in how long; now, until when; later; why not."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from cms.workflows.admin import drawing
from cms.workflows.admin.case.chain import Stage
from cms.workflows.admin.drawing import ENDED, DrawnStep
from cms.workflows.cases.models import Case, Decision, PendingSeat
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import DRAFTING, STEP_KINDS

WIDE, NARROW = (4, 225), (1, 330)
"""Columns of the picture and the width of each, on a desktop and on a phone."""


def of_case(case: Case, stages: Sequence[Stage], decisions: Sequence[Decision]) -> list[DrawnStep]:
    """The steps as they are drawn. One query: until when the present one is to be done."""
    due = list(PendingSeat.objects.filter(case=case).values_list("step", "due_on", "is_provisional"))
    found = []
    before = submitted_at(decisions)
    for stage in stages:
        lines = tuple(_lines(stage, before, [row for row in due if row[0] == stage.number], decisions))
        found.append(DrawnStep(stage.number, stage.state, stage.label, lines, tuple(returns(stage.number, decisions))))
        before = max((each.at for each in stage.decisions), default=before)
    return found


@dataclass(frozen=True)
class Drawn:
    """The same chain for a desktop, for a phone, and as a row of circles; one of the first two is shown."""

    wide: SafeString
    narrow: SafeString
    strip: SafeString


def pictures(title: str, steps: Sequence[DrawnStep]) -> Drawn:
    name = _("Chain of “%(title)s”") % {"title": title}
    wide, narrow = (
        drawing.chart(name, steps, name=f"chain-{columns}", columns=columns, width=width)
        for columns, width in (WIDE, NARROW)
    )
    return Drawn(wide, narrow, drawing.strip(name, steps, name="chain-strip"))


def submitted_at(decisions: Sequence[Decision]) -> datetime.datetime | None:
    return max((each.at for each in decisions if each.kind == "submit"), default=None)


def returns(number: int, decisions: Iterable[Decision]) -> Iterator[str]:
    """What came back from this step, in which round, by whom and why."""
    for each in decisions:
        if each.kind in ENDED and each.step == number:
            facts = {"round": each.round, "what": words.kind(each.kind), "who": each.holder_name, "at": moment(each.at)}
            line = _("Round %(round)s: %(what)s by %(who)s, %(at)s") % facts
            yield _("%(line)s: %(reason)s") % {"line": line, "reason": each.comment} if each.comment else line


def moment(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "m-d H:i")


def acted(decision: Decision) -> str:
    """Who decided, for whom, when."""
    who = decision.holder_name
    if decision.acting_for:
        who = _("%(who)s for %(name)s") % {"who": who, "name": decision.acting_for}
    return f"{who} {moment(decision.at)}"


def took(before: datetime.datetime | None, after: datetime.datetime) -> str:
    """How long something waited."""
    if before is None or after < before:
        return ""
    if after - before < datetime.timedelta(minutes=1):
        return _("within a minute")
    return _("took %(time)s") % {"time": timesince(before, after, depth=1)}


def _lines(
    stage: Stage, before: datetime.datetime | None, due: list[tuple], decisions: Sequence[Decision]
) -> Iterator[str]:
    seats = "、".join(stage.seats)
    if stage.state == "skipped":
        yield seats
        yield words.condition(stage.condition)
        return
    if stage.state == "current":
        yield _("Now: %(people)s") % {"people": "、".join(stage.people) or seats}
        if stage.people:
            yield seats
        yield from _until(stage, due)
        return
    yield seats
    given = stage.decisions or _of_preparation(stage, decisions)
    for each in given:
        if each.kind not in ENDED:
            yield acted(each)
    if stage.state == "done" and stage.decisions and not STEP_KINDS[stage.kind].prepares:
        yield from filter(None, (took(before, max(each.at for each in stage.decisions)),))
    if stage.state == "later":
        yield "、".join(stage.people) or _("Nobody holds this seat.")


def _of_preparation(stage: Stage, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """What was provided last, or the submission: preparing is done by it."""
    if stage.state != "done" or not STEP_KINDS[stage.kind].prepares:
        return ()
    of_step = [each for each in decisions if each.kind == stage.kind and each.step == stage.number]
    return tuple((of_step or [each for each in decisions if each.kind == "submit" and stage.kind == DRAFTING])[-1:])


def _until(stage: Stage, due: list[tuple]) -> Iterator[str]:
    if stage.since:
        yield _("since %(at)s") % {"at": moment(stage.since)}
    for day, provisional in sorted({(day, provisional) for _step, day, provisional in due if day}):
        said = _("until %(day)s") % {"day": date_format(day, "Y-m-d")}
        late = _(", overdue") if day < timezone.localdate() else ""
        yield said + (_(" (provisional)") if provisional else "") + late
    if stage.vacant:
        yield _("Nobody holds this seat.")
