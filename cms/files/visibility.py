"""Who may have the bytes of a digest: the public, by a publication that is visible now, or a person of the house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal

from django.utils import timezone

from cms.questions import Question


@dataclass(frozen=True)
class PublicFile:
    """A file that a visible publication exhibits. `until`: when the last of them goes down, if it does."""

    name: str
    type: str
    until: datetime | None = None

    def goes_by(self, name: str) -> bool:
        return name == self.name


class Gone(Enum):
    GONE = "gone"


GONE = Gone.GONE
"""The bytes were public once under this name and are no longer (withdrawn, expired): 410."""

Answer = PublicFile | Literal[Gone.GONE] | None
PublicAnswer = Callable[[str, str], Answer]
StaffAnswer = Callable[[Any, str, str], PublicFile | None]

public: Question[PublicAnswer] = Question("files.public", "Does what is on view now show these bytes?")
"""`answer(sha256, name)`: does a visible publication of the public channel exhibit exactly these bytes now, under this
name? The same bytes may bear any number of names; whoever answers looks for the one that is asked for."""

staff: Question[StaffAnswer] = Question("files.staff", "May this person read these bytes?")
"""`answer(user, sha256, name)`: may this person read the bytes beyond what their collections give (a reviewer of
another unit, an inspector)? For a room's preview, whose addresses are those that the public will have."""


def ask(sha256: str, name: str, at: datetime | None = None) -> Answer:
    """The public's answer. What is past its last second is gone, whatever the answer says."""
    gone = False
    for answer in public:
        facts = answer(sha256, name)
        if isinstance(facts, PublicFile):
            if facts.until is None or facts.until > (at or timezone.now()):
                return facts
            gone = True
        gone = gone or facts is GONE
    return GONE if gone else None
