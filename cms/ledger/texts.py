"""One way to write a value down, so that the same value always has the same digest."""

import datetime
import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys and no white space. Only plain JSON values: anything else is an error."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str | bytes) -> str:
    """SHA-256 in hex of text (UTF-8) or bytes."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def stamp(moment: datetime.datetime | None) -> str | None:
    """UTC, whole seconds: what databases, dumps and seals all keep alike."""
    if moment is None:
        return None
    return moment.astimezone(datetime.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment(text: str | None) -> datetime.datetime | None:
    """The inverse of `stamp`."""
    return None if text is None else datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)


def whole_second(value: datetime.datetime) -> datetime.datetime:
    """The second that a moment lies in."""
    return value.replace(microsecond=0)
