"""Marks in the admin: what is said of each on the case, and the forms that raise and lower one."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.organisation.seats import Directory
from cms.workflows.admin.forms.decisions import kept
from cms.workflows.cases import marks, people
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.chains.values import PlanStep, applies
from cms.workflows.chains.vocabulary import MARKS, raised_by_hand
from cms.workflows.services import marking

WAYS = {
    marking.SIGNATURE: gettext_lazy("signature of the chair"),
    marking.RESOLUTION: gettext_lazy("resolution of the leading group"),
}


@dataclass(frozen=True)
class Line:
    """A mark that stands on a case: who raised it, when and in which case, what it adds here, who can lower it.

    `case_id` is 0 for a mark of this very case; `steps` are those that are due because of it.
    """

    name: str
    label: str
    by: str
    on: str
    case_id: int
    reason: str
    implied_by: str
    steps: tuple[str, ...]
    adds_nothing: bool
    lowered_by: str
    people: tuple[str, ...]


def lines(situation: Situation) -> list[Line]:
    """One for each mark that the case has."""
    case = situation.case
    raised = {each.facts["mark"]: each for each in situation.decisions if each.kind == marks.RAISED}
    return [_line(situation, mark, raised[mark]) for mark in raised_by_hand() if getattr(case, mark) and mark in raised]


def _line(situation: Situation, mark: str, raised: Decision) -> Line:
    case, directory, facts = situation.case, situation.directory, raised.facts
    steps = marks.steps_of(case.plan, mark)
    return Line(
        name=mark,
        label=words.mark(mark),
        by=facts.get("raised_by") or raised.holder_name,
        on=facts.get("raised_on") or timezone.localtime(raised.at).strftime("%Y-%m-%d %H:%M"),
        case_id=facts.get("from_case") or 0,
        reason=raised.comment,
        implied_by=words.mark(facts["implied_by"]) if facts.get("implied_by") else "",
        steps=tuple(_step(step, directory) for step in steps if applies(step.condition, case.marks)),
        adds_nothing=not steps,
        lowered_by=marking.decided_by(case, mark, directory),
        people=tuple(dict.fromkeys(each.name for each in marks.signers(case, mark, directory))),
    )


def _step(step: PlanStep, directory: Directory) -> str:
    """With the units of the seats: a district's chain and the bureau's have posts of the same names."""
    seats = "、".join(directory.assign(people.seat_ref(seat)).in_full for seat in step.seats)
    return _("%(seats)s: %(kind)s") % {"seats": seats, "kind": words.step(step.kind, step.seats)}


def effect(case: Case, mark: str, directory: Directory) -> str:
    """What raising this mark does in the chain of the case, in words."""
    steps = marks.steps_of(case.plan, mark)
    if not steps:
        return _("adds no step in this chain")
    return _("adds: %(steps)s") % {"steps": "；".join(_step(step, directory) for step in steps)}


class RaiseForm(forms.Form):
    """Which mark, and why. Beside each stands what it adds in this chain."""

    mark = forms.ChoiceField(
        label=gettext_lazy("Mark"), choices=lambda: [(name, MARKS[name].label) for name in raised_by_hand()]
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class LowerForm(forms.Form):
    """Why a mark is lowered; the leading group also says how: its chair's signature or a resolution with minutes."""

    mark = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label=gettext_lazy("Lowered by"), choices=list(WAYS.items()), required=False)
    number = forms.CharField(label=gettext_lazy("Number of the resolution"), required=False, max_length=100)
    date = forms.DateField(
        label=gettext_lazy("Date of the resolution"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    file = forms.FileField(label=gettext_lazy("Minutes"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, ways: tuple[str, ...] = marking.WAYS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["how"]
        field.choices = [(name, WAYS[name]) for name in ways]
        if marking.RESOLUTION not in ways:
            for name in ("how", "number", "date", "file"):
                del self.fields[name]
        elif ways == (marking.RESOLUTION,):
            for name in ("number", "date", "file"):
                self.fields[name].required = True
        else:
            for name in ("number", "date", "file"):
                self.fields[name].help_text = _("For a resolution.")

    def clean_file(self) -> dict[str, Any] | None:
        return kept(self.cleaned_data.get("file"))

    def facts(self) -> dict[str, Any]:
        facts = self.cleaned_data
        date: datetime.date | None = facts.get("date")
        return {
            "mark": facts["mark"],
            "reason": facts["reason"],
            "how": facts.get("how") or marking.SIGNATURE,
            "number": facts.get("number", ""),
            "date": date.isoformat() if date else "",
            "file": facts.get("file"),
        }


def raise_form(situation: Situation, user: Any) -> RaiseForm | None:
    """None where this person can raise no mark now."""
    case, directory, at = situation.case, situation.directory, situation.at
    names = [name for name in raised_by_hand() if marking.refusal_to_raise(case, user, name, directory, at) is None]
    if not names:
        return None
    form = RaiseForm(prefix="raise")
    field: Any = form.fields["mark"]
    field.choices = [(name, f"{words.mark(name)}（{effect(case, name, directory)}）") for name in names]
    return form


def lower_forms(situation: Situation, user: Any) -> Iterator[tuple[str, LowerForm]]:
    """(the mark in words, its form) for each that this person can lower now."""
    case, directory, at = situation.case, situation.directory, situation.at
    for name in raised_by_hand():
        ways = marking.ways_to_lower(case, user, name, directory, at)
        if ways:
            initial = {"mark": name, "how": ways[0]}
            yield words.mark(name), LowerForm(prefix="lower", ways=ways, initial=initial, auto_id=f"id_{name}_%s")


def raised(case: Case, mark: str) -> str:
    """What is said after a mark was raised."""
    done = _("The mark was raised; no signature is voided.")
    if marks.steps_of(case.plan, mark):
        return done
    return f"{done} " + _("In this chain it adds no step: it is recorded and goes along with the item.")
