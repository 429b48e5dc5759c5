"""The setting of this plugin, DISCLOSURE_DRAFTS, with its defaults: read here and nowhere else, anew each time."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Rules:
    """`seconds` between two keepings while somebody types; `days` that a form is kept; `bytes` of a form at most."""

    seconds: int = 10
    days: int = 30
    bytes: int = 2_000_000


def rules() -> Rules:
    """Raises ImproperlyConfigured for a rule that there is not, or one that is no whole number above 0."""
    given: dict[str, Any] = dict(getattr(settings, "DISCLOSURE_DRAFTS", {}))
    unknown = sorted(set(given) - set(asdict(Rules())))
    if unknown:
        raise ImproperlyConfigured(f"DISCLOSURE_DRAFTS knows no {', '.join(unknown)}")
    for name, value in given.items():
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise ImproperlyConfigured(f"DISCLOSURE_DRAFTS: {name} is {value!r}, no whole number above 0")
    return replace(Rules(), **given)
