"""Reading words of the people, stop words and boosts from files of lines; what cannot be read is told with its line.

A line of words is `words<TAB>targets`: people's words between spaces, and official ones between spaces, each with `=`
and a weight above 0 and up to 1 (without one: 1). `[area]` on a line of its own gives the subject area of those that
follow; `#` begins a comment.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from . import analysis

DATA = Path(__file__).parent / "data"
LARGEST = 2**20
MOST_ENTRIES = 20_000
MOST_TARGETS = 8
LONGEST_WORD = 30
LONGEST_AREA = 20
LOWEST_FACTOR, HIGHEST_FACTOR = Decimal("0.2"), Decimal(5)
_BETWEEN = re.compile(r"[\s、，,;；]+")
T = TypeVar("T")


class Unreadable(ValueError):
    """A file, or what was typed, cannot be taken as it is; the message says why, in words, with the line."""


@dataclass(frozen=True)
class Target:
    """An official word and how much it says of what was meant: above 0, up to 1."""

    phrase: str
    weight: Decimal

    def __str__(self) -> str:
        return self.phrase if self.weight == 1 else f"{self.phrase}={self.weight}"


@dataclass(frozen=True)
class WordLine:
    """One of people's words, and what it is in official ones."""

    word: str
    targets: tuple[Target, ...]
    area: str = ""

    @property
    def targets_text(self) -> str:
        """The targets as a line has them."""
        return " ".join(map(str, self.targets))


@dataclass(frozen=True)
class BoostLine:
    """Where a question has `word`, what is of `category`, or has `title` in its title, counts `factor` times."""

    word: str
    category: str
    title: str
    factor: Decimal


def key(word: str) -> str:
    """The same for every way to write a word: width, case, script; spaces only between words that are not Chinese."""
    found = ""
    for run in analysis.runs(word):
        apart = found and not analysis.is_han(found[-1]) and not analysis.is_han(run)
        found += f" {run}" if apart else run
    return found


def word(text: str) -> str:
    """A word as it was given. Raises Unreadable for none, or one that is too long."""
    facts = " ".join(text.split())
    if not key(facts):
        raise Unreadable(_("“%(word)s” has no letter or number.") % {"word": facts[:LONGEST_WORD]})
    if max(len(facts), len(key(facts))) > LONGEST_WORD:
        raise Unreadable(
            _("“%(word)s…” is longer than %(most)d characters.") % {"word": facts[:12], "most": LONGEST_WORD}
        )
    return facts


def targets(text: str, of: str = "") -> tuple[Target, ...]:
    """`定期检验 检验检测=0.5`, without the word itself. Raises Unreadable for none but that, too many, one twice,
    a wrong weight.
    """
    found: dict[str, Target] = {}
    for part in filter(None, _BETWEEN.split(text.strip())):
        phrase, equals, weight = part.replace("＝", "=").partition("=")
        target = Target(word(phrase), _number(weight) if equals else Decimal(1))
        if not 0 < target.weight <= 1:
            raise Unreadable(_("The weight of “%(word)s” is not above 0 and up to 1.") % {"word": phrase})
        folded = key(phrase)
        if folded in found:
            raise Unreadable(_("“%(word)s” stands twice.") % {"word": phrase})
        found[folded] = target
    if found.pop(key(of), None) and not found:
        raise Unreadable(_("“%(word)s” stands for itself.") % {"word": of})
    if not found:
        raise Unreadable(_("There is no official word."))
    if len(found) > MOST_TARGETS:
        raise Unreadable(_("More than %(most)d official words.") % {"most": MOST_TARGETS})
    return tuple(found.values())


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text).quantize(Decimal("0.01")).normalize()
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Unreadable(_("“%(text)s” is no number.") % {"text": text[:20]})
    return number


