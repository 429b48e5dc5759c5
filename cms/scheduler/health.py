"""How the service is: whether it runs, what waits, what is late. Plugins add what they know of themselves."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.questions import Question
from cms.scheduler import jobs, processes
from cms.scheduler.models import JobRun, Worker

OLDEST = 600
"""Seconds that anything may wait."""


@dataclass(frozen=True)
class Asked:
    """What a plugin is asked with. `threshold`: seconds that anything may wait; `results`: what each job returned
    last; `thorough`: whether the answer may take as long as it needs (a command) or not (a panel)."""

    now: datetime.datetime
    threshold: int
    results: Mapping[str, Any]
    thorough: bool = False


@dataclass(frozen=True)
class Health:
    """`figures` for monitoring, `problems` in sentences with the remedy; `line` and `link` (text, address) stand in
    the administrator's panel."""

    figures: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    line: str = ""
    link: tuple[str, str] | None = None


answers: Question[Callable[[Asked], Health]] = Question("scheduler.health", "How are you, and what is wrong?")


@dataclass(frozen=True)
class Status:
    """`own` are the service's problems, `reports` is what the plugins answered, `figures` everything as data."""

    figures: dict[str, Any]
    own: tuple[str, ...]
    reports: tuple[Health, ...]

    @property
    def problems(self) -> list[str]:
        """What is not as it should be; empty when all is well."""
        return [*self.own, *(problem for each in self.reports for problem in each.problems)]


def status(now: datetime.datetime | None = None, threshold: int = OLDEST, *, thorough: bool = False) -> Status:
    """Whether the service runs, which jobs fail, are late or asleep, what plugins tell. Three queries and theirs."""
    now = now or timezone.now()
    last = Worker.objects.order_by("-seen_at").first()
    rows = list(JobRun.objects.order_by("name"))
    asked = Asked(now, threshold, {row.name: row.result for row in rows}, thorough)
    reports = tuple(answer(asked) for answer in answers)
    figures = {
        "running": is_running(now, datetime.timedelta(seconds=threshold)),
        "last": last and {"worker": last.name, "seen": last.seen_at, "stopped": last.stopped_at, "round": last.report},
        "failing_jobs": {row.name: row.error for row in rows if row.failures},
        **jobs.late(rows, now, datetime.timedelta(seconds=threshold)),
    }
    own = () if figures["running"] else (_("The service is not running: start `manage.py scheduler run`."),)
    problems = (*own, *of_jobs(figures))
    for each in reports:
        figures |= each.figures
    return Status(figures, problems, reports)


def is_running(now: datetime.datetime, silence: datetime.timedelta) -> bool:
    """Whether a process of the service gave a sign of life not longer ago than `silence`, and has not ended since.

    One that was called for one round (`run --once`, by a timer) counts for as long. One query.
    """
    rows = Worker.objects.filter(seen_at__gte=now - silence, seen_at__lte=now + jobs.SKEW)
    return any(
        row.started_at == row.stopped_at if row.stopped_at is not None else not processes.is_gone(row.name)
        for row in rows
    )


def of_jobs(figures: Mapping[str, Any]) -> list[str]:
    """Which jobs fail, are late or asleep, in sentences."""
    return [str(says) % {"jobs": ", ".join(figures[name])} for name, says in JOBS.items() if figures[name]]


JOBS = {
    "failing_jobs": gettext_lazy("Jobs fail: %(jobs)s."),
    "late_jobs": gettext_lazy("Jobs are late: %(jobs)s."),
    "asleep_jobs": gettext_lazy(
        "Jobs sleep until a moment that a wrong clock wrote (they run in the next round): %(jobs)s."
    ),
}
