"""What the categories of disclosure are called: a question that this room asks and the room with the pages answers.

A post keeps identifiers of categories; so that an administrator can choose them by name, whoever knows the
categories registers them in its AppConfig.ready().
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

EVERYTHING = "*"
Provider = Callable[[], Iterable[tuple[str, str]]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider()` gives (identifier, name) of each category, in the order in which they are to be offered."""
    if provider not in _providers:
        _providers.append(provider)


def choices() -> list[tuple[str, str]]:
    """What a post may be allowed to draft; empty if nobody has registered categories."""
    known = [choice for provider in _providers for choice in provider()]
    return [(EVERYTHING, label(EVERYTHING)), *known] if known else []


def label(identifier: str) -> str:
    if identifier == EVERYTHING:
        return _("everything that the office issues")
    return next((name for provider in _providers for key, name in provider() if key == identifier), identifier)
