"""Days and times as people write them, from what a sealed form holds."""

import datetime
from typing import Any

from django.utils import formats, timezone


def in_words(value: Any) -> str:
    """A day, a moment (in the site's zone) or a time of day, given as ISO text; anything else as it stands."""
    said = str(value)
    for read in (_day, _moment, _time):
        try:
            return read(said)
        except ValueError:
            continue
    return said


def _day(said: str) -> str:
    return formats.date_format(datetime.date.fromisoformat(said), "DATE_FORMAT")


def _moment(said: str) -> str:
    at = datetime.datetime.fromisoformat(said)
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    clock = "H:i:s" if local.second else "H:i"
    return f"{formats.date_format(local, 'DATE_FORMAT')} {formats.date_format(local, clock)}"


def _time(said: str) -> str:
    at = datetime.time.fromisoformat(said)
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")
