"""What the verbs on an open case share: finding the seat, writing the decision, going on."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.ledger.texts import sha256
from cms.publication import canonical as forms
from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.workflows.cases import lookup, missed, progress, records
from cms.workflows.cases.models import Case, Decision, SignedForm
from cms.workflows.cases.people import Seat
from cms.workflows.cases.progress import Situation
from cms.workflows.cases.records import Actor
from cms.workflows.mirror import following
from cms.workflows.services import notify
from cms.workflows.services.refusing import Refused, check


def not_open(situation: Situation) -> str | None:
    """Why nothing can be decided on this case at all."""
    case = situation.case
    if case.state != Case.State.OPEN:
        return _("This case is not in approval.")
    if situation.position.step is None:
        return _("This case waits for nothing.")
    return None


def no_seat(situation: Situation, user: Any) -> str | None:
    """Why this person cannot act at the step that the case waits at."""
    if not user.is_active:
        return _("This account is not active.")
    seats = situation.seats()
    if any(seat.is_for(user) for seat in seats):
        return None
    labels = "、".join(seat.assignment.in_full for seat in seats)
    if user.pk in situation.case.authors:
        return _("You wrote this text, so you neither review nor sign it (rule 2). It waits for: %(seats)s.") % {
            "seats": labels
        }
    given = [each for each in records.counting(situation.decisions, situation.case) if each.step > 0]
    own = next((each for each in reversed(given) if each.holder_id == user.pk), None)
    if own is not None:  # a second click, a tab that was left open
        facts = {"at": missed.moment(own.at), "what": records.label(own), "seats": labels}
        return _("You decided on %(at)s already (%(what)s); it is on record. It waits for: %(seats)s.") % facts
    return _("It waits for: %(seats)s. You hold none of these seats.") % {"seats": labels}


def overtaken(situation: Situation, *, thoroughly: bool = False, form: CanonicalContent | None = None) -> str | None:
    """Why what the case is about cannot come about any more: then nothing further is decided, but to return it.

    `form` is that of the signed revision, where it was just made.
    """
    case = situation.case
    if case.is_release and case.shows_form:
        return lookup.released_otherwise(case)
    if not case.has_content:
        return _nothing_to_take_down(case, situation.at)
    return _changed(case, situation.at, thoroughly, form)


def _nothing_to_take_down(case: Case, at: datetime.datetime) -> str | None:
    if case.is_ratification or current.of_item(case.item, case.channel, at) is not None:
        return None
    return _("It is on view no more: nothing is left to take down. Return it to its provider, who ends the case.")


def _changed(case: Case, at: datetime.datetime, thoroughly: bool, form: CanonicalContent | None) -> str | None:
    """Why what was signed is not what would go live."""
    sealed = SignedForm.objects.filter(digest=case.digest).first()
    if sealed is None or sha256(sealed.text) != case.digest:
        return _("The submitted form is missing or was altered: the case has to be submitted anew.")
    until = CanonicalContent(sealed.text).expire
    if until is not None and until <= at:
        return missed.expired(until)
    newest = lookup.latest_revision_id(case)
    same = newest == case.revision_id
    if thoroughly or not same:  # a save without a change makes a new revision and changes nothing
        if form is None or not same:
            revision = Revision.objects.filter(pk=newest).first()
            form = forms.make(revision.as_object()) if revision is not None else None
        same = form is not None and form.data["content"] == _content(sealed)
    return None if same else _("The text was changed after it was submitted: it has to be submitted anew.")


def _content(sealed: SignedForm) -> Any:
    return CanonicalContent(sealed.text).data["content"]


def take_turn(
    case: Case,
    user: Any,
    verb: str,
    refusal: Callable[[Situation], str | None],
    *,
    seat: str = "",
    at: datetime.datetime | None = None,
) -> tuple[Situation, Seat]:
    """What every verb on an open case begins with, in the caller's transaction: the case locked and looked at anew, the
    verb's own `refusal` asked, the seat found in which the person acts. Raises Refused.

    `verb` is for the log; `seat` a PlanSeat key, where the person chose among several.
    """
    situation = progress.look(lookup.lock(case), at)
    check(refusal(situation), f"{verb} case {case.pk}")
    chosen = choose(situation, user, seat)
    if chosen is None:
        raise Refused(_("This seat is not yours."))
    return situation, chosen


def choose(situation: Situation, user: Any, wanted: str = "") -> Seat | None:
    """The seat in which the person acts: the one asked for, or the first that is theirs."""
    mine = situation.seats_for(user)
    if wanted:
        return next((seat for seat in mine if seat.seat.key == wanted), None)
    return mine[0] if mine else None


def decide(
    situation: Situation,
    user: Any,
    seat: Seat,
    *,
    comment: str = "",
    evidence: dict[str, Any] | None = None,
    kind: str = "",
    at: datetime.datetime | None = None,
) -> Decision:
    """Write the decision of the current step in this seat; another `kind` than the step's is no approval of it."""
    step = situation.position.step
    if step is None:
        raise ValueError("the case waits for nothing")
    actor = Actor(user, seat.seat, seat.assignment)
    return records.write(
        situation.case, kind or step.kind, actor, step=step, comment=comment, evidence=evidence, at=at or situation.at
    )


def go_on(before: Situation, decision: Decision, user: Any, comment: str = "") -> Situation:
    """After a decision: pending seats, Wagtail's records, and a mail when the case moved on."""
    decisions = (*before.decisions, decision)
    case = before.case
    after = Situation(case, before.directory, decisions, progress.where(case, decisions), before.at)
    moved = after.position.step != before.position.step
    progress.place(after)
    if moved:
        following.follow(case, after.position, user, comment)
        notify.next_seats(after)
    return after
