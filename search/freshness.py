"""Of which categories people want the newest: a question that those declare who have the categories."""

from collections.abc import Callable, Iterable

_asked: list[Callable[[], Iterable[str]]] = []


def register(categories: Callable[[], Iterable[str]]) -> None:
    """Called once, when the site starts; `categories()` gives identifiers."""
    _asked[:] = [categories]


def categories() -> frozenset[str]:
    """Those in which the newer stands above the older where all else is nearly the same."""
    return frozenset(_asked[0]()) if _asked else frozenset()
