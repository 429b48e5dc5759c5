"""What this process keeps of the pages that it has shown: whole answers, bounded by bytes and entries.

A place is one address as one host shows it in one language. The variants of a page (its list's second page, a filter)
stand together, so that whoever asks for many of one page drives out that page's own.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from cms.publication.parameters import Parameter, canonical
from cms.publication.reading import Watched

VARIANTS = 64
FEW = 8
OVERHEAD = 1500
"""Bytes that an entry takes beside its content, about."""


@dataclass(frozen=True)
class Place:
    """`path` as it was asked for; `origin` is scheme and host."""

    path: str
    origin: str
    language: str


@dataclass(frozen=True)
class Lasting:
    """Of what an answer was made, and how long it is right: from `since`, before `until`, while `newest` is the newest
    publication (number, seal, and how many the checkpoint log gave up) and what is watched has not changed."""

    newest: tuple[int, str, int]
    since: datetime
    until: datetime | None
    watched: tuple[Watched, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def at(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)

    def token(self) -> tuple[object, ...]:
        """What `reading.newest` answers as long as nothing has changed."""
        return (*self.newest, *(each.value for each in self.watched))


@dataclass
class Entry:
    """An answer. `compared` is when it was last compared with its row, in seconds of `time.monotonic()`."""

    content: bytes
    headers: dict[str, str]
    lasting: Lasting
    compared: float

    @property
    def size(self) -> int:
        return len(self.content) + OVERHEAD


Variant = tuple[Place, str]


@dataclass
class _Page:
    """All variants of one path, the one that was shown last at the end."""

    parameters: tuple[Parameter, ...]
    variants: OrderedDict[Variant, Entry] = field(default_factory=OrderedDict)


class Memory:
    """Thread-safe. The page that was shown last stays longest; of one with more than a FEW variants, those go first."""

    def __init__(self, entries: int, size: int) -> None:
        self.entries, self.size = entries, size
        self.held = 0
        self.count = 0
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._many: dict[str, int] = {}
        self._lock = threading.Lock()

    def get(self, place: Place, query: str) -> Entry | None:
        """The entry for this address, whatever it says that its page does not know. Raises TooManyFieldsSent."""
        page = self._pages.get(place.path)
        if page is None:
            return None
        variant = place, canonical(query, page.parameters)
        with self._lock:
            entry = page.variants.get(variant)
            if entry is not None and place.path in self._pages:
                page.variants.move_to_end(variant)
                self._pages.move_to_end(place.path)
        return entry

    def put(self, place: Place, query: str, entry: Entry) -> None:
        """Keeps the entry; the ones that were not asked for longest make room. Raises TooManyFieldsSent."""
        variant = place, canonical(query, entry.lasting.parameters)
        with self._lock:
            page = self._pages.get(place.path)
            if page is None or page.parameters != entry.lasting.parameters:
                self._drop_page(place.path)
                page = self._pages[place.path] = _Page(entry.lasting.parameters)
            self._drop(place.path, variant)
            self._pages.setdefault(place.path, page).variants[variant] = entry
            self._pages.move_to_end(place.path)
            self._grew(place.path, page, 1, entry.size)
            while len(page.variants) > VARIANTS:
                self._drop(place.path, next(iter(page.variants)))
            while self._pages and (self.count > self.entries or self.held > self.size):
                self._make_room()

    def drop(self, place: Place, query: str) -> None:
        """Forget what is kept for this address."""
        with self._lock:
            page = self._pages.get(place.path)
            if page is not None:
                self._drop(place.path, (place, canonical(query, page.parameters)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._many.clear()
            self.held = self.count = 0

    def _make_room(self) -> None:
        path = max(self._many, key=self._many.__getitem__) if self._many else next(iter(self._pages))
        self._drop(path, next(iter(self._pages[path].variants)))

    def _drop_page(self, path: str) -> None:
        for variant in list(self._pages[path].variants) if path in self._pages else ():
            self._drop(path, variant)

    def _drop(self, path: str, variant: Variant) -> None:
        page = self._pages[path]
        entry = page.variants.pop(variant, None)
        if entry is not None:
            self._grew(path, page, -1, -entry.size)
        if not page.variants:
            del self._pages[path]

    def _grew(self, path: str, page: _Page, count: int, size: int) -> None:
        self.count += count
        self.held += size
        if len(page.variants) > FEW:
            self._many[path] = len(page.variants)
        else:
            self._many.pop(path, None)


KEPT = {"entries": 5000, "bytes": 64 * 2**20, "seconds": 30}
"""What a process keeps of the pages that visitors saw, unless DISCLOSURE_KEPT_PAGES says otherwise: at most so much,
compared with their rows after so many seconds."""


def kept() -> dict[str, int]:
    return {**KEPT, **getattr(settings, "DISCLOSURE_KEPT_PAGES", {})}


_memory: list[Memory] = []


def current() -> Memory:
    """This process's own."""
    if not _memory:
        limits = kept()
        _memory[:] = [Memory(int(limits["entries"]), int(limits["bytes"]))]
    return _memory[0]


def forget() -> None:
    """Begin anew; for tests and after a restored backup."""
    _memory.clear()
