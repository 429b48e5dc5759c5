"""What plugins above the workflows know to be coming for an item: a review, for instance."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.questions import Question


@dataclass(frozen=True)
class Ahead:
    """Something that will happen to an item at a known moment."""

    at: datetime.datetime
    text: str


upcoming: Question[Callable[[Any, datetime.datetime], Iterator[Ahead]]] = Question(
    "workflows.upcoming", "What is known to be coming for this item?"
)
"""`answer(item, now)` yields what will happen to an item at a known moment."""


def of(item: Any, now: datetime.datetime) -> Iterator[Ahead]:
    for answer in upcoming:
        yield from answer(item, now)
