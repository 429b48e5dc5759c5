"""The service: delivers side effects and does what is due, until it is told to stop."""

import datetime
import json
import logging
import os
import signal
import socket
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from cms.lifecycle import due
from cms.outbox import services as outbox

log = logging.getLogger("cms.lifecycle")
HEARTBEAT = "lifecycle.json"


def round_of_work(worker: str, *, everything: bool = False) -> dict[str, Any]:
    """One round: deliveries, then due jobs."""
    now = timezone.now()
    report = outbox.deliver_due(worker=worker)
    done = due.run(now, all_of_them=everything)
    told = {"at": now.isoformat(timespec="seconds"), "delivered": report.delivered, "failed": report.failed}
    told |= {"dead": report.dead, "jobs": done}
    beat(told)
    return told


def beat(told: dict[str, Any]) -> None:
    """Leave a sign of life beside the database, for `lifecycle status`."""
    path = settings.VAR_DIR / HEARTBEAT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, default=str), encoding="utf-8")


def last_beat() -> dict[str, Any] | None:
    path = settings.VAR_DIR / HEARTBEAT
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


class Service:
    """Rounds of work every `interval` seconds; SIGTERM and SIGINT end it after the message in hand."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.worker = f"{socket.gethostname()}-{os.getpid()}"
        self.stopped = threading.Event()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped.set()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        log.info("service %s began", self.worker)
        while not self.stopped.is_set():
            close_old_connections()
            try:
                round_of_work(self.worker)
            except Exception:  # a database that is away comes back; the service is there then
                log.exception("a round of work failed")
            self.stopped.wait(self.interval)
        log.info("service %s ended", self.worker)


def status(now: datetime.datetime | None = None) -> dict[str, Any]:
    """When it ran last, what waits."""
    return {"last": last_beat(), **outbox.waiting()}
