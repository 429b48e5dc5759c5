"""The checkpoint log: outside the database, an append-only file with the ledger's head and one line per publication.

The setting is `DISCLOSURE_WITNESS`, for it bears witness of the record: nobody who owns the database has written it.

A row that is removed from the database does not bring an older state back, for the checkpoint log knows the newer one.
Lines: `head NUMBER DIGEST`, `fact KEY NUMBER JSON`, and `lost KEY NUMBER` for a fact that a recorded adoption of an
older database gave up. Readers follow the file's growth; nothing is read twice.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

log = logging.getLogger("cms.ledger")
OFFSET_BITS = 44
"""A place is number and offset in one integer: a file may be of 16 tebibytes."""
_MASK = (1 << OFFSET_BITS) - 1
MOST_READ = 20_000
"""Facts kept as they were read."""
Fact = tuple[int, dict[str, Any]]


class CheckpointLog:
    """One file's content, followed as it grows. Facts of one key are in order of their numbers.

    Of each fact a process keeps its number and where its line stands; what the line says is read when somebody asks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self.offset = 0
        self.file: tuple[int, int] | None = None
        self.head: tuple[int, str] = (0, "")
        self.highest = 0
        """The highest number that was ever told, given up ones included: no number is given twice."""
        self.given_up = 0
        """How many facts were given up: what was worked out before is another state."""
        self._places: dict[bytes, tuple[int, ...] | int] = {}
        self._told: dict[int, Fact] = {}

    def follow(self) -> "CheckpointLog":
        """Read what was appended since; a file that became shorter, or is another one, is read anew."""
        if self._stat() != (self.offset, self.file):
            with self._lock:
                self._read(*self._stat())  # as it is now: another thread may have read on
        return self

    def _stat(self) -> tuple[int, tuple[int, int] | None]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, None
        return found.st_size, (found.st_dev, found.st_ino)

    def _read(self, size: int, file: tuple[int, int] | None) -> None:
        if size < self.offset:
            log.error("the checkpoint log %s became shorter: %s bytes, was %s", self.path, size, self.offset)
            self._begin()
        elif self.file not in (None, file):
            log.error("the checkpoint log %s is another file now: read anew", self.path)
            self._begin()
        self.file = file
        if not size:
            return
        with self.path.open("rb") as handle:
            handle.seek(self.offset)
            for line in handle:
                if not line.endswith(b"\n"):
                    break
                self._take(line, self.offset)
                self.offset += len(line)

    def _take(self, line: bytes, offset: int) -> None:
        word, _space, more = line.partition(b" ")
        if word not in (b"fact", b"head", b"lost"):
            return
        key, rest = more.split(b" ", 1)
        if word == b"fact":
            number = int(rest[: rest.index(b" ")])
            place = number << OFFSET_BITS | offset
            known = self._places.setdefault(key, place)
            if known != place:
                self._add(key, known, place)
        elif word == b"head":
            number = int(key)
            if number > self.head[0]:
                self.head = (number, rest.decode().rstrip("\n"))
        else:
            number = 0
            self._places[key] = tuple(each for each in self._of(key) if each >> OFFSET_BITS != int(rest))
            self.given_up += 1
        if number > self.highest:
            self.highest = number

    def _of(self, key: bytes) -> tuple[int, ...]:
        found = self._places.get(key, ())
        return (found,) if isinstance(found, int) else found

    def _add(self, key: bytes, known: tuple[int, ...] | int, place: int) -> None:
        """Of two lines of one number the first one counts."""
        places = (known,) if isinstance(known, int) else known
        if all(each >> OFFSET_BITS != place >> OFFSET_BITS for each in places):
            self._places[key] = tuple(sorted((*places, place)))

    def numbers(self) -> Iterator[tuple[str, int]]:
        """(key, number) of every fact; nothing is read."""
        for key in list(self._places):
            name = key.decode()
            yield from ((name, place >> OFFSET_BITS) for place in self._of(key))

    def facts(self, key: str) -> list[Fact]:
        """What is known of a key, oldest first."""
        return [self._told.get(place) or self._tell(place) for place in self._of(key.encode())]

    def _tell(self, place: int) -> Fact:
        """What a line says. Raises ValueError when it says something else than when it was first read."""
        with self.path.open("rb") as handle:
            handle.seek(place & _MASK)
            line = handle.readline()
        word, _key, number, text = line.split(b" ", 3)
        if word != b"fact" or int(number) != place >> OFFSET_BITS:
            raise ValueError(f"the checkpoint log {self.path} was changed at {place & _MASK}")
        if len(self._told) > MOST_READ:
            self._told.clear()
        found = self._told[place] = (place >> OFFSET_BITS, json.loads(text))
        return found

    def append(self, *lines: str) -> None:
        """Add lines; they are on the disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as handle:
            handle.write("".join(f"{line}\n" for line in lines).encode())
            handle.flush()
            os.fsync(handle.fileno())


_open: dict[Path, CheckpointLog] = {}


def place() -> Path:
    """Where the checkpoint log is, by DISCLOSURE_WITNESS. Raises ImproperlyConfigured with what is wrong in words:
    asked before anything is recorded, and not only when the head is to be noted, which is after the commit."""
    value = getattr(settings, "DISCLOSURE_WITNESS", None)
    if not value:
        raise ImproperlyConfigured(
            "DISCLOSURE_WITNESS is not set: the record's head has to be noted in a file outside the database."
        )
    path = Path(value)
    if path.is_dir():
        raise ImproperlyConfigured(f"DISCLOSURE_WITNESS is the folder {path}: name a file in it.")
    there = path if path.exists() else next((each for each in path.parents if each.exists()), Path())
    if not os.access(there, os.W_OK) or (there != path and not there.is_dir()):
        raise ImproperlyConfigured(f"DISCLOSURE_WITNESS {path}: {there} cannot be written.")
    return path


def current() -> CheckpointLog:
    """The checkpoint log of the settings, up to date. Raises ImproperlyConfigured where it cannot be kept."""
    path = Path(getattr(settings, "DISCLOSURE_WITNESS", None) or place())
    if path not in _open:
        _open[path] = CheckpointLog(path)
    return _open[path].follow()


def head(number: int, digest: str) -> None:
    """Note the ledger's newest entry."""
    current().append(f"head {number} {digest}")


def fact(key: str, number: int, value: dict[str, Any]) -> None:
    """Note that record `number` of `key` exists. Keys hold no spaces."""
    facts_of([(key, number, value)])


def facts_of(entries: Iterable[tuple[str, int, dict[str, Any]]]) -> None:
    """The same for many at once: (key, number, value) each."""
    lines = ((key, number, json.dumps(value, sort_keys=True, ensure_ascii=False)) for key, number, value in entries)
    current().append(*(f"fact {key} {number} {text}" for key, number, text in lines))


def facts(key: str) -> list[Fact]:
    """What is known of a key, oldest first."""
    return current().facts(key)


def give_up(entries: Iterable[tuple[str, int]]) -> None:
    """The (key, number) facts are no longer held against the database: an adoption of an older one says so."""
    lines = [f"lost {key} {number}" for key, number in entries]
    if lines:
        current().append(*lines)
