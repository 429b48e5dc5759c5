"""The service: works off the queues and does what is due, until it is told to stop. Several may run at once."""

import datetime
import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from cms.scheduler import jobs, processes, queues
from cms.scheduler.models import Worker
from cms.scheduler.queues import Stopping

log = logging.getLogger("cms.scheduler")
TICK = 0.2
FORGET = datetime.timedelta(days=7)


def round_of_work(
    worker: str = "",
    *,
    everything: bool = False,
    stopping: Stopping = lambda: False,
    at: datetime.datetime | None = None,
) -> dict[str, Any]:
    """One round: the queues, due jobs, and what these have written. With `everything`, all that can be done now."""
    now = at or timezone.now()
    worker = worker or processes.own_name()
    report = queues.work_off(worker, everything, stopping, at)
    done = jobs.run(now, all_of_them=everything, worker=worker, stopping=stopping)
    if report.remaining == 0 and done:
        more = queues.work_off(worker, everything, stopping, at)
        report.add(more)
        report.remaining = more.remaining
    delivered = {"at": now.isoformat(timespec="seconds"), "delivered": report.delivered, "failed": report.failed}
    return delivered | {"dead": report.dead, "remaining": report.remaining, "jobs": done}


def beat(worker: str, report: dict[str, Any], *, ended: bool = False) -> None:
    """Leave a sign of life; rows of processes long gone are forgotten."""
    now = timezone.now()
    values = {"seen_at": now, "report": jobs.as_json(report), "stopped_at": now if ended else None}
    Worker.objects.update_or_create(name=worker, defaults=values, create_defaults={**values, "started_at": now})
    if ended:
        Worker.objects.filter(seen_at__lt=now - FORGET).delete()


class Service:
    """Rounds of work every `interval` seconds; SIGTERM and SIGINT end it after the message in hand, a second one at
    once. `tell` gets what each round did that had anything to do.
    """

    def __init__(self, interval: float, tell: Callable[[dict[str, Any]], None] = lambda report: None) -> None:
        self.interval = interval
        self.tell = tell
        self.worker = processes.own_name()
        self.stopped = False  # a plain flag: a lock taken in a signal handler could be the one that is held

    def stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True

    def run(self) -> None:
        """Returns when it was told to stop. Puts the former signal handlers back."""
        former = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        log.info("service %s began", self.worker)
        report: dict[str, Any] = {}
        try:
            while not self.stopped:
                report = self._round() or report
            self._beat(report, ended=True)
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        log.info("service %s ended", self.worker)

    def _round(self) -> dict[str, Any] | None:
        close_old_connections()
        try:
            report = round_of_work(self.worker, stopping=lambda: self.stopped)
        except Exception:  # a database that is away comes back; the service is there then
            log.exception("a round of work failed")
            self._wait()
            return None
        self._beat(report)
        if report["delivered"] or report["failed"] or report["dead"] or report["jobs"]:
            self.tell(report)
        if not (report["remaining"] and report["delivered"]):
            self._wait()
        return report

    def _pause(self) -> float:
        """Seconds until the next due moment."""
        try:
            moment = jobs.next_moment()
        except Exception:  # a database that is away comes back
            log.exception("could not ask for the next due moment")
            return self.interval
        return max(0.0, (moment - timezone.now()).total_seconds()) if moment is not None else self.interval

    def _beat(self, report: dict[str, Any], *, ended: bool = False) -> None:
        try:
            beat(self.worker, report, ended=ended)
        except Exception:  # a missing sign of life is no reason to stop working
            log.exception("could not leave a sign of life")

    def _wait(self) -> None:
        until = time.monotonic() + min(self.interval, self._pause())
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(TICK, left))
