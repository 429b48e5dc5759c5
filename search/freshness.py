"""Of which categories people want the newest: a question that those answer who have the categories."""

from collections.abc import Callable, Iterable

from cms.questions import Question

dated: Question[Callable[[], Iterable[str]]] = Question(
    "search.dated", "In which categories does the newer stand above the older where all else is nearly the same?"
)
"""`answer()` gives identifiers."""


def categories() -> frozenset[str]:
    """Those in which the newer stands above the older where all else is nearly the same."""
    return frozenset(each for answer in dated for each in answer())
