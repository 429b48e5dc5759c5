"""What the house says beside a publication without changing it: that it may be out of date, for instance.

Rooms above register who answers; the answers are names, and the template has the words.
"""

import datetime
from collections.abc import Callable

from cms.publication.reading import Row

MAY_BE_OUTDATED = "may_be_outdated"
Answer = Callable[[Row, datetime.datetime], str]
_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """`answer(row, now)` returns the name of a notice, or "". It is asked at every page view: an indexed look-up."""
    if answer not in _answers:
        _answers.append(answer)


def of(row: Row, now: datetime.datetime) -> tuple[str, ...]:
    """The notices that stand beside this publication now."""
    return tuple(filter(None, (answer(row, now) for answer in _answers)))
