"""What the service works off between two jobs: queues of plugins, emptied a little in each round."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cms.questions import Question

Stopping = Callable[[], bool]


@dataclass
class Report:
    """What a look at a queue did, and how much could go now and did not."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    remaining: int = 0

    @property
    def moved(self) -> int:
        return self.delivered + self.failed + self.dead

    def add(self, other: "Report") -> None:
        """Count another one in; `remaining` is not touched, it is a state and no sum."""
        self.delivered += other.delivered
        self.failed += other.failed
        self.dead += other.dead


class Queue(Protocol):
    """Works off a batch as the process `worker`, at the present or at `at`; ends early when `stopping()`."""

    def __call__(self, *, worker: str, at: datetime.datetime | None, stopping: Stopping) -> Report: ...


queues: Question[Queue] = Question("scheduler.queues", "What is to be worked off in each round, besides jobs?")


def work_off(worker: str, everything: bool, stopping: Stopping, at: datetime.datetime | None) -> Report:
    """A batch of each queue; with `everything`, batches until nothing moves any more."""
    whole = Report()
    for queue in queues:
        while True:
            report = queue(worker=worker, at=at, stopping=stopping)
            whole.add(report)
            if not everything or not report.remaining or not report.moved or stopping():
                break
        whole.remaining += report.remaining
    return whole
