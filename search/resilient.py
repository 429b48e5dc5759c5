"""Elasticsearch first; while it is away, slow or behind, the embedded engine answers, and says that it is limited.

A circuit breaker keeps a server that is away from costing every visitor its time-out: after a failure nobody asks it
for some seconds, then one question tries again. It returns by itself.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from .engine_contract import Engine, Result, Unavailable
from .query import Query

log = logging.getLogger("disclosure_search")
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 30.0


class Breaker:
    """Closed: asked. Open: not asked until the pause is over; each failure in a row doubles it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.failures = 0
        self.until = 0.0

    @property
    def is_open(self) -> bool:
        return self.failures > 0 and self._clock() < self.until

    def may_try(self) -> bool:
        """One caller after a pause; the others go on without until it is known how that went."""
        with self._lock:
            if self.failures == 0:
                return True
            if self._clock() < self.until:
                return False
            self.until = self._clock() + self._pause()
            return True

    def failed(self) -> None:
        with self._lock:
            self.failures += 1
            self.until = self._clock() + self._pause()

    def worked(self) -> None:
        with self._lock:
            self.failures, self.until = 0, 0.0

    def _pause(self) -> float:
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(10, max(0, self.failures - 1)))


breaker = Breaker()


class ResilientEngine:
    """Reads from the first engine with the second behind it."""

    name = "resilient"

    def __init__(self, first: Engine, second: Engine) -> None:
        self.first, self.second = first, second

    def search(self, query: Query, at: datetime) -> Result:
        if breaker.may_try():
            try:
                result = self.first.search(query, at)
            except Unavailable as error:
                breaker.failed()
                log.warning("Elasticsearch does not answer, the embedded engine does: %s", str(error)[:300])
            else:
                breaker.worked()
                return result
        return replace(self.second.search(query, at), limited=True)
