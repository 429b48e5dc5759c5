"""Seats that fall to somebody: by a delegation, a tenure, as a stand-in. Each is told once, in one mail a person."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.ledger import services as ledger
from cms.organisation.models import Delegation, Tenure
from cms.organisation.seats import Assignment, Directory
from cms.outbox import mail
from cms.workflows.cases import people, progress
from cms.workflows.cases.models import Case, PendingSeat
from cms.workflows.chains import words
from cms.workflows.services import notify

SHOWN = 50


@dataclass(frozen=True)
class Fallen:
    """A case that waits for somebody who was not told of it when it came there."""

    title: str
    kind: str
    seat: str
    why: str


@transaction.atomic
def run(now: datetime.datetime) -> dict[str, int]:
    """Tell people of cases that wait for them since a seat fell to them. Returns how many people, and rows put back.

    The ledger's lock keeps two processes from telling twice. A case in preparation that lost its rows gets them back.
    """
    ledger.lock()
    placed = _place_what_is_missing()
    directory = Directory.at(now)
    known: dict[Any, Assignment] = {}
    facts: dict[int, list[Fallen]] = defaultdict(list)
    changed = []
    rows = PendingSeat.objects.exclude(kind=progress.DRAFT).select_related("case").defer("case__plan_text")
    for row in rows.order_by("since", "pk"):
        key = (row.unit_id, row.identifier, row.office_id, tuple(row.barred))
        if key not in known:
            known[key] = people.assignment_of(directory, row)
        present = {holder.user_id for holder in known[key].holders}
        before = set(row.notified) if row.notified is not None else present
        if row.notified is not None and not present - before:
            continue
        for person in present - before:
            facts[person].append(_fallen(row, known[key], person))
        row.notified = sorted(present | before)
        changed.append(row)
    PendingSeat.objects.bulk_update(changed, ["notified"], batch_size=500)
    _send(facts)
    return {"notified": len(facts), "placed": placed}


def _place_what_is_missing() -> int:
    """Every case that is prepared or came back is in somebody's list, whatever happened to its rows."""
    kept = PendingSeat.objects.filter(kind__in=(progress.DRAFT, progress.REVISE, progress.CONFIRM)).values("case")
    missing = list(Case.objects.filter(state__in=Case.EDITABLE).exclude(pk__in=kept)[:500])
    for case in missing:
        progress.place_preparation(case)
    return len(missing)


def _fallen(row: PendingSeat, assignment: Assignment, person: int) -> Fallen:
    with translation.override(notify.LANGUAGE):
        holder = next(each for each in assignment.holders if each.user_id == person)
        why = assignment.reason if assignment.stand_in else ""
        if holder.via == "delegation" and holder.acting_for:
            why = _("delegated by %(name)s") % {"name": holder.acting_for}
        title = f"{row.case.get_action_display()}: {row.case.title}"
        return Fallen(title, words.act(row.kind, row.what), assignment.in_full, why)


def _send(facts: dict[int, list[Fallen]]) -> None:
    users: Any = get_user_model()._default_manager.filter(pk__in=list(facts), is_active=True).exclude(email="")
    url = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('disclosure_approval:queue')}"
    with translation.override(notify.LANGUAGE):
        for pk, address in users.values_list("pk", "email"):
            mine = facts[pk]
            lines = [_line(each) for each in mine[:SHOWN]]
            if len(mine) > SHOWN:
                lines.append(_("and %(count)s more") % {"count": len(mine) - SHOWN})
            subject = _("Cases wait for you now: %(count)s") % {"count": len(mine)}
            mail.send(address, subject, "\n".join([*lines, "", url]))


def _line(each: Fallen) -> str:
    why = f"（{each.why}）" if each.why else ""
    return f"· {each.title} · {each.kind} · {each.seat}{why}"


def next_moment(now: datetime.datetime) -> datetime.datetime | None:
    """When the next delegation or tenure begins or ends."""
    found = [
        model.objects.filter(**{f"{name}__gt": now}).order_by(name).values_list(name, flat=True).first()
        for model in (Delegation, Tenure)
        for name in ("starts_at", "ends_at")
    ]
    return min((each for each in found if each is not None), default=None)
