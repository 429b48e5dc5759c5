"""A completed case whose publication has not come on view yet: it can still be taken back (`revoke`)."""

import datetime
from typing import Any

from django.utils import timezone

from cms.publication import reading
from cms.publication import services as publication
from cms.publication.models import SHOWN
from cms.workflows import cases, mirror, records
from cms.workflows.models import Case
from cms.workflows.records import Actor

AUTHORITY = "case"


def authority(case: Case) -> publication.Authority:
    return publication.Authority(AUTHORITY, str(case.pk))


def is_scheduled(case: Case, at: datetime.datetime | None = None) -> bool:
    """Whether the case is completed and its publication's first second lies ahead."""
    if case.state != Case.State.COMPLETED or case.publication is None:
        return False
    row = reading.many([case.publication]).get(case.publication)
    return row is not None and row.kind == SHOWN and row.visible_from > (at or timezone.now())


def revoke(case: Case, user: Any, reason: str, *, at: datetime.datetime) -> None:
    """Take the publication back by a new row and open the case again, with its signatures; in a transaction."""
    number = case.publication
    if number is None:
        raise ValueError("the case has no publication")
    records.write(case, "revoke", Actor(user), comment=reason, evidence={"publication": number}, at=at)
    publication.revoke(number, authority=authority(case), at=at)
    case.state, case.publication, case.completed_at, case.step = Case.State.OPEN, None, None, 0
    case.save()
    item = cases.item(case)
    mirror.unschedule(item)
    mirror.start(case, item, user)
