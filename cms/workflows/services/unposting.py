"""What hangs or lies has to be taken down by hand: a job for the office that posted it, urged like a step (§5.5.1).

What shows electronically changes with the publication; a wall and a leaflet do not. The record says that the job began
(`unpost_due`) and who did it (`unposted`); a row among the pending seats brings it into queues, reminders and what is
overdue.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.ledger.texts import whole_second
from cms.organisation.seats import Directory
from cms.publication import current
from cms.publication.current import WEB
from cms.publication.models import TOMBSTONE, Publication
from cms.workflows.cases import limits, lookup, missed, records, regulation
from cms.workflows.cases.channels import PostedByHand
from cms.workflows.cases.models import Case, Decision, PendingSeat
from cms.workflows.cases.posted import KIND, assignment_of, jobs_of
from cms.workflows.cases.records import Actor
from cms.workflows.chains.values import PlanSeat
from cms.workflows.chains.vocabulary import CHANNELS, REVIEWER
from cms.workflows.services import notify
from cms.workflows.services.refusing import check

BEYOND_STEPS = 900
"""The pending seat's step: after every step of a chain, one for each channel."""


def begin(
    cause: Case, channel: str, number: int, *, at: datetime.datetime, days: int, term: datetime.datetime | None = None
) -> None:
    """Ask the seat that posted publication `number` in this channel to take it down within so many working days.

    `term` is the moment of its end, where that is the reason. In the caller's transaction.
    """
    now = whole_second(at)
    seat = _poster(lookup.published_by(number), cause, channel)
    facts = {"channel": channel, "publication": number, "seat": seat.key, "term": missed.moment(term) if term else ""}
    records.write(cause, "unpost_due", Actor(None), comment=CHANNELS.label(channel), evidence=facts, at=now)
    row = PendingSeat.objects.create(
        case=cause,
        step=BEYOND_STEPS + CHANNELS.names().index(channel),
        kind=KIND,
        what=channel,
        identifier=seat.identifier,
        unit_id=seat.unit,
        office_id=seat.office,
        since=now,
        **limits.until(now, days),
    )
    notify.unpost(cause, assignment_of(row, Directory.at(now)), CHANNELS.label(channel), row.due_on, term)


def _poster(posted: Case | None, cause: Case, channel: str) -> PlanSeat:
    """The seat of the step that put it up; the one that the chains name for the channel where that is not on record."""
    if posted is not None and posted.plan.steps:
        return posted.plan.steps[-1].seats[0]
    rules = regulation.of(cause.chains)
    steps = rules.channels[channel].steps if channel in rules.channels else ()
    return PlanSeat(steps[-1].seats[0] if steps else rules.seat_of(REVIEWER), cause.unit_id)


def refusal(case: Case, user: Any, channel: str, directory: Directory | None = None) -> str | None:
    """Why this person cannot say that it is down in this channel."""
    if not user.is_active:
        return _("This account is not active.")
    if any(row.what == channel for row, _seat in jobs_of(case, user, directory or Directory.at())):
        return None
    return _("There is nothing that you have to take down here.")


@transaction.atomic
def done(case: Case, user: Any, channel: str, *, comment: str = "", at: datetime.datetime | None = None) -> Decision:
    """Record that it hangs or lies no more. Raises Refused."""
    case = lookup.lock(case)
    directory = Directory.at(at)
    check(refusal(case, user, channel, directory), f"take down what case {case.pk} ended in {channel}")
    row, seat = next(pair for pair in jobs_of(case, user, directory) if pair[0].what == channel)
    actor = Actor(user, PlanSeat(row.identifier, row.unit_id, row.office_id), seat)
    decision = records.write(case, "unposted", actor, comment=comment, evidence={"channel": channel}, at=at)
    row.delete()
    return decision


def after_expiry(over: Iterable[tuple[Case, str, int, datetime.datetime]], *, at: datetime.datetime) -> None:
    """What came down by its term still hangs: the same job, for each (case, channel, publication, end of its term)."""
    days = PostedByHand.limits()
    listed = list(over)
    for cause, channel, number, term in (*listed, *_ended_with_the_page(listed, days)):
        if channel in days:
            begin(cause, channel, number, at=at, days=days[channel], term=term)


def _ended_with_the_page(
    over: Iterable[tuple[Case, str, int, datetime.datetime]], by_hand: Collection[str]
) -> Iterator[tuple[Case, str, int, datetime.datetime]]:
    """What hangs or lies and would have done so longer, had the term of its web page not been cut short."""
    pages = {(cause.item, str(cause.pk)): (cause, term) for cause, channel, _number, term in over if channel == WEB}
    rows = Publication.objects.filter(
        kind=TOMBSTONE,
        channel__in=by_hand,
        item__in={item for item, _ref in pages},
        authority_ref__in={ref for _item, ref in pages},
    )
    for row in rows if pages else ():
        cause, term = pages.get((row.item, row.authority_ref), (None, None))
        if cause is None or term is None or row.visible_from != term or current.of_item(row.item, row.channel, term):
            continue
        before = current.of_item(row.item, row.channel, term - datetime.timedelta(seconds=1))
        if before is not None:
            yield cause, row.channel, before.number, term
