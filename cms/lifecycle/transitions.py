"""Records what time brought: publications that came on view or down in the second that was approved with them.

The public's view changes by reading. Here Wagtail's page follows, the case file and the page's log say by which
approvals, the outbox carries it on, and whoever submitted it is told. Set-based: a few statements per batch.
"""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from wagtail.models import Page, PageLogEntry, Revision

from cms.ledger import services as ledger
from cms.lifecycle.models import VisibilityTransition
from cms.outbox import services as outbox
from cms.publication import reading, trust
from cms.publication.models import ListingEntry, Publication
from cms.publication.services import CHANGED
from cms.scheduler.jobs import SKEW
from cms.workflows.cases import records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.chains.vocabulary import SHOWN, STEP_KINDS, own_channels
from cms.workflows.mirror import live
from cms.workflows.services import notify, unposting

log = logging.getLogger("cms.lifecycle")
Kind = VisibilityTransition.Kind
BATCH = 500
REPORTED_AFTER = 5
LONGEST_PAUSE = datetime.timedelta(hours=1)
DECISIONS = {Kind.UP: "shown", Kind.DOWN: "expired"}
LOG_ACTIONS = {Kind.UP: "disclosure.came_up", Kind.DOWN: "disclosure.expired"}
_PUBLICATION = Publication._meta.db_table
_LIST = ListingEntry._meta.db_table
_TABLE = VisibilityTransition._meta.db_table
_WHEN = {
    Kind.UP: (
        'p."visible_from"',
        'p."visible_from" > p."published_at" AND l."shown_from" = p."visible_from"',
    ),
    Kind.DOWN: (
        'p."visible_until"',
        'p."visible_until" IS NOT NULL AND l."shown_to" = p."visible_until"',
    ),
}


@dataclass(frozen=True)
class Due:
    """A publication whose time has come and that is not recorded yet."""

    number: int
    item: str
    channel: str
    kind: str
    due_at: datetime.datetime


@dataclass
class Result:
    """What a run did; `failed` are publications that could not be recorded and will be tried again."""

    came_up: int = 0
    came_down: int = 0
    failed: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"came up": self.came_up, "came down": self.came_down, "failed": self.failed}


def due(kind: str, now: datetime.datetime, limit: int = BATCH) -> list[Due]:
    """What is to be recorded, in the order of its time; failing ones when their next attempt has come."""
    column, condition = _WHEN[Kind(kind)]
    moment = reading.parameter(now)
    rows = reading.query(
        f'SELECT p."number", p."item", p."channel", {column} FROM "{_PUBLICATION}" p '  # noqa: S608 - constants only
        f'JOIN "{_LIST}" l ON l."number" = p."number" '
        f'LEFT JOIN "{_TABLE}" t ON t."publication" = p."number" AND t."kind" = %s '
        f'WHERE {condition} AND {column} <= %s AND p."structural" = %s '
        f'AND (t."id" IS NULL OR (t."done_at" IS NULL AND (t."retry_at" <= %s OR t."retry_at" > %s))) '
        f'ORDER BY {column}, p."number" LIMIT %s',
        [kind, moment, False, moment, reading.parameter(now + LONGEST_PAUSE + SKEW), limit],
    )
    return [Due(number, item, channel, kind, _aware(at)) for number, item, channel, at in rows]


def _aware(value: Any) -> datetime.datetime:
    found = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def next_moment(now: datetime.datetime) -> datetime.datetime | None:
    """When the next publication comes on view or down; two look-ups in an index."""
    return ListingEntry.objects.filter(structural=False).next_change(now)


def run(now: datetime.datetime) -> dict[str, Any]:
    """Record everything that is due. Several processes may: what one has recorded, the other finds done."""
    result = Result()
    for kind in (Kind.UP, Kind.DOWN):
        while found := due(kind, now):
            if not _batch(kind, found, now, result):
                break
    return result.as_json()


def _batch(kind: str, found: list[Due], now: datetime.datetime, result: Result) -> int:
    """Record a batch in one transaction; when it fails, one by one, so that one page does not stop the others."""
    try:
        done = _record(kind, found, now)
    except Exception:
        log.exception("a batch of %s could not be recorded: one by one", len(found))
        done = sum(_alone(each, now, result) for each in found)
        _count(kind, done, result)
        return len(found)
    _count(kind, done, result)
    return done


def _count(kind: str, done: int, result: Result) -> None:
    if kind == Kind.UP:
        result.came_up += done
    else:
        result.came_down += done


def _alone(each: Due, now: datetime.datetime, result: Result) -> int:
    try:
        return _record(each.kind, [each], now)
    except Exception as error:  # the others go on; this one is tried again
        result.failed.append(each.number)
        _note_failure(each, now, f"{type(error).__name__}: {error}"[:2000])
        return 0


def _note_failure(each: Due, now: datetime.datetime, error: str) -> None:
    row, _new = VisibilityTransition.objects.get_or_create(
        publication=each.number,
        kind=each.kind,
        defaults={"item": each.item, "channel": each.channel, "due_at": each.due_at},
    )
    pause = min(datetime.timedelta(seconds=30 * 2 ** min(row.failures, 10)), LONGEST_PAUSE)
    VisibilityTransition.objects.filter(pk=row.pk, done_at=None).update(
        failures=F("failures") + 1, error=error, retry_at=now + pause
    )
    level = logging.ERROR if row.failures + 1 >= REPORTED_AFTER else logging.WARNING
    log.log(level, "publication %s could not be recorded (%s times): %s", each.number, row.failures + 1, error)


