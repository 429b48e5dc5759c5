"""`take_down_now`: an extension of the text (decision 4). Effective at once; the ordinary chain has to ratify it.

It only ever takes something down.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.ledger.texts import canonical, whole_second
from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.publication import current
from cms.publication import services as publication
from cms.workflows.cases import lookup, progress, reasons, records, regulation
from cms.workflows.cases.authority import EMERGENCY
from cms.workflows.cases.models import Case
from cms.workflows.cases.records import Actor
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.services import marking, notify, opening, taking_down
from cms.workflows.services.refusing import check
from cms.workflows.services.submitting import evidence_of

PERMISSION = "disclosure_workflows.take_down_now"


def may(user: Any, unit_id: int) -> bool:
    """Whether a post that this person holds now has the role; being a superuser is no post."""
    if not user.is_active or user.is_anonymous:
        return False
    return unit_id in permissions.grants_of(user).units.get(PERMISSION, ())


def refusal(item: Any, user: Any, at: datetime.datetime | None = None) -> str | None:
    """Why this person cannot take this item down at once."""
    if item.structural:
        return _("Home page and columns carry no disclosed text: there is nothing to take down.")
    if not may(user, item.issuing_office.unit_id):
        return _("Only the posts that the administrator names for emergencies can take an item down at once.")
    if not _shown_in(item.disclosure_key, at):
        return _("It is not on view.")
    return None


def _shown_in(key: str, at: datetime.datetime | None) -> list[str]:
    return [channel for channel in CHANNELS.names() if current.of_item(key, channel, at) is not None]


@transaction.atomic
def take_down_now(
    item: Any,
    user: Any,
    *,
    reason: str,
    reason_kind: str = "",
    suppress_title: bool = False,
    at: datetime.datetime | None = None,
) -> Case:
    """Take the item down in every channel now; returns the case that has to ratify it. Raises Refused."""
    now = whole_second(at or timezone.now())
    wrong = reasons.refusal("withdraw", reason_kind, "") or (None if reason.strip() else _("Give the reason."))
    check(refusal(item, user, now) or wrong, f"take {item.disclosure_key} down at once")
    for running in Case.objects.select_for_update().filter(item=item.disclosure_key, state__in=Case.RUNNING):
        taking_down.set_aside(running, user, at=now, comment=_("The item was taken down in an emergency."))
    channels = _shown_in(item.disclosure_key, now)
    case = _case(item, channels, user, now, reason, reason_kind, suppress_title)
    actor = Actor(user)
    records.write(case, EMERGENCY, actor, comment=reason, evidence={"channels": channels, "kind": reason_kind}, at=now)
    marking.take_over(case, now)
    row = taking_down.take_down(case, publication.Authority(EMERGENCY, str(case.pk)), user, at=now)
    case.publication = row.number if row is not None else None
    case.save(update_fields=["publication"])
    situation = progress.look(case, now)
    progress.place(situation)
    notify.next_seats(situation)
    notify.taken_down_now(case, user)
    return case


def _case(
    item: Any,
    channels: list[str],
    user: Any,
    now: datetime.datetime,
    reason: str,
    reason_kind: str,
    suppress_title: bool,
) -> Case:
    """The withdrawal that ratifies, in approval from the start, by the ordinary chain of the item's channel."""
    directory = Directory.at(now)
    channel = item.disclosure_channel if item.disclosure_channel in channels else channels[0]
    version = regulation.in_force()
    plan = opening.plan_of(item, "withdraw", channel, regulation.of(version), directory)
    case = opening.new_case(item, "withdraw", channel, version, plan, user, now)
    shown = current.of_item(item.disclosure_key, channel, now)
    case.is_ratification = True
    case.reason, case.reason_kind = reason.strip(), reason_kind
    case.suppress_title = suppress_title or reason_kind == reasons.ReasonKind.SECRECY
    case.digest = shown.digest if shown else ""
    case.authors, case.submitted_by, case.submitted_at = [user.pk], user, now
    case.state, case.plan_text = Case.State.OPEN, canonical(plan.as_json())
    opening.save_new(case)
    records.write(case, "submit", Actor(user), evidence=evidence_of(case, directory), at=now)
    return lookup.lock(case)
