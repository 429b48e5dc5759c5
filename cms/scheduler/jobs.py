"""Work that falls due: jobs are registered with how often they run. What the public sees depends on none of them.

The schedule is a row per job, so several processes share it: a job runs in one of them at a time. A moment that lies
further ahead than this code ever writes one was written while the clock was wrong: it counts as due.
"""

import datetime
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cms.questions import Question
from cms.scheduler import processes
from cms.scheduler.models import JobRun

log = logging.getLogger("cms.scheduler")
Work = Callable[[datetime.datetime], Any]
Moment = Callable[[datetime.datetime], datetime.datetime | None]
TIME_LIMIT = 600
SKEW = datetime.timedelta(minutes=1)
"""How far the clocks of two machines may differ."""


@dataclass(frozen=True)
class Job:
    """What runs, how often, and how long a process may take before another one may begin it. `label` and `parts` are
    for people: what it does, and what each part of its result counts or names.
    """

    name: str
    work: Work
    every: datetime.timedelta
    limit: datetime.timedelta
    moment: Moment | None = None
    label: Any = ""
    parts: Mapping[str, Any] = field(default_factory=dict)

    def is_asleep(self, row: JobRun, now: datetime.datetime) -> bool:
        """Whether its next run lies further ahead than its interval: the clock was ahead, and was put back."""
        return row.next_at > now + self.every + SKEW


registered: Question[Job] = Question("scheduler.jobs", "What is to be done again and again?")


def register(
    name: str,
    work: Work,
    *,
    seconds: int,
    limit: int = TIME_LIMIT,
    moment: Moment | None = None,
    label: Any = "",
    parts: Mapping[str, Any] | None = None,
) -> None:
    """`work(at)` is called about every `seconds`; what it returns is reported, to people as `label` and `parts` say it.

    `moment(at)` names the next moment at which it has something to do, so that it runs then and not up to `seconds`
    later.

    It has to bear being called again: a process may die in it, and one that takes longer than `limit` seconds is
    taken for dead. Raises ValueError when another job has this name.
    """
    every, longest = datetime.timedelta(seconds=seconds), datetime.timedelta(seconds=limit)
    registered.register(name, Job(name, work, every, longest, moment, label, parts or {}))


def run(
    now: datetime.datetime,
    *,
    all_of_them: bool = False,
    worker: str = "",
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Run what is due, or all that no other process has in hand; a job that fails does not keep the others from it."""
    worker = worker or processes.own_name()
    _make_rows(now)
    done: dict[str, Any] = {}
    for job in registered:
        if stopping():
            break
        if _claim(job, now, worker, all_of_them):
            done[job.name] = _call(job, now, worker)
    return done


def _make_rows(now: datetime.datetime) -> None:
    known = set(JobRun.objects.values_list("name", flat=True))
    missing = [JobRun(name=name, next_at=now) for name in registered.named() if name not in known]
    if missing:
        JobRun.objects.bulk_create(missing, ignore_conflicts=True)


def _claim(job: Job, now: datetime.datetime, worker: str, all_of_them: bool) -> bool:
    """One conditional update decides which process runs it."""
    row = JobRun.objects.get(name=job.name)
    if not all_of_them and row.next_at > now and not job.is_asleep(row, now):
        return False
    free = Q(leased_until=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + job.limit + SKEW)
    if row.leased_until is not None and processes.is_gone(row.leased_by):
        free |= Q(leased_by=row.leased_by)
    unchanged = JobRun.objects.filter(free, pk=row.pk, next_at=row.next_at)
    return bool(unchanged.update(leased_by=worker, leased_until=now + job.limit, started_at=now, finished_at=None))


def _call(job: Job, now: datetime.datetime, worker: str) -> Any:
    try:
        result = job.work(now)
    except Exception as error:  # the service goes on with the other jobs
        log.exception("job %s failed", job.name)
        report = f"{type(error).__name__}: {error}"
        _note(job, now, worker, error=report[:2000])
        return report
    _note(job, now, worker, result=result)
    return result


def _note(job: Job, now: datetime.datetime, worker: str, *, result: Any = None, error: str = "") -> None:
    row = JobRun.objects.filter(name=job.name, leased_by=worker)
    failures = (row.values_list("failures", flat=True).first() or 0) + 1 if error else 0
    row.update(
        next_at=_next(job, now),
        leased_until=None,
        finished_at=timezone.now(),
        result=as_json(result),
        error=error.replace("\x00", ""),
        failures=failures,
    )


def _next(job: Job, now: datetime.datetime) -> datetime.datetime:
    """After its interval, or at the moment that the job itself names when that comes first."""
    later = now + job.every
    moment = job.moment(now) if job.moment is not None else None
    return min(later, moment) if moment is not None else later


def next_moment() -> datetime.datetime | None:
    """When the next job of this process falls due. One query."""
    rows = JobRun.objects.filter(name__in=list(registered.named()), leased_until=None)
    return rows.order_by("next_at").values_list("next_at", flat=True).first()


def late(rows: list[JobRun], now: datetime.datetime, threshold: datetime.timedelta) -> dict[str, list[str]]:
    """Names of this process's jobs that have waited longer than `threshold`, and of those that sleep too long."""
    mine = registered.named()
    known = [(row, mine[row.name]) for row in rows if row.name in mine]
    return {
        "late_jobs": [row.name for row, _job in known if (row.leased_until or row.next_at) < now - threshold],
        "asleep_jobs": [
            row.name
            for row, each in known
            if each.is_asleep(row, now) or (row.leased_until is not None and row.leased_until > now + each.limit + SKEW)
        ],
    }


def as_json(result: Any) -> Any:
    """What a job returns is for people to read; what is no JSON is kept as its words."""
    try:
        json.dumps(result, allow_nan=False)
    except (TypeError, ValueError):
        return str(result)
    return result
