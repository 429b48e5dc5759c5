"""`publish`: the last step, which is the publication (or the take-down). One transaction, all or nothing."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.publication import services as publication
from cms.publication.canonical import Form
from cms.workflows import cases, mirror, notify, progress, words
from cms.workflows.chains.values import FINISHING
from cms.workflows.models import Case, Decision, SignedForm
from cms.workflows.progress import Situation
from cms.workflows.refusing import Refused, check
from cms.workflows.services import acting, scheduled, taking_down


def refusal(situation: Situation, user: Any) -> str | None:
    """Why this person cannot publish (post, take down) now."""
    reason = acting.not_open(situation) or acting.no_seat(situation, user)
    step = situation.position.step
    if reason is not None or step is None:
        return reason
    if step.kind not in FINISHING:
        return _("It is not time to publish: it waits for “%(step)s”.") % {"step": words.step(step.kind, step.seats)}
    return acting.overtaken(situation, thoroughly=True)


@transaction.atomic
def publish(case: Case, user: Any, *, comment: str = "", at: datetime.datetime | None = None) -> Decision:
    """Carry the case out: exactly what was signed goes on view, or what was on view comes down. Raises Refused."""
    case = cases.lock(case)
    situation = progress.look(case, at)
    check(refusal(situation, user), f"publish case {case.pk}")
    form = Form(SignedForm.objects.get(digest=case.digest).text) if case.shows_form else None
    chosen = acting.choose(situation, user)
    if chosen is None:
        raise ValueError("a seat that was not refused has to be there")
    decision = acting.decide(situation, user, chosen, comment=comment)
    case.state, case.completed_at, case.step = Case.State.COMPLETED, decision.at, 0
    case.save()
    try:
        row = _carry_out(case, form, user, situation.at)
    except (publication.AddressTaken, LookupError) as error:
        raise Refused(str(error)) from error
    case.publication = row.number if row is not None else None
    case.save(update_fields=["publication"])
    case.pending.all().delete()
    mirror.finish(case, user, comment)
    waits = form is not None and row is not None and row.visible_from > situation.at
    notify.completed(case, decision, row.visible_from if waits else None)
    return decision


def _carry_out(case: Case, form: Form | None, user: Any, at: datetime.datetime) -> Any:
    if form is not None:
        return publication.publish(
            form,
            authority=scheduled.authority(case),
            channel=case.channel,
            structural=case.structural,
            notice=taking_down.notice_of(case),
            at=at,
        )
    return taking_down.take_down(case, scheduled.authority(case), user, at=at)
