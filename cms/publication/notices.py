"""What the house says beside a publication without changing it: that it may be out of date, for instance.

Rooms above register who answers; the answers are names, and the template has the words.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.publication.reading import Row, Watched
from cms.questions import Question

MAY_BE_OUTDATED = "may_be_outdated"


@dataclass(frozen=True)
class Notice:
    """One answer: `name` is "" where there is nothing to say.

    A page that was made with it is right until `until`, and as long as what is `watched` has the same values.
    """

    name: str = ""
    until: datetime.datetime | None = None
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True)
class Standing:
    """All that stands beside a publication at a moment, and how long it does."""

    names: tuple[str, ...] = ()
    until: datetime.datetime | None = None
    watched: tuple[Watched, ...] = field(default=())


notices: Question[Callable[[Row, datetime.datetime], Notice]] = Question(
    "publication.notices", "What has to stand beside this publication now?"
)
"""`answer(row, now)` returns a notice. It is asked when a page is made, and when it has been kept for a while."""


def of(row: Row, now: datetime.datetime) -> Standing:
    """The notices that stand beside this publication now."""
    facts = [answer(row, now) for answer in notices]
    watched: tuple[Any, ...] = tuple(each for notice in facts for each in notice.watched)
    ends = [notice.until for notice in facts if notice.until is not None]
    return Standing(tuple(notice.name for notice in facts if notice.name), min(ends, default=None), watched)
