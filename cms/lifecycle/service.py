"""The service: delivers side effects and does what is due, until it is told to stop. Several may run at once."""

import datetime
import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lifecycle import due, processes
from cms.lifecycle.models import JobRun, Worker
from cms.outbox import services as outbox
from cms.publication import clock

log = logging.getLogger("cms.lifecycle")
TICK = 0.2
OLDEST = 600
FORGET = datetime.timedelta(days=7)
Stopping = Callable[[], bool]


def round_of_work(
    worker: str = "",
    *,
    everything: bool = False,
    stopping: Stopping = lambda: False,
    at: datetime.datetime | None = None,
) -> dict[str, Any]:
    """One round: deliveries, due jobs, and what these have written. With `everything`, all that can be done now."""
    now = at or timezone.now()
    worker = worker or processes.own_name()
    report = _deliver(worker, everything, stopping, at)
    done = due.run(now, all_of_them=everything, worker=worker, stopping=stopping)
    if report.remaining == 0 and done:
        more = _deliver(worker, everything, stopping, at)
        report.delivered, report.failed = report.delivered + more.delivered, report.failed + more.failed
        report.dead, report.remaining = report.dead + more.dead, more.remaining
    told = {"at": now.isoformat(timespec="seconds"), "delivered": report.delivered, "failed": report.failed}
    return told | {"dead": report.dead, "remaining": report.remaining, "jobs": done}


def _deliver(worker: str, everything: bool, stopping: Stopping, at: datetime.datetime | None) -> outbox.Report:
    whole = outbox.Report()
    while True:
        report = outbox.deliver_due(worker=worker, at=at, stopping=stopping)
        whole.delivered += report.delivered
        whole.failed += report.failed
        whole.dead += report.dead
        whole.remaining = report.remaining
        moved = report.delivered + report.failed + report.dead
        if not everything or not report.remaining or not moved or stopping():
            return whole


def beat(worker: str, told: dict[str, Any], *, ended: bool = False) -> None:
    """Leave a sign of life; rows of processes long gone are forgotten."""
    now = timezone.now()
    values = {"seen_at": now, "told": due.as_json(told), "stopped_at": now if ended else None}
    Worker.objects.update_or_create(name=worker, defaults=values, create_defaults={**values, "started_at": now})
    if ended:
        Worker.objects.filter(seen_at__lt=now - FORGET).delete()


class Service:
    """Rounds of work every `interval` seconds; SIGTERM and SIGINT end it after the message in hand, a second one at
    once. `tell` gets what each round did that had anything to do.
    """

    def __init__(self, interval: float, tell: Callable[[dict[str, Any]], None] = lambda told: None) -> None:
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
        told: dict[str, Any] = {}
        try:
            while not self.stopped:
                told = self._round() or told
            self._beat(told, ended=True)
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        log.info("service %s ended", self.worker)

    def _round(self) -> dict[str, Any] | None:
        close_old_connections()
        try:
            told = round_of_work(self.worker, stopping=lambda: self.stopped)
        except Exception:  # a database that is away comes back; the service is there then
            log.exception("a round of work failed")
            self._wait()
            return None
        self._beat(told)
        if told["delivered"] or told["failed"] or told["dead"] or told["jobs"]:
            self.tell(told)
        if not (told["remaining"] and told["delivered"]):
            self._wait()
        return told

    def _pause(self) -> float:
        """Seconds until the next due moment."""
        try:
            moment = due.next_moment()
        except Exception:  # a database that is away comes back
            log.exception("could not ask for the next due moment")
            return self.interval
        return max(0.0, (moment - timezone.now()).total_seconds()) if moment is not None else self.interval

    def _beat(self, told: dict[str, Any], *, ended: bool = False) -> None:
        try:
            beat(self.worker, told, ended=ended)
        except Exception:  # a missing sign of life is no reason to stop working
            log.exception("could not leave a sign of life")

    def _wait(self) -> None:
        until = time.monotonic() + min(self.interval, self._pause())
        while not self.stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(TICK, left))


def status(now: datetime.datetime | None = None, threshold: int = OLDEST) -> dict[str, Any]:
    """Whether the service runs, what waits, which jobs fail, are late or asleep. Five queries.

    `threshold` (seconds) is how long anything may wait; `clock_behind` how far the clock lies before the newest
    publication; `older_database` what the last look at the witness found.
    """
    now = now or timezone.now()
    last = Worker.objects.order_by("-seen_at").first()
    rows = list(JobRun.objects.order_by("name"))
    seen = next((row.result for row in rows if row.name == "witness" and isinstance(row.result, dict)), {})
    return {
        "running": is_running(now, datetime.timedelta(seconds=threshold)),
        "last": last and {"worker": last.name, "seen": last.seen_at, "stopped": last.stopped_at, "round": last.told},
        **outbox.waiting(now),
        "failing_jobs": {row.name: row.error for row in rows if row.failures},
        **due.late(rows, now, datetime.timedelta(seconds=threshold)),
        "clock_behind": max(0, int((clock.now() - now).total_seconds())),
        "older_database": seen.get("older_database") or {},
    }


def is_running(now: datetime.datetime, silence: datetime.timedelta) -> bool:
    """Whether a process of the service gave a sign of life not longer ago than `silence`, and has not ended since.

    One that was called for one round (`run --once`, by a timer) counts for as long. One query.
    """
    rows = Worker.objects.filter(seen_at__gte=now - silence, seen_at__lte=now + due.SKEW)
    return any(
        row.started_at == row.stopped_at if row.stopped_at is not None else not processes.is_gone(row.name)
        for row in rows
    )


def problems(told: dict[str, Any], threshold: int = OLDEST) -> list[str]:
    """What of a status is not as it should be, in sentences with the remedy; empty when all is well."""
    found = []
    if not told["running"]:
        found.append(_("The service is not running: start `manage.py lifecycle run`."))
    if told["dead"] or told["oldest"] > threshold or told["asleep"]:
        values = {"dead": told["dead"], "oldest": told["oldest"], "asleep": told["asleep"]}
        found.append(
            _("Side effects are stuck: %(dead)d given up, the oldest waits %(oldest)d s, %(asleep)d dated ahead.")
            % values
        )
    for name, sentence in _LATE.items():
        if told[name]:
            found.append(sentence % {"jobs": ", ".join(told[name])})
    if told["clock_behind"] > due.SKEW.total_seconds():
        found.append(
            _("The clock lies %(seconds)d s before the newest publication: the public reads at that second until then.")
            % {"seconds": told["clock_behind"]}
        )
    return found


_LATE = {
    "failing_jobs": gettext_lazy("Jobs fail: %(jobs)s."),
    "late_jobs": gettext_lazy("Jobs are late: %(jobs)s."),
    "asleep_jobs": gettext_lazy(
        "Jobs sleep until a moment that a wrong clock wrote (they run in the next round): %(jobs)s."
    ),
}
