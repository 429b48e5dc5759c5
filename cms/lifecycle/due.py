"""Work that falls due: jobs are registered with how often they run. What the public sees depends on none of them."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger("cms.lifecycle")
Job = Callable[[datetime.datetime], Any]


@dataclass
class Due:
    """A job and when it ran last in this process."""

    name: str
    job: Job
    every: datetime.timedelta
    last: datetime.datetime | None = None

    def is_due(self, now: datetime.datetime) -> bool:
        return self.last is None or now - self.last >= self.every


_jobs: dict[str, Due] = {}


def register(name: str, job: Job, *, seconds: int) -> None:
    """`job(at)` is called about every `seconds`; what it returns is reported. It has to bear being called twice."""
    _jobs[name] = Due(name, job, datetime.timedelta(seconds=seconds))


def run(now: datetime.datetime, *, all_of_them: bool = False) -> dict[str, Any]:
    """Run what is due; a job that fails is logged and does not keep the others from running."""
    done: dict[str, Any] = {}
    for due in _jobs.values():
        if not (all_of_them or due.is_due(now)):
            continue
        due.last = now
        try:
            done[due.name] = due.job(now)
        except Exception as error:  # the service goes on with the other jobs
            log.exception("job %s failed", due.name)
            done[due.name] = f"{type(error).__name__}: {error}"
    return done
