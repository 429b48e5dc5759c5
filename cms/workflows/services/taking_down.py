"""What a withdrawal does: the item comes down in its channel, and with the web page in every other one (decision 3)."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from cms.publication import current
from cms.publication import services as publication
from cms.workflows.cases import basis as bases
from cms.workflows.cases import lookup, records
from cms.workflows.cases.channels import PostedByHand
from cms.workflows.cases.models import UNPOST, Case
from cms.workflows.cases.reasons import CONFIDENTIAL, ReasonKind
from cms.workflows.cases.records import Actor
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.mirror import following, live
from cms.workflows.services import notify, scheduled, standing, unposting
from cms.workflows.services.refusing import Refused


def basis_facts(case: Case) -> dict[str, Any]:
    """The basis of a repeal or abolition, for the notice; nothing for another action, nor where none is given."""
    facts = bases.public(case.basis, case.basis_facts) if case.action == Case.Action.REPEAL else {}
    return {"basis": facts} if facts else {}


def notice_of(case: Case) -> dict[str, Any]:
    """What the public is told in the place of the item, or of a part of it that a modification leaves out."""
    kind = ReasonKind(case.reason_kind) if case.reason_kind else None
    facts: dict[str, Any] = {
        "kind": kind.value if kind else "",
        "reason": case.reason,
        "authority": case.unit.name,
        "successor": case.successor,
        **basis_facts(case),
    }
    silent = case.suppress_title or (case.action == Case.Action.MODIFY and kind in CONFIDENTIAL)
    return {**facts, "title": "", "kind": "", "reason": "", "successor": "", "basis": {}} if silent else facts


def take_down(case: Case, authority: publication.Authority, user: Any, *, at: datetime.datetime) -> Any:
    """Take the item of the case down; returns the row of the case's own channel, None where it was down already.

    Raises LookupError when it is not shown anywhere. Write in the transaction of the decision.
    """
    own, by_hand = None, PostedByHand.limits()
    kept = standing.refusal_to_take_down(lookup.item(case), case.channel, at)
    if kept is not None:
        raise Refused(kept)
    notice = notice_of(case)
    for channel in _channels(case, at):
        before = current.of_item(case.item, channel, at)
        row = publication.withdraw(case.item, authority=authority, channel=channel, notice=notice, at=at)
        own = row if channel == case.channel else own
        if before is not None and channel in by_hand and (channel != case.channel or case.is_ratification):
            unposting.begin(case, channel, before.number, at=at, days=by_hand[channel])
    _end_scheduled(case, user, at)
    item = lookup.item(case)
    if case.channel == item.disclosure_channel:
        _end_releases(case, user, at)
        live.withdraw(item)
    if own is None and not case.is_ratification:
        raise LookupError(f"{case.item} is not shown in {case.channel}")
    return own


def _channels(case: Case, at: datetime.datetime) -> list[str]:
    """The case's own channel, and every other one that shows the item when its web page comes down."""
    wanted = CHANNELS.names() if case.channel == current.WEB else (case.channel,)
    return [channel for channel in wanted if current.of_item(case.item, channel, at) is not None]


def _end_scheduled(case: Case, user: Any, at: datetime.datetime) -> None:
    """What was signed for later does not come up after it."""
    for other in scheduled.of_item(case.item, CHANNELS.names() if case.channel == current.WEB else (case.channel,), at):
        scheduled.give_up(other, user, _("The item was taken down."), at=at)


def _end_releases(case: Case, user: Any, at: datetime.datetime) -> None:
    """What is to be released is gone: its running cases end."""
    for other in Case.objects.select_for_update().filter(item=case.item, is_release=True, state__in=Case.RUNNING):
        set_aside(other, user, at=at)


def set_aside(case: Case, user: Any, *, at: datetime.datetime, comment: str = "") -> None:
    """End a running case because of what happened to its item; its decisions stay. Who had a part in it is told."""
    decision = records.write(case, "cancel", Actor(user), comment=comment, at=at)
    facts = [*notify.waiting_people(case), *notify.signers(case)]
    following.end(case, user, comment)
    following.give_up(case, user)
    case.state, case.workflow_state_id = Case.State.CANCELLED, None
    case.save(update_fields=["state", "workflow_state_id"])
    case.pending.exclude(kind=UNPOST).delete()
    notify.ended(case, decision, facts)
