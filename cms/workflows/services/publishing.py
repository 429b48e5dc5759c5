"""`publish`: the last step, which is the publication (or the take-down). One transaction, all or nothing."""

import datetime
import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.publication import current, reading
from cms.publication import services as publication
from cms.publication.canonical import CanonicalContent, NotCanonical
from cms.publication.schema import SchemaMismatch
from cms.sandbox.sandbox import LiveRowTouched, NotSealed
from cms.workflows.cases import marks, validation
from cms.workflows.cases.models import UNPOST, Case, Decision, SignedForm
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.mirror import following
from cms.workflows.services import acting, notify, scheduled, taking_down
from cms.workflows.services.refusing import Refused

log = logging.getLogger("cms.workflows")
FAILURES = (
    publication.AddressTaken,
    ValidationError,
    IntegrityError,
    LookupError,
    ObjectDoesNotExist,
    SchemaMismatch,
    NotCanonical,
    LiveRowTouched,
    NotSealed,
)


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot publish (post, take down) now."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    if not step.definition.finishes:
        return _("It is not time to publish: it waits for “%(step)s”.") % {"step": words.step(step.kind, step.seats)}
    return hindrance(situation)


def hindrance(situation: Situation) -> str | None:
    """Why the case cannot be carried out although everybody has signed: it has to go back to its provider."""
    case = situation.case
    with reading.once():
        wrong, form = validation.refusal(case, situation.at) if case.has_content else (None, None)
    wrong = wrong or acting.overtaken(situation, thoroughly=True, form=form)
    return wrong or marks.refusal(case, situation.decisions)


@transaction.atomic
def publish(case: Case, user: Any, *, comment: str = "", at: datetime.datetime | None = None) -> Decision:
    """Carry the case out: exactly what was signed goes on view, or what was on view comes down. Raises Refused."""
    situation, chosen = acting.take_turn(case, user, "publish", lambda now: refusal(now, user), at=at)
    case = situation.case
    form = CanonicalContent(SignedForm.objects.get(digest=case.digest).text) if case.shows_form else None
    decision = acting.decide(situation, user, chosen, comment=comment)
    case.state, case.completed_at, case.step = Case.State.COMPLETED, decision.at, 0
    case.save()
    try:
        row = _carry_out(case, form, user, situation.at)
        case.publication = row.number if row is not None else None
        case.save(update_fields=["publication"])
        case.pending.exclude(kind=UNPOST).delete()
        following.finish(case, user, comment)
    except FAILURES as error:  # what was asked beforehand, come true meanwhile: all of it is rolled back
        log.exception("case %s could not be carried out", case.pk)
        raise Refused(_reason(error)) from error
    waits = form is not None and row is not None and row.visible_from > situation.at
    notify.completed(case, decision, row.visible_from if waits else None)
    return decision


def _reason(error: Exception) -> str:
    if isinstance(error, publication.AddressTaken | ValidationError):
        return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return _("It could not be carried out, and nothing was changed. Return it to its provider, or try again.")


def _reach_other_channels(case: Case, form: CanonicalContent, row: Any, at: datetime.datetime) -> None:
    """A repealed text is marked so wherever it shows, in the same second (§5.5.1 及时公布)."""
    if case.action != Case.Action.REPEAL or case.channel != current.WEB:
        return
    for channel in CHANNELS.names():
        if channel != case.channel and current.of_item(case.item, channel, at) is not None:
            publication.publish(
                form,
                authority=scheduled.authority(case),
                channel=channel,
                visible_from=row.visible_from,
                beside=taking_down.basis_facts(case),
                at=at,
            )


def _end_elsewhere_with(case: Case, form: CanonicalContent, at: datetime.datetime) -> None:
    """A release carries the term of what it posts: where the web page now ends earlier, so does what was released."""
    if form.expire is None or case.channel != current.WEB or case.action != Case.Action.MODIFY:
        return
    for channel in CHANNELS.names():
        shown = current.of_item(case.item, channel, at) if channel != case.channel else None
        if shown is not None and (shown.visible_until is None or shown.visible_until > form.expire):
            publication.withdraw(
                case.item,
                authority=scheduled.authority(case),
                notice={"kind": "", "reason": "", "authority": case.unit.name, "successor": ""},
                channel=channel,
                visible_from=form.expire,
                at=at,
            )


def _carry_out(case: Case, form: CanonicalContent | None, user: Any, at: datetime.datetime) -> Any:
    if form is not None:
        row = publication.publish(
            form,
            authority=scheduled.authority(case),
            channel=case.channel,
            structural=case.structural,
            notice=taking_down.notice_of(case),
            beside=taking_down.basis_facts(case),
            at=at,
        )
        _reach_other_channels(case, form, row, at)
        _end_elsewhere_with(case, form, at)
        return row
    return taking_down.take_down(case, scheduled.authority(case), user, at=at)
