"""The outline of a body: anchors that a reader can cite (五、(一)4. is #p5-1-4), and the table of contents.

Parts and clauses are numbered by the document itself; the anchor is read off that number. Two clauses with the same
number (an annex that begins again at one) get anchors of their own by a suffix, so that an address is never ambiguous.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.pages.base.numerals import first_value

# How deep a clause stands; what is deeper starts anew below each of these. An article is numbered through a whole law.
DEPTHS = {"section": 1, "article": 2, "item": 3, "subitem": 4}
LONGEST_LABEL = 24
_PAUSE = re.compile(r"[。，；,;]")


@dataclass(frozen=True)
class Entry:
    """A clause as it is shown: its level, its own number (`(一)`), title, text and anchor."""

    level: str
    number: str
    title: str
    text: str
    anchor: str

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Contents:
    """A line of the table of contents."""

    anchor: str
    label: str
    children: tuple["Contents", ...] = ()


@dataclass(frozen=True)
class Piece:
    """A block of the body: `part` and `clauses` are taken apart, everything else is rendered by its own block."""

    kind: str
    block: Any
    anchor: str = ""
    number: str = ""
    title: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Outline:
    pieces: tuple[Piece, ...]
    contents: tuple[Contents, ...]

    def count(self, level: str) -> int:
        """How many clauses of a level (`part`, `section`, `article`, `item`) the body has."""
        if level == "part":
            return sum(piece.kind == "part" for piece in self.pieces)
        return sum(entry.level == level for piece in self.pieces for entry in piece.entries)


@dataclass
class _Anchors:
    """Makes anchors of numbers, each used once in a document."""

    taken: set[str] = field(default_factory=set)

    def take(self, wanted: str) -> str:
        anchor, again = wanted, 1
        while anchor in self.taken:
            again += 1
            anchor = f"{wanted}_{again}"
        self.taken.add(anchor)
        return anchor


@dataclass
class _Counter:
    """Where the walk through one part stands: the numbers of the clauses above the present one."""

    root: tuple[str, ...]
    above: dict[int, str] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)

    def name_of(self, level: str, number: str) -> str:
        depth = DEPTHS[level]
        self.seen = {known: count for known, count in self.seen.items() if known <= depth}
        self.above = {known: step for known, step in self.above.items() if known < depth}
        self.seen[depth] = self.seen.get(depth, 0) + 1
        value = first_value(number)
        own = str(self.seen[depth] if value is None else value)
        if level == "article":
            self.above = {depth: f"a{own}"}
            return f"a{own}"
        path = tuple(self.above[known] for known in sorted(self.above))
        root = () if DEPTHS["article"] in self.above else self.root
        self.above[depth] = own
        return "-".join((*root, *path, own))


def outline(body: Iterable[Any]) -> Outline:
    """Walk a StreamField value (or any iterable of blocks with `block_type` and `value`)."""
    anchors = _Anchors()
    pieces: list[Piece] = []
    contents: list[Contents] = []
    for position, block in enumerate(body or (), start=1):
        piece = _piece(block, anchors, position)
        pieces.append(piece)
        contents.extend(_contents(piece))
    return Outline(tuple(pieces), tuple(contents))


def _piece(block: Any, anchors: _Anchors, position: int) -> Piece:
    value = block.value
    if block.block_type == "part":
        number = value.get("number") or ""
        counted = first_value(number)
        own = f"p{counted if counted is not None else f'x{position}'}"
        anchor = anchors.take(own)
        entries = tuple(_entries(value.get("clauses") or (), _Counter((own,)), anchors))
        return Piece("part", block, anchor, number, value.get("title") or "", entries)
    if block.block_type == "clauses":
        return Piece("clauses", block, entries=tuple(_entries(value or (), _Counter(("c",)), anchors)))
    if block.block_type == "heading":
        return Piece("heading", block, anchors.take(f"h{position}"), title=value.get("text") or "")
    return Piece("block", block)


def _entries(clauses: Iterable[Mapping[str, Any]], counter: _Counter, anchors: _Anchors) -> Iterator[Entry]:
    for clause in clauses:
        level, number = clause.get("level") or "paragraph", clause.get("number") or ""
        anchor = anchors.take(counter.name_of(level, number)) if level in DEPTHS else ""
        yield Entry(level, number, clause.get("title") or "", clause.get("text") or "", anchor)


def _contents(piece: Piece) -> Iterator[Contents]:
    below = tuple(
        Contents(entry.anchor, _label(entry)) for entry in piece.entries if entry.level == "section" and entry.anchor
    )
    if piece.kind == "part":
        yield Contents(piece.anchor, f"{piece.number}{piece.title}", below)
    elif piece.kind == "heading":
        yield Contents(piece.anchor, piece.title)
    else:
        yield from below


def _label(entry: Entry) -> str:
    """The title of a section, or the first words of its text when the document gives it none."""
    words = entry.title or _PAUSE.split(next(iter(entry.paragraphs), ""))[0]
    return entry.number + (words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…")
