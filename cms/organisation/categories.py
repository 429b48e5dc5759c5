"""What the categories of disclosure are called: a question that this room asks and the room with the pages answers.

A post keeps identifiers of categories; so that an administrator can choose them by name, whoever knows the
categories registers them in its AppConfig.ready().
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from cms.questions import Question

EVERYTHING = "*"

known: Question[Callable[[], Iterable[tuple[str, str]]]] = Question(
    "organisation.categories", "Which categories of disclosure are there, and how are they called?"
)
"""`answer()` gives (identifier, name) of each category, in the order in which they are to be offered."""


def choices() -> list[tuple[str, str]]:
    """What a post may be allowed to draft; empty if nobody has registered categories."""
    found: dict[str, str] = {}
    for answer in known:
        for identifier, name in answer():
            found.setdefault(identifier, name)
    return [(EVERYTHING, label(EVERYTHING)), *found.items()] if found else []


def label(identifier: str) -> str:
    if identifier == EVERYTHING:
        return _("everything that the office issues")
    return next((name for answer in known for key, name in answer() if key == identifier), identifier)
