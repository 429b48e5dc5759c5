"""Of which categories people want the newest: a question that those answer who have the categories."""

from collections.abc import Callable, Iterable

from cms.questions import Question

kinds: Question[Callable[[], Iterable[str]]] = Question(
    "publication.newest_first",
    "In which categories does the newer stand above the older where all else is nearly the same?",
)
"""`answer()` gives identifiers."""


def categories() -> frozenset[str]:
    """Those in which the newer stands above the older where all else is nearly the same."""
    return frozenset(each for answer in kinds for each in answer())
