"""The setting of this room, DISCLOSURE_EXTRACTION, with its defaults: read here and nowhere else, anew each time."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cms.extraction.formats.found import Bounds

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Of the process that reads one file: bytes of memory, seconds of processor time and of the clock, bytes of what it
    tells; and of what is read of a file (`Bounds`)."""

    memory: int = 1024 * MEGABYTE
    cpu: int = 45
    seconds: float = 60.0
    output: int = 48 * MEGABYTE
    at_submission: float = 8.0
    """Seconds for all attachments of a submission together; what is not read by then is read by the service."""
    at_once: int = 2
    """Files that one process of the site has read at the same time."""
    pages: int = Bounds.pages
    characters: int = Bounds.characters
    hidden: int = Bounds.hidden
    unpacked: int = Bounds.unpacked
    part: int = Bounds.part

    @property
    def bounds(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(Bounds)}

    def as_argument(self, seconds: float) -> dict[str, Any]:
        """What the process is told."""
        return {"bounds": self.bounds, "memory": self.memory, "cpu": self.cpu, "seconds": max(0.1, seconds)}


def limits() -> Limits:
    """Raises ImproperlyConfigured for a limit that there is not, or one that is no number above 0."""
    given: dict[str, Any] = dict(getattr(settings, "DISCLOSURE_EXTRACTION", {}))
    known = asdict(Limits())
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ImproperlyConfigured(f"DISCLOSURE_EXTRACTION knows no {', '.join(unknown)}")
    for name, value in given.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            raise ImproperlyConfigured(f"DISCLOSURE_EXTRACTION: {name} is {value!r}, no number above 0")
    return replace(Limits(), **given)
