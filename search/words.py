"""The words that an administrator edits, as every process asks them: what a question means in official words, which of
its words say nothing, what they raise.

A change counts at once in the process in which it was made, and a second later in the others; nothing is rebuilt.
"""

import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import rjieba

from . import analysis, word_files
from .models import SynonymGroup
from .word_models import Boost, PeoplesWord, StopWord, WordsGeneration

MOST = 24
"""Expansions of one question."""
LONGEST_QUESTION = 200
ASKED_EVERY = 1.0
"""Seconds for which a process takes it that nothing has changed."""
ROW = 1
LONG = 3
"""Characters up to which a word may have come about by chance."""


@dataclass(frozen=True)
class Expansion:
    """An official phrase that the question stands for, how surely (above 0, up to 1), and by which of its words."""

    phrase: str
    weight: float
    source: str


@dataclass(frozen=True)
class Raising:
    """Where a question has `word`: what is of `category` (if given) and has `title` in its title (if given) counts
    `factor` times."""

    word: str
    category: str
    title: str
    factor: float


@dataclass(frozen=True)
class Known:
    """A set of words, and by their first character how long they are."""

    words: frozenset[str] = frozenset()
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[str]) -> "Known":
        known = frozenset(filter(None, words))
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in known:
            lengths[word[0]].add(len(word))
        return cls(known, {first: tuple(each) for first, each in lengths.items()})


@dataclass(frozen=True)
class Vocabulary:
    """All words of one generation. `stop` and the keys of `entries` are folded; `synonyms` are the two-way groups,
    which are among the entries too."""

    generation: str = ""
    entries: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict, repr=False)
    stop: frozenset[str] = frozenset()
    boosts: tuple[Raising, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    known: Known = field(default_factory=Known, repr=False)
    official: Known = field(default_factory=Known, repr=False)
    """The official phrases: a word of the people's within one is none."""

    def bare(self) -> "Vocabulary":
        """The same without the people's words and the synonyms."""
        return Vocabulary(self.generation, stop=self.stop, boosts=self.boosts)

    def expansions(self, question: str) -> tuple[Expansion, ...]:
        """What the question means, by its longest words first. Of two that share characters the longer one counts, and
        what stands in the question already is left out. At most MOST.
        """
        text = word_files.key(question[:LONGEST_QUESTION])
        found: dict[str, Expansion] = {}
        for source in self._matches(text):
            for phrase, weight in self.entries[source]:
                folded = word_files.key(phrase)
                if folded in text and folded not in source:
                    continue
                known = found.get(phrase)
                if known is None or known.weight < weight:
                    found[phrase] = Expansion(phrase, weight, source)
        return tuple(found.values())[:MOST]

    def raising(self, question: str) -> tuple[Raising, ...]:
        """The boosts whose word the question has."""
        text = word_files.key(question[:LONGEST_QUESTION])
        return tuple(each for each in self.boosts if each.word in text)

    def _matches(self, text: str) -> Iterator[str]:
        """Entries in the text, the longest first, none of them over another or within an official phrase."""
        taken: set[int] = set()
        inner = _Inner(text, self.stop)
        official = [(start, start + length) for length, start in _places(text, self.official)]
        for length, start in sorted(_places(text, self.known), key=lambda place: (-place[0], place[1])):
            end = start + length
            within = any(first <= start and end <= last and last - first > length for first, last in official)
            if not within and taken.isdisjoint(range(start, end)) and inner.stands_alone(start, end):
                taken.update(range(start, end))
                yield text[start:end]


def _places(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """(length, start) of each of these words in the text."""
    for start, character in enumerate(text):
        for length in known.lengths.get(character, ()):
            if start + length <= len(text) and text[start : start + length] in known.words:
                yield length, start


class _Inner:
    """Where words of the dictionary begin in a text; worked out when it is asked for."""

    def __init__(self, text: str, stop: frozenset[str]) -> None:
        self.text, self.stop = text, stop
        self._edges: set[int] | None = None

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether it does not begin within a word (去年|检验 has no 年检, 劳动合同法 no 合同法), and is no part of one
        that is not Chinese. A single Chinese character has to be a word.
        """
        before, after = start == 0 or self._apart(start), end == len(self.text) or self._apart(end)
        if not (before and after):
            return False
        if end - start > LONG:
            return True
        return start in self.edges and (end - start > 1 or end in self.edges)

    def _apart(self, place: int) -> bool:
        """Whether no word that is not Chinese goes on over this place."""
        one, other = self.text[place - 1], self.text[place]
        return " " in (one, other) or analysis.is_han(one) or analysis.is_han(other)

    @property
    def edges(self) -> set[int]:
        """Of words that say nothing every place: 怎么办|证 is 怎么|办证 as well."""
        if self._edges is None:
            place, self._edges = 0, {0}
            for each in rjieba.cut(self.text, False):
                inner = range(1, len(each)) if each in self.stop else ()
                self._edges.update(place + step for step in (*inner, len(each)))
                place += len(each)
        return self._edges


_kept: Vocabulary | None = None
_instead: Vocabulary | None = None
_asked = 0.0
_lock = threading.Lock()


def current() -> Vocabulary:
    """The words in use. No query within a second of the last one that was asked; else one, and four after a change."""
    global _kept, _asked
    if _instead is not None:
        return _instead
    kept = _kept
    if kept is not None and time.monotonic() - _asked < ASKED_EVERY:
        return kept
    began = time.monotonic()
    generation = WordsGeneration.objects.filter(pk=ROW).values_list("token", flat=True).first() or ""
    if kept is None or kept.generation != generation:
        kept = _load(generation)
    with _lock:
        _kept, _asked = kept, began
    return kept


@contextmanager
def instead(vocabulary: Vocabulary) -> Iterator[None]:
    """In the block the whole process asks these words, and no database; for measuring."""
    global _instead
    before, _instead = _instead, vocabulary
    try:
        yield
    finally:
        _instead = before
        forget()


def changed(*_args: Any, **_named: Any) -> None:
    """Words have changed: every process reads them again. Also the receiver of the models' signals."""
    WordsGeneration.objects.update_or_create(pk=ROW, defaults={"token": uuid.uuid4().hex})
    forget()


def forget() -> None:
    """Drop what this process keeps."""
    global _kept
    with _lock:
        _kept = None


def _load(generation: str) -> Vocabulary:
    synonyms = tuple(tuple(group.words) for group in SynonymGroup.objects.filter(is_active=True))
    entries = _entries(synonyms)
    boosts = Boost.objects.filter(is_active=True).values_list("word", "category", "title", "factor")
    return Vocabulary(
        generation=generation,
        entries=entries,
        stop=frozenset(StopWord.objects.filter(is_active=True).values_list("key", flat=True)),
        boosts=tuple(
            Raising(word_files.key(word), category, title, float(factor)) for word, category, title, factor in boosts
        ),
        synonyms=synonyms,
        known=Known.of(entries),
        official=Known.of(word_files.key(phrase) for each in entries.values() for phrase, _weight in each),
    )


def _entries(synonyms: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for key, targets in PeoplesWord.objects.filter(is_active=True).values_list("key", "targets"):
        for part in targets.split():
            phrase, _equals, weight = part.partition("=")
            found[key][phrase] = float(weight or 1)
    for group in synonyms:
        for word in group:
            others = {other: 1.0 for other in group if word_files.key(other) != word_files.key(word)}
            found[word_files.key(word)].update(others)
    return {key: tuple(sorted(each.items(), key=lambda facts: -facts[1])) for key, each in found.items() if key}
