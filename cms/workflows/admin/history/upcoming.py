"""What rooms above the desk know to be coming for an item: a review, for instance."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ahead:
    """Something that will happen to an item at a known moment."""

    at: datetime.datetime
    text: str


Foresight = Callable[[Any, datetime.datetime], Iterator[Ahead]]
_foresights: list[Foresight] = []


def register(answer: Foresight) -> None:
    """`answer(item, now)` yields what is known to be coming."""
    if answer not in _foresights:
        _foresights.append(answer)


def of(item: Any, now: datetime.datetime) -> Iterator[Ahead]:
    for answer in _foresights:
        yield from answer(item, now)
