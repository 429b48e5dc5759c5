"""What those who signed a form were not shown, until which moment: found in cases and publications, and put right.

A mend that makes something appear which a signed form held all along makes public what no reviewer saw. The room that
mends it registers a predicate on the form, and a data migration notes the moment (`UnshownUntil`), on a site that has
submissions only. From then on `manage.py unshown` finds them; nothing is hidden meanwhile (decision 18).
"""

import datetime
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.publication import current, reading
from cms.publication.canonical import CanonicalContent
from cms.publication.disclosable import item_of
from cms.publication.models import ListingEntry
from cms.questions import Question
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, SignedForm, UnshownUntil
from cms.workflows.chains.vocabulary import own_channels
from cms.workflows.services import confirming, scheduled
from cms.workflows.services.returning import return_by_rule

log = logging.getLogger("cms.workflows")
LANGUAGE = "zh-hans"
ROUND, WAITING, LIVE = "round", "waiting", "live"


@dataclass(frozen=True)
class Kind:
    """Something that was not shown: its words, and whether a form holds it."""

    name: str
    words: Any
    holds: Callable[[CanonicalContent], bool]


@dataclass(frozen=True)
class Found:
    """A round in approval, a signed form that waits for its time, or a live item, with what was not shown of it."""

    where: str
    item: str
    title: str
    case: Case | None
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What people are told, in the language of the house."""
        with translation.override(LANGUAGE):
            what = "、".join(str(kind.words) for kind in kinds if kind.name in self.words)
            line = _("When it was signed, its reviewers were not shown: %(what)s. Look at it and have it signed anew.")
            return line % {"what": what}


kinds: Question[Kind] = Question("workflows.unshown", "What was not shown to reviewers once, and is now?")
"""Answered by the room that shows it now, under the name that stands in `UnshownUntil`."""


def label(name: str) -> str:
    return str(kinds.named()[name].words)


def found(at: datetime.datetime | None = None) -> list[Found]:
    """Everything that was signed blind and is not put right yet; nothing is written."""
    until = {row.name: row.until for row in UnshownUntil.objects.all() if row.name in kinds.named()}
    now = at or timezone.now()
    return [*_rounds(until), *_waiting(until, now), *_live(until, now)] if until else []


def _blind(
    form: CanonicalContent, submitted: datetime.datetime | None, until: dict[str, datetime.datetime]
) -> tuple[str, ...]:
    """Names of what the form holds and was not shown when it was submitted."""
    if submitted is None:
        return ()
    return tuple(name for name, moment in until.items() if submitted < moment and kinds.named()[name].holds(form))


def _rounds(until: dict[str, datetime.datetime]) -> Iterator[Found]:
    waiting = Case.objects.filter(state=Case.State.OPEN).exclude(digest="").order_by("pk")
    for case in waiting:
        sealed = SignedForm.objects.filter(digest=case.digest).first() if case.shows_form else None
        names = _blind(CanonicalContent(sealed.text), case.submitted_at, until) if sealed is not None else ()
        if names:
            yield Found(ROUND, case.item, case.title, case, names)


def _waiting(until: dict[str, datetime.datetime], now: datetime.datetime) -> Iterator[Found]:
    numbers = ListingEntry.objects.ahead(now).filter(item__startswith="page:").order_by("number")
    for number in numbers.values_list("number", flat=True):
        row, case = reading.full(number), lookup.published_by(number)
        if row is None or case is None or not row.form:
            continue
        names = _blind(CanonicalContent(row.form), case.submitted_at, until)
        if names and scheduled.is_scheduled(case, now):
            yield Found(WAITING, row.item, row.title, case, names)


def _live(until: dict[str, datetime.datetime], now: datetime.datetime) -> Iterator[Found]:
    for channel in own_channels():
        for row in current.visible(channel, now):
            case = lookup.published_by(row.number)
            if not row.item.startswith("page:") or row.structural:
                continue
            names = _blind(CanonicalContent(row.form), case.submitted_at if case else row.published_at, until)
            confirmed = confirming.confirmed_at(row.item) if names else None
            names = tuple(name for name in names if confirmed is None or confirmed < until[name])
            if names:
                yield Found(LIVE, row.item, row.title, case, names)


def put_right(each: Found, at: datetime.datetime | None = None) -> str:
    """What was done, in words, in one transaction; "" where a running case of the item has to end first."""
    now = at or timezone.now()
    with transaction.atomic():
        done = _put_right(each, now)
    if done:
        log.info("signed blind (%s): %s of %s: %s", ", ".join(each.words), each.where, each.item, done)
    return done


def _put_right(each: Found, now: datetime.datetime) -> str:
    if each.case is not None and each.where == WAITING:
        scheduled.revoke(each.case, None, each.reason, at=now)
    if each.case is not None and each.where in (ROUND, WAITING):
        case = Case.objects.get(pk=each.case.pk)
        if case.state != Case.State.OPEN:
            return _("taken back")
        return_by_rule(case, each.reason, at=now)
        return _("returned to its provider")
    item = item_of(each.item)
    case_of_review = confirming.open_review(item, reason=each.reason, at=now) if item is not None else None
    return _("case %(number)s opened: withdraw or confirm") % {"number": case_of_review.pk} if case_of_review else ""
