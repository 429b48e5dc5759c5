"""`confirm`: a page past its review period still holds, says the office that provides it (decision 2)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.ledger.texts import whole_second
from cms.organisation.seats import Directory
from cms.publication import current
from cms.workflows.cases import lookup, people, progress, records, regulation
from cms.workflows.cases.models import UNPOST, Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.services import marking, notify, opening
from cms.workflows.services.refusing import check
from cms.workflows.services.submitting import ATTESTED


def open_review(item: Any, *, reason: str = "", at: datetime.datetime | None = None) -> Case | None:
    """Open the withdraw-or-confirm case of an item, by the rule and by nobody; None when a case runs already.

    `reason` says why it is asked where it is not the item's review period. It is for the house: what the public reads
    after a withdrawal is said with the withdrawal.
    """
    now = whole_second(at or timezone.now())
    directory = Directory.at(now)
    channel = item.disclosure_channel
    if opening.refusal(item, "withdraw", channel, now) is not None:
        return None
    with transaction.atomic():
        version = regulation.in_force()
        plan = opening.plan_of(item, "withdraw", channel, regulation.of(version), directory)
        case = opening.new_case(item, "withdraw", channel, version, plan, None, now)
        case.is_review = True
        opening.save_new(case)
        records.write(
            case, "open", Actor(None), comment=reason, evidence={"plan": case.plan_digest, "review": True}, at=now
        )
        marking.take_over(case, now)
        progress.place_preparation(case)
        notify.review_due(case, directory, reason)
    return case


def reason_of(case: Case) -> str:
    """Why it is asked whether the item still holds; "" where its review period is over."""
    opened = Decision.objects.filter(case_id=case.pk, kind="open").first() if case.is_review else None
    return opened.comment if opened is not None else ""


def refusal(case: Case, user: Any, directory: Directory | None = None) -> str | None:
    """Why this person cannot confirm that the item still holds."""
    if not case.is_review or case.state not in Case.EDITABLE:
        return _("There is nothing to confirm.")
    if not people.may_prepare(user, case, directory or Directory.at()):
        return _("Only the office that provides this item can confirm it.")
    if current.of_item(case.item, case.channel) is None:
        return _("It is not on view.")
    return None


@transaction.atomic
def confirm(
    case: Case, user: Any, *, attestation: dict[str, bool], comment: str = "", at: datetime.datetime | None = None
) -> Decision:
    """Close the review: the item stays as it is, and its period begins anew. Raises Refused."""
    now = whole_second(at or timezone.now())
    case = lookup.lock(case)
    check(refusal(case, user, Directory.at(now)), f"confirm case {case.pk}")
    complete = all(attestation.get(point) for point in ATTESTED)
    check(
        None if complete else _("Attest every point: accuracy, necessity, no secret, no harm (§6.1, §2)."),
        f"confirm case {case.pk}",
    )
    shown = current.of_item(case.item, case.channel, now)
    case.digest = shown.digest if shown else ""
    facts = dict(attestation)
    decision = records.write(case, "confirm", Actor(user), comment=comment, evidence=facts, at=now)
    case.state, case.completed_at, case.submitted_by = Case.State.COMPLETED, decision.at, user
    case.save()
    case.pending.exclude(kind=UNPOST).delete()
    return decision


def confirmed_at(item: str) -> datetime.datetime | None:
    """When it was last confirmed that the item holds."""
    found = Decision.objects.filter(item=item, kind="confirm").order_by("-number").values_list("at", flat=True)
    return found.first()