@transaction.atomic
def _record(kind: str, found: list[Due], now: datetime.datetime) -> int:
    """All or nothing. Whoever comes second waits for the first at the ledger's lock and finds nothing left to do."""
    ledger.lock()
    done = set(
        VisibilityTransition.objects.filter(
            publication__in=[each.number for each in found], kind=kind, done_at__isnull=False
        ).values_list("publication", flat=True)
    )
    mine = [each for each in found if each.number not in done]
    if not mine:
        return 0
    rows = reading.many([each.number for each in mine])
    for each in mine:
        if each.number not in rows or not trust.seal_holds(rows[each.number]):
            raise ValueError(f"publication {each.number} does not hold its seal")
    _mark(kind, mine, now)
    behind = _cases(rows.values())
    approvals = _approvals(set(behind.values()))
    _tell_wagtail(kind, mine, behind, now)
    evidence = {
        each.number: {
            "publication": each.number,
            "due": each.due_at.isoformat(),
            "approvals": approvals.get(behind[each.number].pk, []) if each.number in behind else [],
        }
        for each in mine
    }
    records.write_many(
        [(behind[n], DECISIONS[Kind(kind)], facts) for n, facts in evidence.items() if n in behind],
        at=now,
    )
    if kind == Kind.DOWN:
        over = [(behind[e.number], e.channel, e.number, e.due_at) for e in mine if e.number in behind]
        unposting.after_expiry(over, at=now)
    _log(kind, mine, evidence, now)
    outbox.enqueue_many(CHANGED, (_message(each, kind) for each in mine))
    notify.turned([(behind[each.number], rows[each.number].title) for each in mine if each.number in behind], kind)
    return len(mine)


def _message(each: Due, kind: str) -> tuple[str, dict[str, Any]]:
    """Key and payload of what the outbox carries on."""
    payload = {
        "item": each.item,
        "channel": each.channel,
        "number": each.number,
        "kind": DECISIONS[Kind(kind)],
    }
    return trust.checkpoint_key(each.item, each.channel), payload


def _mark(kind: str, mine: list[Due], now: datetime.datetime) -> None:
    failed = VisibilityTransition.objects.filter(publication__in=[each.number for each in mine], kind=kind)
    known = set(failed.values_list("publication", flat=True))
    failed.update(done_at=now, error="", retry_at=None)
    VisibilityTransition.objects.bulk_create(
        [
            VisibilityTransition(
                publication=each.number,
                kind=kind,
                item=each.item,
                channel=each.channel,
                due_at=each.due_at,
                done_at=now,
            )
            for each in mine
            if each.number not in known
        ],
        batch_size=BATCH,
    )


def _cases(rows: Iterable[Any]) -> dict[int, Case]:
    """Publication → the case that it rests on."""
    refs = {row.number: int(row.authority_ref) for row in rows if row.authority_ref.isdigit()}
    found = Case.objects.defer("plan_text").in_bulk(set(refs.values()))
    return {number: found[ref] for number, ref in refs.items() if ref in found}


def _approvals(found: set[Case]) -> dict[int, list[int]]:
    """Case → the numbers of the decisions that it stands on, in its final round."""
    rounds = {case.pk: (case.round, case.digest) for case in found}
    facts: dict[int, list[int]] = defaultdict(list)
    rows = Decision.objects.filter(
        case_id__in=list(rounds), kind__in=(*records.approvals(), *STEP_KINDS.names(lambda kind: kind.ends_in == SHOWN))
    )
    for case_id, number, round_, digest in rows.order_by("number").values_list("case_id", "number", "round", "digest"):
        if rounds[case_id] == (round_, digest):
            facts[case_id].append(number)
    return facts


def _pages(mine: list[Due]) -> dict[int, Due]:
    own = (each for each in mine if each.channel in own_channels() and each.item.startswith("page:"))
    return {int(each.item.removeprefix("page:")): each for each in own}


def _tell_wagtail(kind: str, mine: list[Due], behind: dict[int, Case], now: datetime.datetime) -> None:
    """Wagtail's flags follow; a page that is on view again by another publication stays as it is."""
    pages = _pages(mine)
    if kind == Kind.DOWN:
        keys = [each.item for each in pages.values()]
        again = ListingEntry.objects.on_view(now).filter(item__in=keys, channel__in=own_channels())
        kept = {int(item.removeprefix("page:")) for item in again.values_list("item", flat=True)}
        live.expire(set(pages) - kept)
        return
    for each in pages.values():
        case = behind.get(each.number)
        revision = Revision.objects.filter(pk=case.revision_id).first() if case and case.revision_id else None
        if revision is not None:
            live.publish_or_flag(revision, each.number)


def _log(kind: str, mine: list[Due], evidence: dict[int, dict[str, Any]], now: datetime.datetime) -> None:
    """An entry in the history that Wagtail shows of each page."""
    pages = _pages(mine)
    rows = Page.objects.filter(pk__in=list(pages)).values_list("pk", "title", "content_type_id", "latest_revision_id")
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=pk,
                content_type_id=content_type,
                label=title,
                action=LOG_ACTIONS[Kind(kind)],
                data=evidence[pages[pk].number],
                timestamp=now,
                content_changed=False,
                revision_id=revision,
            )
            for pk, title, content_type, revision in rows
        ],
        batch_size=BATCH,
    )
