"""Moments that passed before a case was through: its provider is told once of each, in one mail."""

import datetime
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.deadlines.models import SentNotice
from cms.ledger import services as ledger
from cms.organisation.seats import Directory
from cms.outbox import mail
from cms.workflows.cases import missed, people
from cms.workflows.cases.models import Case
from cms.workflows.cases.position import preparing
from cms.workflows.services import notify

EXPIRED, LATE = "expired", "late"
BATCH = 500


@transaction.atomic
def run(now: datetime.datetime) -> int:
    """Tell of what has been missed since the last run; returns of how many cases. A changed time counts anew."""
    ledger.lock()
    directory = Directory.at(now)
    facts: dict[int, list[str]] = defaultdict(list)
    sent = []
    for kind, moment, case in _due(now):
        sent.append(SentNotice(case=case.pk, kind=kind, moment=moment, sent_at=now))
        with translation.override(notify.LANGUAGE):
            lines = [f"“{case.title}”", *missed.sentences(case, now), notify.address(case), ""]
        for person in _providers(case, directory):
            facts[person] += lines
    SentNotice.objects.bulk_create(sent, ignore_conflicts=True)
    _send(facts)
    return len(sent)


def _due(now: datetime.datetime) -> list[tuple[str, datetime.datetime, Case]]:
    over = Case.objects.filter(state__in=Case.RUNNING, is_release=False, wanted_until__lte=now)
    late = Case.objects.filter(state__in=Case.EDITABLE, is_release=False, wanted_from__lte=now)
    late = late.exclude(wanted_until__lte=now)
    rows = [(EXPIRED, case.wanted_until, case) for case in over.order_by("wanted_until")[:BATCH]]
    rows += [(LATE, case.wanted_from, case) for case in late.order_by("wanted_from")[:BATCH]]
    known = SentNotice.objects.filter(case__in=[case.pk for _kind, _moment, case in rows])
    before = set(known.values_list("case", "kind", "moment"))
    return [
        (kind, moment, case)
        for kind, moment, case in rows
        if moment is not None and (case.pk, kind, moment) not in before
    ]


def _providers(case: Case, directory: Directory) -> set[int]:
    """Who began or submitted it; and, where nobody of them is left, who prepares in their place."""
    steps = preparing(case.plan, "draft") or preparing(case.plan, "provide")
    seats = people.seats_of(directory, case, steps[0], steps[0].seats) if steps else []
    found = {pk for pk in (case.opened_by_id, case.submitted_by_id) if pk}
    active = get_user_model()._default_manager.filter(pk__in=found, is_active=True)
    left = {person.pk for person in active if people.may_prepare(person, case, directory)}
    return left or {holder.user_id for seat in seats for holder in seat.assignment.holders}


def _send(facts: dict[int, list[str]]) -> None:
    users: Any = get_user_model()._default_manager.filter(pk__in=list(facts), is_active=True).exclude(email="")
    url = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('disclosure_approval:queue')}"
    with translation.override(notify.LANGUAGE):
        for pk, address in users.values_list("pk", "email"):
            mail.send(address, _("A time has passed before the approval"), "\n".join([*facts[pk], url]))


def next_moment(now: datetime.datetime) -> datetime.datetime | None:
    """When the next wanted time of a running case comes."""
    running = Case.objects.filter(state__in=Case.RUNNING, is_release=False)
    ahead = running.filter(Q(wanted_from__gt=now) | Q(wanted_until__gt=now)).values_list("wanted_from", "wanted_until")
    return min((each for row in ahead for each in row if each is not None and each > now), default=None)
