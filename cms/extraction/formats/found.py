"""What was found in a file, within bounds: its text by page, sheet or slide, and what it holds without showing it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

READ, PARTIAL, SCANNED, EMPTY = "read", "partial", "scanned", "empty"
ENCRYPTED, UNREADABLE, UNSUPPORTED, TOO_LARGE, TIMED_OUT = (
    "encrypted",
    "unreadable",
    "unsupported",
    "too_large",
    "timed_out",
)
CRASHED = "crashed"
PAGE, SHEET, SLIDE, WHOLE = "page", "sheet", "slide", ""
LONGEST_HIDDEN = 1000
LONGEST_NAME = 200
"""Characters of one hidden thing, and of a name or place; what is longer is cut and marked."""


class Unreadable(ValueError):
    """Damaged, or not what it begins as."""


class Encrypted(ValueError):
    """It asks for a password."""


class TooLarge(ValueError):
    """It holds more than may be unpacked."""


class Enough(Exception):
    """A bound is reached: what was read so far stands."""


@dataclass(frozen=True)
class Bounds:
    """`pages` of any kind, `characters` in all, `hidden` things, `unpacked` bytes of an archive, `part` of one part."""

    pages: int = 2000
    characters: int = 2_000_000
    hidden: int = 1000
    unpacked: int = 1024 * 1024 * 1024
    part: int = 64 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """`place` is page, sheet, slide or "" (a text without pages); `number` from 1; `name` that of a sheet."""

    place: str
    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Hidden:
    """Something that a reader does not see at once. `kind` is a code with words of its own, `where` names its place."""

    kind: str
    where: str
    text: str


@dataclass
class Found:
    """Filled as a file is read, so that what was read before a bound, an error or the end of the time is there."""

    bounds: Bounds = field(default_factory=Bounds)
    kind: str = ""
    state: str = READ
    total: int = 0
    """Pages, sheets or slides that it has, read or not."""
    pages: list[Page] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    more_hidden: int = 0
    """Hidden things beyond the bound."""
    pictures: int = 0
    """Pages that are nothing but a picture."""
    _characters: int = 0

    def show(self, place: str, number: int, name: str, text: str) -> None:
        """A page of text. Raises Enough at the bounds; what still fits is kept."""
        text = clean(text)
        left = self.bounds.characters - self._characters
        self.pages.append(Page(place, number, name[:LONGEST_NAME], text[:left]))
        self._characters += min(len(text), left)
        if len(text) > left or (len(self.pages) >= self.bounds.pages and self.total > len(self.pages)):
            raise Enough

    def hide(self, kind: str, where: str, text: Any) -> None:
        """Something hidden; nothing where there is no text."""
        attributes = " ".join(clean(str(text or "")).split())
        if not attributes:
            return
        if len(self.hidden) >= self.bounds.hidden:
            self.more_hidden += 1
            return
        cut = attributes if len(attributes) <= LONGEST_HIDDEN else f"{attributes[:LONGEST_HIDDEN]}…"
        self.hidden.append(Hidden(kind, clean(where)[:LONGEST_NAME], cut))

    def hide_all(self, kind: str, attributes: Iterable[tuple[str, Any]]) -> None:
        for where, text in attributes:
            self.hide(kind, where, text)

    def judge(self) -> None:
        """After everything was read: whether there was any text."""
        if self.state == READ and not any(page.text.strip() for page in self.pages):
            self.state = SCANNED if self.pictures else EMPTY

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "state": self.state,
            "total": self.total,
            "pages": [list(asdict(page).values()) for page in self.pages],
            "hidden": [list(asdict(each).values()) for each in self.hidden],
            "more_hidden": self.more_hidden,
        }


def clean(text: str) -> str:
    """Without what no database and no page bears: control characters, halves of pairs."""
    kept = "".join(each if each in "\n\t" or each.isprintable() or each.isspace() else " " for each in text)
    return kept.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
