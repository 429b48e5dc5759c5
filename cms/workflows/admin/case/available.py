"""What a person may do with a case now, each with the form that does it. The services say so, not this module."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cms.workflows.admin.forms import marks
from cms.workflows.admin.forms.decisions import (
    AttestationForm,
    DecisionForm,
    EndForm,
    ReasonForm,
    RecordForm,
    ReturnForm,
)
from cms.workflows.cases import posted
from cms.workflows.cases.models import Case
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.services import (
    acting,
    claiming,
    confirming,
    declining,
    ending,
    publishing,
    recalling,
    recording,
    returning,
    signing,
)


@dataclass(frozen=True)
class AvailableDecision:
    """`verb` is what the form posts; `seat` in words where it is one of several; `template` stands above the form."""

    verb: str
    label: str
    form: forms.Form
    seat: str = ""
    primary: bool = False
    note: str = ""
    template: str = ""

    @property
    def is_short(self) -> bool:
        """Whether it asks for nothing that has to be filled in, so that one press decides."""
        return self.primary and not any(field.required for field in self.form.fields.values())


def available_decisions(situation: Situation, user: Any) -> list[AvailableDecision]:
    """In the order in which they are shown; empty when there is nothing for this person to do."""
    found = [*_of_step(situation, user)]
    if confirming.refusal(situation.case, user, situation.directory) is None:
        form = AttestationForm(prefix="confirm")
        found.append(AvailableDecision("confirm", _("Confirm that it still holds"), form, primary=True))
    if returning.refusal(situation, user) is None:
        found.append(_return(situation))
    if declining.refusal(situation, user) is None:
        found.append(AvailableDecision("decline", _("Do not ratify"), ReasonForm(prefix="decline")))
    case, directory = situation.case, situation.directory
    raising = marks.raise_form(situation, user)
    if raising is not None:
        found.append(AvailableDecision("raise", _("Raise a mark"), raising))
    for mark, lowering in marks.lower_forms(situation, user):
        found.append(AvailableDecision("lower", _("Lower “%(mark)s”") % {"mark": mark}, lowering))
    if recalling.refusal(case, user, directory, situation.at) is None:
        found.append(AvailableDecision("recall", _("Take back to edit"), ReasonForm(prefix="recall")))
    if ending.refusal(case, user, directory) is None:
        found.append(AvailableDecision("cancel", _("End this case"), end_form(case)))
    for row, seat in posted.jobs_of(case, user, directory):
        taken = DecisionForm(prefix="unpost", initial={"seat": row.what}, auto_id=f"id_{row.what}_%s")
        found.append(AvailableDecision("unpost", words.act(row.kind, row.what), taken, seat.in_full, primary=True))
    return found


@dataclass(frozen=True)
class Claim:
    """Who said that they do it, and what this person may do about that: `claim`, `release`, or nothing."""

    name: str = ""
    verb: str = ""


def claim_of(situation: Situation, user: Any) -> Claim:
    holder, name = claiming.holder_of(situation.case)
    if holder is not None and holder == user.pk:
        return Claim(name, "release")
    return Claim(name, "claim" if claiming.refusal(situation, user) is None else "")


def end_form(case: Case, data: Any = None, then: str = "") -> EndForm:
    """The form that ends a case; `then` names the action that is to begin afterwards."""
    restores = ending.may_restore(case)
    return EndForm(data, prefix="cancel", restores=restores, initial={"restore": restores, "then": then})


def _return(situation: Situation) -> AvailableDecision:
    """With the reason why it cannot be carried out, where it is all that is left."""
    step = situation.position.step
    finishes = step is not None and step.definition.finishes
    hindrance = publishing.hindrance(situation) if finishes else acting.overtaken(situation)
    form = ReturnForm(prefix="return", initial={"reason": hindrance or ""})
    note = _("It cannot be carried out: %(reason)s") % {"reason": hindrance} if hindrance else ""
    return AvailableDecision("return", _("Return to the provider"), form, primary=bool(hindrance), note=note)


def _of_step(situation: Situation, user: Any) -> list[AvailableDecision]:
    step = situation.position.step
    if step is None:
        return []
    template = step.definition.template
    if step.definition.is_recorded:
        if recording.refusal(situation, user) is not None:
            return []
        record = RecordForm(prefix="record", step=step, recipients=situation.position.recipients)
        return [AvailableDecision("record", words.kind(step.kind), record, primary=True, template=template)]
    if step.definition.finishes:
        if publishing.refusal(situation, user) is not None:
            return []
        return [
            AvailableDecision(
                "publish", words.kind(step.kind), DecisionForm(prefix="publish"), primary=True, template=template
            )
        ]
    found = []
    for seat in situation.seats_for(user):
        if signing.refusal(situation, user, seat.seat.key) is None:
            form = DecisionForm(prefix="sign", initial={"seat": seat.seat.key}, auto_id=f"id_{seat.seat.key}_%s")
            label = words.certified(step.kind, seat.seat.what)
            found.append(AvailableDecision("sign", label, form, seat.assignment.in_full, True, template=template))
    return found
