"""Reminders before an item comes down by its expiry, to its provider and to the seat that published it."""

import datetime
from collections import defaultdict
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.deadlines.models import ExpiryReminder, SentReminder
from cms.ledger import services as ledger
from cms.organisation.seats import ORIGINATING_OFFICE, Directory, SeatRef
from cms.outbox import mail
from cms.publication import current, reading
from cms.publication.models import ListingEntry
from cms.scheduler.jobs import SKEW
from cms.workflows.cases.models import Case
from cms.workflows.cases.people import seat_ref
from cms.workflows.services.notify import LANGUAGE

BATCH = 500


@transaction.atomic
def run(now: datetime.datetime) -> int:
    """Send what is due; returns of how many items. The ledger's lock keeps two processes from telling twice."""
    ledger.lock()
    SentReminder.objects.filter(sent_at__gt=now + SKEW).delete()  # the clock was ahead: sent too early, and sent again
    facts: dict[int, list[str]] = defaultdict(list)
    count = 0
    directory = Directory.at(now)
    for days in _periods():
        found = _due(days, now)
        cases = _cases([entry.number for entry in found])
        titles = reading.many([entry.number for entry in found])
        for entry in found:
            count += 1
            line = _("%(until)s: %(title)s") % {
                "until": date_format(localtime(entry.shown_to), "Y-m-d H:i"),
                "title": titles[entry.number].title,
            }
            for person in _people(cases.get(entry.number), directory):
                if line not in facts[person]:
                    facts[person].append(line)
        SentReminder.objects.bulk_create(
            [SentReminder(publication=entry.number, days=days, sent_at=now) for entry in found], ignore_conflicts=True
        )
    _send(facts)
    return count


def _periods() -> list[int]:
    """The shortest first: an item that is found late is reminded of once, and the longer periods count as sent."""
    return sorted(ExpiryReminder.objects.values_list("days", flat=True))


def _due(days: int, now: datetime.datetime) -> list[ListingEntry]:
    soon = now + datetime.timedelta(days=days)
    sent = SentReminder.objects.filter(Q(days__lte=days)).values("publication")
    rows = (
        ListingEntry.objects.ending(now, soon)
        .filter(
            channel__in=(current.WEB, "intranet"),
            structural=False,
            item__startswith="page:",
        )
        .exclude(number__in=sent)
    )
    following = ListingEntry.objects.filter(
        channel=OuterRef("channel"), item=OuterRef("item"), shown_from=OuterRef("shown_to")
    )
    rows = rows.exclude(Exists(following))  # a new version takes its place: nothing comes down
    return list(rows.order_by("shown_to", "number")[:BATCH])


def _cases(numbers: list[int]) -> dict[int, Case]:
    return {case.publication: case for case in Case.objects.filter(publication__in=numbers) if case.publication}


def _people(case: Case | None, directory: Directory) -> set[int]:
    """The provider's office, who submitted it, and the seat that published it."""
    if case is None:
        return set()
    found = {pk for pk in (case.submitted_by_id,) if pk}
    refs = [SeatRef(case.unit_id, ORIGINATING_OFFICE, case.office_id)]
    refs += [seat_ref(seat) for seat in case.plan.steps[-1].seats]
    return found | {holder.user_id for ref in refs for holder in directory.assign(ref).holders}


def _send(facts: dict[int, list[str]]) -> None:
    users: Any = get_user_model()._default_manager.filter(pk__in=list(facts), is_active=True).exclude(email="")
    with translation.override(LANGUAGE):
        for pk, address in users.values_list("pk", "email"):
            subject = _("Comes down soon: %(count)s") % {"count": len(facts[pk])}
            mail.send(address, subject, "\n".join(facts[pk]))
