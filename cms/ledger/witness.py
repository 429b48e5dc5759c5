"""Outside the database: an append-only file with the ledger's head and one line per publication.

A row that is removed from the database does not bring an older state back, for the witness knows the newer one.
Lines: `head NUMBER DIGEST`, `fact KEY NUMBER JSON`, and `lost KEY NUMBER` for a fact that a recorded adoption of an
older database gave up. Readers follow the file's growth; nothing is read twice.
"""

import json
import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger("cms.ledger")


class Witness:
    """One file's content, followed as it grows. Facts of one key are kept in order of their numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        self.head: tuple[int, str] = (0, "")
        self.facts: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.highest = 0
        """The highest number that was ever told, given up ones included: no number is given twice."""
        self.given_up = 0
        """How many facts were given up: what was worked out before is another state."""
        self._lock = threading.Lock()

    def follow(self) -> "Witness":
        """Read what was appended since; a file that became shorter is read anew."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size != self.offset:
            with self._lock:
                self._read(size)
        return self

    def _read(self, size: int) -> None:
        if size < self.offset:
            log.error("the witness %s became shorter: %s bytes, was %s", self.path, size, self.offset)
            self.offset, self.head, self.facts, self.highest, self.given_up = 0, (0, ""), {}, 0, 0
        if not size:
            return
        with self.path.open("rb") as handle:
            handle.seek(self.offset)
            for line in handle:
                if not line.endswith(b"\n"):
                    break
                self.offset += len(line)
                self._take(line.decode())

    def _take(self, line: str) -> None:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "head":
            number, _, digest = rest.partition(" ")
            if int(number) > self.head[0]:
                self.head = (int(number), digest)
            self.highest = max(self.highest, int(number))
        elif word == "fact":
            key, number, text = rest.split(" ", 2)
            entries = self.facts.setdefault(key, [])
            if not any(known == int(number) for known, _fact in entries):
                entries.append((int(number), json.loads(text)))
                entries.sort(key=lambda entry: entry[0])
            self.highest = max(self.highest, int(number))
        elif word == "lost":
            key, number = rest.rsplit(" ", 1)
            self.facts[key] = [entry for entry in self.facts.get(key, []) if entry[0] != int(number)]
            self.given_up += 1

    def append(self, *lines: str) -> None:
        """Add lines; they are on the disk when this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as handle:
            handle.write("".join(f"{line}\n" for line in lines).encode())
            handle.flush()
            os.fsync(handle.fileno())


_open: dict[Path, Witness] = {}


def current() -> Witness:
    """The witness of the settings, up to date."""
    path = Path(settings.DISCLOSURE_WITNESS)
    if path not in _open:
        _open[path] = Witness(path)
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


def facts(key: str) -> list[tuple[int, dict[str, Any]]]:
    """What is known of a key, oldest first."""
    return current().facts.get(key, [])


def give_up(entries: Iterable[tuple[str, int]]) -> None:
    """The (key, number) facts are no longer held against the database: an adoption of an older one says so."""
    lines = [f"lost {key} {number}" for key, number in entries]
    if lines:
        current().append(*lines)
