"""A case in the words that people read: its state, why it came back, what was missed."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.workflows.cases import missed
from cms.workflows.cases.models import Case, Decision
from cms.workflows.chains import words
from cms.workflows.chains.values import Plan
from cms.workflows.services import scheduled

CAME_BACK = ("return", "recall", "void")
SCHEDULED = "scheduled"


@dataclass(frozen=True)
class CameBack:
    """Who ended the round before, at which step, when and why."""

    decision: Decision
    kind: str
    step: str

    @property
    def words(self) -> str:
        """In one line, for lists and the editor."""
        who = "，".join(filter(None, (self.decision.holder_name, self.decision.seat_label)))
        facts = {"kind": self.kind, "who": who, "at": missed.moment(self.decision.at), "step": self.step}
        line = _("%(kind)s by %(who)s at “%(step)s”, %(at)s") if self.step else _("%(kind)s by %(who)s, %(at)s")
        if not self.decision.comment:
            return line % facts
        return _("%(line)s: %(reason)s") % {"line": line % facts, "reason": self.decision.comment}


@dataclass(frozen=True)
class Standing:
    """`state` is the case's, or `scheduled` where it is signed and waits for its time, `at`."""

    state: str
    label: str
    at: datetime.datetime | None = None
    came_back: CameBack | None = None
    warnings: tuple[str, ...] = ()


def of_cases(found: Iterable[Case], now: datetime.datetime | None = None) -> dict[int, Standing]:
    """Case number → how it stands. Three queries for all of them."""
    listed, moment = list(found), now or timezone.now()
    times = scheduled.times(listed, moment)
    back = _came_back(listed)
    return {case.pk: _one(case, times.get(case.pk), back.get(case.pk), moment) for case in listed}


def of(case: Case, now: datetime.datetime | None = None) -> Standing:
    return of_cases([case], now)[case.pk]


def _one(case: Case, at: datetime.datetime | None, back: CameBack | None, now: datetime.datetime) -> Standing:
    warnings = tuple(missed.sentences(case, now))
    if at is None:
        return Standing(case.state, str(case.get_state_display()), None, back, warnings)
    return Standing(SCHEDULED, _("signed, on view from %(at)s") % {"at": missed.moment(at)}, at, back, warnings)


def _came_back(listed: list[Case]) -> dict[int, CameBack]:
    rounds = {case.pk: case for case in listed if case.state in Case.EDITABLE and case.round > 1}
    if not rounds:
        return {}
    last: dict[int, Decision] = {}
    for each in Decision.objects.filter(case_id__in=list(rounds), kind__in=CAME_BACK).order_by("number"):
        if each.round == rounds[each.case_id].round - 1:
            last[each.case_id] = each
    plans = dict(Case.objects.filter(pk__in=list(last)).values_list("pk", "plan_text"))
    return {pk: CameBack(each, words.kind(each.kind), _step(plans[pk], each)) for pk, each in last.items()}


def _step(plan_text: str, decision: Decision) -> str:
    steps = Plan.from_json(json.loads(plan_text)).steps if decision.step else ()
    step = next((each for each in steps if each.number == decision.step), None)
    return (
        words.step(step.kind, [seat for seat in step.seats if seat.key == decision.seat] or step.seats) if step else ""
    )
