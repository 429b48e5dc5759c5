"""The moment that the public reads at. It never lies before what was decided last, however a server's clock is set.

A clock set back would bring back what was taken down since. Until it has caught up, time stands at the newest
publication, with an alarm.
"""

import datetime
import logging
import threading

from django.utils import timezone

from cms.publication import reading

alarm = logging.getLogger("cms.publication.alarm")
_floor: list[datetime.datetime] = []
_told: list[datetime.datetime] = []
_lock = threading.Lock()
TELL_EVERY = datetime.timedelta(minutes=1)


def now() -> datetime.datetime:
    """The present; the second of the newest publication when the clock lies before it."""
    moment = timezone.now()
    if not _floor:
        _load()
    floor = _floor[0]
    if moment >= floor:
        return moment
    _tell(moment, floor)
    return floor


def _load() -> None:
    """Once per process: the newest publication's second. One query."""
    rows = reading.query(f'SELECT MAX("published_at") FROM "{reading.TABLE}"', [])  # noqa: S608 - constants only
    found = reading.moment_of(rows[0][0])
    with _lock:
        _floor[:] = [found or datetime.datetime.min.replace(tzinfo=datetime.UTC)]


def note(moment: datetime.datetime) -> None:
    """A publication was written at this second."""
    with _lock:
        if _floor and moment > _floor[0]:
            _floor[:] = [moment]


def _tell(moment: datetime.datetime, floor: datetime.datetime) -> None:
    if not _told or abs(moment - _told[0]) >= TELL_EVERY:
        _told[:] = [moment]
        alarm.error("the clock says %s, before the newest publication of %s: time stands there", moment, floor)


def forget() -> None:
    """Load anew when next asked; for tests and after a restored backup."""
    _floor.clear()
    _told.clear()
