"""A completed case whose publication has not come on view yet: it can still be taken back (`revoke`)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cms.publication import reading
from cms.publication import services as publication
from cms.publication.models import REVOCATION, SHOWN, TOMBSTONE, Publication
from cms.workflows.cases import lookup, records
from cms.workflows.cases.models import Case
from cms.workflows.cases.records import Actor
from cms.workflows.mirror import following

AUTHORITY = "case"


def authority(case: Case) -> publication.Authority:
    return publication.Authority(AUTHORITY, str(case.pk))


def is_scheduled(case: Case, at: datetime.datetime | None = None) -> bool:
    """Whether the case is completed and its publication's first second lies ahead."""
    return bool(waiting([case], at))


def of_item(item: str, channels: Iterable[str], at: datetime.datetime | None = None) -> list[Case]:
    """The cases of an item whose signed form waits for its time in these channels. Two queries at most."""
    completed = Case.objects.filter(
        item=item, channel__in=list(channels), state=Case.State.COMPLETED, publication__isnull=False
    )
    return waiting(completed.order_by("-pk")[: lookup.LOOKED_BACK], at)


def times(found: Iterable[Case], at: datetime.datetime | None = None) -> dict[int, datetime.datetime]:
    """Case number → the moment for which its signed form waits, for those that wait. One query at most."""
    completed = {each.publication: each for each in found if each.state == Case.State.COMPLETED and each.publication}
    rows = reading.many(list(completed)) if completed else {}
    now = at or timezone.now()
    return {
        completed[n].pk: row.visible_from for n, row in rows.items() if row.kind == SHOWN and row.visible_from > now
    }


def waiting(found: Iterable[Case], at: datetime.datetime | None = None) -> list[Case]:
    """Those of these cases whose publication is still to come. One query at most."""
    listed = list(found)
    ahead = times(listed, at)
    return [case for case in listed if case.pk in ahead]


def revoke(case: Case, user: Any, reason: str, *, at: datetime.datetime) -> None:
    """Take the publication back by a new row and open the case again, with its signatures; in a transaction.

    Without a user it is done by a rule.

    Where another case of the item began meanwhile, this one is over instead.
    """
    if Case.objects.filter(item=case.item, channel=case.channel, state__in=Case.RUNNING).exclude(pk=case.pk).exists():
        give_up(case, user, reason, at=at)
        return
    _take_back(case, user, reason, at)
    case.state, case.publication, case.completed_at, case.step = Case.State.OPEN, None, None, 0
    following.start(case, lookup.item(case), user or case.submitted_by)
    case.save()


def give_up(case: Case, user: Any, reason: str, *, at: datetime.datetime) -> None:
    """Take the publication back and end the case; its decisions stay."""
    _take_back(case, user, reason, at)
    records.write(case, "cancel", Actor(user), comment=reason, at=at)
    case.state, case.publication = Case.State.CANCELLED, None
    case.save(update_fields=["state", "publication"])


def _in_other_channels(case: Case, number: int) -> list[int]:
    """Publications of the item that came with this one elsewhere: a repeal, or an earlier end, goes everywhere."""
    rows = Publication.objects.filter(item=case.item, authority_kind=AUTHORITY, authority_ref=str(case.pk))
    own = rows.get(number=number)
    came_with = Q(kind=SHOWN, visible_from=own.visible_from) | Q(kind=TOMBSTONE, visible_from=own.visible_until)
    others = (
        rows.filter(came_with)
        .exclude(channel=own.channel)
        .exclude(number__in=rows.filter(kind=REVOCATION).values("revokes"))
    )
    return list(others.values_list("number", flat=True))


def _take_back(case: Case, user: Any, reason: str, at: datetime.datetime) -> None:
    number = case.publication
    if number is None:
        raise ValueError("the case has no publication")
    records.write(case, "revoke", Actor(user), comment=reason, evidence={"publication": number}, at=at)
    for each in [number, *_in_other_channels(case, number)]:
        publication.revoke(each, authority=authority(case), at=at)
    following.unschedule(lookup.item(case))