def factor(text: str) -> Decimal:
    """Raises Unreadable for what is no number, or far from 1."""
    number = _number(text)
    if not LOWEST_FACTOR <= number <= HIGHEST_FACTOR:
        bounds = {"lowest": LOWEST_FACTOR, "highest": HIGHEST_FACTOR}
        raise Unreadable(_("A factor is from %(lowest)s to %(highest)s.") % bounds)
    return number


def word_lines(text: str) -> tuple[WordLine, ...]:
    """Every entry of a text of lines, in order. Raises Unreadable, with the number of the line."""

    def read(parts: list[str], area: str) -> Iterator[WordLine]:
        if len(parts) != 2:
            raise Unreadable(_("A line has words, a tab, and official words."))
        for each in parts[0].split():
            yield WordLine(word(each), targets(parts[1], each), area)

    return _lines(text, read, lambda line: line.word)


def stop_lines(text: str) -> tuple[str, ...]:
    """Words between spaces or on lines of their own. Raises Unreadable, with the number of the line."""
    return _lines(text, lambda parts, area: (word(each) for part in parts for each in part.split()), str)


def boost_lines(text: str) -> tuple[BoostLine, ...]:
    """`words<TAB>category<TAB>words of the title<TAB>factor`, `-` for nothing. Raises Unreadable, with the line."""

    def read(parts: list[str], area: str) -> Iterator[BoostLine]:
        if len(parts) != 4:
            raise Unreadable(_("A line has words, a category, words of a title and a factor, with tabs between."))
        category, title = ("" if part == "-" else part for part in parts[1:3])
        if not category and not title:
            raise Unreadable(_("There is neither a category nor a word of the title."))
        for each in parts[0].split():
            yield BoostLine(word(each), category, title and word(title), factor(parts[3]))

    return _lines(text, read, lambda line: f"{line.word} {line.category} {line.title}")


def _lines(text: str, read: Callable[[list[str], str], Iterator[T]], name: Callable[[T], str]) -> tuple[T, ...]:
    found: list[T] = []
    places: dict[str, int] = {}
    given = ""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if stripped.startswith("[") and stripped.endswith("]"):
                given = area(stripped[1:-1])
                continue
            for each in read([part.strip() for part in stripped.split("\t") if part.strip()], given):
                before = places.setdefault(key(name(each)), number)
                if len(places) == len(found):
                    facts = {"word": name(each).strip(), "line": before}
                    raise Unreadable(_("“%(word)s” stands in line %(line)d already.") % facts)
                found.append(each)
        except Unreadable as error:
            raise Unreadable(_("Line %(number)d: %(reason)s") % {"number": number, "reason": error}) from error
        if len(found) > MOST_ENTRIES:
            raise Unreadable(_("More than %(most)d entries.") % {"most": MOST_ENTRIES})
    return tuple(found)


def area(text: str) -> str:
    """Raises Unreadable for none, or one that is too long."""
    facts = text.strip()
    if not facts or len(facts) > LONGEST_AREA:
        raise Unreadable(_("An area has 1 to %(most)d characters.") % {"most": LONGEST_AREA})
    return facts


def read(path: Path, lines: Callable[[str], tuple[T, ...]]) -> tuple[T, ...]:
    """A file's entries. Raises Unreadable, with the file's name."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(_("The file is larger than %(most)d KB.") % {"most": LARGEST // 1024})
        return lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Unreadable(f"{path.name}: {error}") from error


def shipped_words() -> dict[str, WordLine]:
    """By key: what is shipped, and what the site's own files (DISCLOSURE_SEARCH_VOCABULARY) have besides or instead.
    Raises Unreadable.
    """
    own = [Path(path) for path in getattr(settings, "DISCLOSURE_SEARCH_VOCABULARY", ())]
    return {key(line.word): line for path in (DATA / "words.tsv", *own) for line in read(path, word_lines)}


def shipped_stop_words() -> tuple[str, ...]:
    return read(DATA / "stop.tsv", stop_lines)


def shipped_boosts() -> tuple[BoostLine, ...]:
    return read(DATA / "boosts.tsv", boost_lines)
