"""Entries as hits are made of them, each checked when a process reads it first."""

from collections.abc import Iterable
from dataclasses import dataclass

from . import entry_cache
from .models import SearchEntry
from .remembered import Remembered

ROOM = 16 << 20
"""Characters of texts that a process keeps."""


@dataclass(frozen=True)
class Shown:
    """What is shown of an entry that held; `passages` as they are written."""

    number: int
    item: str
    title: str
    body: str
    date: str
    category: str
    passages: str


def _size(shown: Shown) -> int:
    return len(shown.body) + len(shown.passages)


_remembered: Remembered[Shown] = Remembered(ROOM, _size)


def many(numbers: Iterable[int]) -> dict[int, Shown]:
    """Those of these that hold; the others are left out, with an alarm. Two queries at most."""
    return _remembered.many(numbers, _checked)


def _checked(numbers: list[int]) -> dict[int, Shown]:
    rows = SearchEntry.objects.filter(number__in=numbers)
    return {entry.number: _shown(entry) for entry in rows if entry_cache.holds(entry)}


def _shown(entry: SearchEntry) -> Shown:
    return Shown(entry.number, entry.item, entry.title, entry.body, entry.date, entry.category, entry.passages)
