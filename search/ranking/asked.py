"""What a question asks for: its words with the ways in which each may be written, whatever spaces are between them."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Protocol

import rjieba

from .. import analysis
from . import articles, numbers, shapes, sounds, weights

MOST_UNITS = 12
MOST_FORMS = 8
SHORTEST_NAME = 2
USUAL = 20
"""Documents that have a word which is surely one: a slip of the pen is meant for a usual one."""
_SPACE_IN_HAN = re.compile(rf"(?<=[{analysis.HAN}])[\s·•,，.。、/]+(?=[{analysis.HAN}])")
SAID_COST = 0.1
LONGEST_SAID = 3
"""Characters of a word of the people that is one word of the question; longer ones are several."""
UNKNOWN_SHARE = 0.5
"""A word that no document has counts half: it may be a slip of the pen."""


class Lexicon(Protocol):
    """The words of what is indexed."""

    @property
    def total(self) -> int: ...

    def counts(self, words: Iterable[str]) -> Mapping[str, int]:
        """In how many documents each stands; those that stand in none are left out."""

    def sounding(self, spelt: Iterable[str]) -> Mapping[str, list[tuple[str, int]]]:
        """Pinyin without tones and spaces, or initials → words with their counts, the most frequent first."""


@dataclass(frozen=True)
class Form:
    """A way to write a word, and how much it counts of it."""

    text: str
    weight: float
    is_part: bool = False
    """A shorter word within: who has it alone has only some of what was asked for."""


@dataclass(frozen=True)
class Unit:
    """A word of the question. `rarity` is its weight; without the needed ones it is not what was asked for."""

    text: str
    forms: tuple[Form, ...]
    rarity: float
    is_needed: bool
    source: str = ""
    """Of a related word: which words of the question it stands for."""


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for: in the words of the question, or in `others` that stand for them."""

    units: tuple[Unit, ...]
    others: tuple[Unit, ...] = ()

    @cached_property
    def weight(self) -> float:
        return max(sum(unit.rarity for unit in self.units), max((unit.rarity for unit in self.others), default=0.0))

    def value(self, held: Mapping[str, float]) -> float:
        """What of it is there, `held` of each unit by its text: the best way to say it, and a little of the others."""
        said = 0.0
        for unit in self.units:
            if unit.text in held:
                said += unit.rarity * held[unit.text]
        best = together = said
        for unit in self.others:
            if unit.text in held:
                way = unit.rarity * held[unit.text]
                together += way
                best = max(best, way)
        return best + weights.BESIDE * (together - best)


@dataclass(frozen=True)
class Asked:
    """A question, understood. `whole` is its words as one text without spaces; `related` are words for the same thing
    that the site's data knows, with their rarity times their weight.
    """

    whole: str
    units: tuple[Unit, ...] = ()
    related: tuple[Unit, ...] = ()
    quoted: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    article: str = ""
    number: numbers.Number | None = None
    stopped: tuple[str, ...] = field(default=())

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """What is asked for, one thing after the other: words of the people and what stands for them are one."""
        left = dict.fromkeys(self.units)
        found = []
        for source in dict.fromkeys(unit.source for unit in self.related):
            others = tuple(unit for unit in self.related if unit.source == source)
            units = tuple(unit for unit in left if source and (unit.text in source or source in unit.text))
            for unit in units:
                del left[unit]
            found.append(Concept(units, others))
        return (*found, *(Concept((unit,)) for unit in left))

    @cached_property
    def weight(self) -> float:
        return sum(concept.weight for concept in self.concepts)


@dataclass(frozen=True)
class Hint:
    """What the site's data says of a question: words for the same thing, and words that say nothing."""

    related: tuple[tuple[str, float, str], ...] = ()
    stop: frozenset[str] = frozenset()


def rarity(count: int, total: int) -> float:
    """BM25's idf, from 0.1 up."""
    return max(0.1, math.log(1 + (total - count + 0.5) / (count + 0.5)))


def squeezed(text: str) -> str:
    """Without what stands between Chinese characters: 质量 检查 is 质量检查."""
    return _SPACE_IN_HAN.sub("", analysis.fold(text).strip())


@lru_cache(maxsize=5000)
def cut(run: str, stop: frozenset[str] = frozenset(), said: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words of a Chinese run: those of the dictionary so that few characters are left over, then the shortest, so
    that a compound is its words; what is left over stands together. `said` are words of the people: each is one.
    """
    known = {word for word in rjieba.cut_all(run) if len(word) > 1} | {
        run[start:end]
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + 5) + 1)
        if run[start:end] in stop
    }
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(run) + 1):
        options = []
        for start in range(max(0, end - 8), end):
            word = run[start:end]
            if word in said:
                cost = SAID_COST
            elif word in stop:
                cost = 0.12 if len(word) > 1 else 0.5
            elif word in known:
                cost = 0.2 + 0.12 * (len(word) - 2)
            elif len(word) == 1:
                cost = 1.0
            else:
                continue
            options.append((best[start][0] + cost, (*best[start][1], word)))
        best.append(min(options, key=lambda each: each[0]))
    return best[-1][1]


def understood(
    text: str,
    lexicon: Lexicon,
    hint: Hint = Hint(),
    *,
    quoted: Iterable[str] = (),
    excluded: Iterable[str] = (),
) -> Asked:
    """`text` is what stands outside quotation marks, without what is excluded."""
    article, rest = articles.cited(analysis.fold(text))
    rest = squeezed(rest)
    stop = hint.stop | analysis.STOP
    said = frozenset(
        key for _phrase, _weight, source in hint.related if len(key := analysis.key(source)) <= LONGEST_SAID
    )
    pieces = [piece for run in analysis.runs(rest) for piece in _pieces(run, stop, said)]
    words = [word for word, _is_known in pieces if word not in stop or word in said][:MOST_UNITS]
    stopped = tuple(word for word, _is_known in pieces if word in stop and word not in said)
    if not words:
        words, stopped = [word for word, _is_known in pieces], ()
    units = tuple(_units(list(dict.fromkeys(words)), lexicon))
    if hint.related or stopped:
        units = tuple(replace(unit, rarity=min(unit.rarity, weights.MOST_SAID)) for unit in units)
    whole = "".join(analysis.runs(rest))
    related = tuple(_related(hint.related, units, lexicon))
    if related:
        counts = lexicon.counts(unit.text for unit in units)
        units = tuple(_said_otherwise(units, related, counts, max(1, lexicon.total)))
    names = tuple(dict.fromkeys(each for each in _names(text, rest, whole)))
    number = numbers.parse(text)
    return Asked(whole, units, related, tuple(quoted), tuple(excluded), names, article, number, stopped)


def _names(text: str, rest: str, whole: str) -> Iterable[str]:
    """What of a question may be a title: all of it, what stands before an article, each part beside other letters."""
    yield whole
    before = articles.before(analysis.fold(text))
    for part in (before, *rest.split()):
        found = analysis.key(articles.cited(part)[1])
        if len(found) >= SHORTEST_NAME:
            yield found


def _pieces(run: str, stop: frozenset[str], said: frozenset[str]) -> Iterable[tuple[str, bool]]:
    """Words, and what the dictionary does not know in one piece up to two characters."""
    if not analysis.is_han(run):
        yield run, True
        return
    for word in cut(run, stop, said):
        yield word, len(word) > 1


def _units(words: list[str], lexicon: Lexicon) -> Iterable[Unit]:
    inner = {word: parts(word) for word in words}
    slips = {word: _slips(word) for word in words if len(word) > 1}
    spelt = {word: _spellings(word) for word in words}
    counts = lexicon.counts(
        {
            *words,
            *(each for many in inner.values() for each in many),
            *(each for many in slips.values() for each in many),
        }
    )
    sounding = lexicon.sounding({each for many in spelt.values() for each in many})
    for word in words:
        count = counts.get(word, 0)
        is_apart = not count and len(word) == 2 and analysis.is_han(word) and len(words) > 1
        forms = {word: weights.APART if is_apart else 1.0}
        for part in inner[word]:
            if part in counts:
                forms[part] = weights.PART
        found: list[tuple[str, int, float]] = []
        for spelling in spelt[word]:
            found += [(each, n, weights.SOUND) for each, n in sounding.get(spelling, []) if each != word]
        found += [(each, counts[each], weights.SHAPE) for each in slips.get(word, ()) if each in counts]
        best = max((n for _each, n, _weight in found), default=0)
        is_latin = not analysis.is_han(word)
        if found and (is_latin or count * 20 < best):
            share = 1.0 if is_latin or not count else weights.RARELY
            for each, n, weight in sorted(found, key=lambda one: -one[1])[:MOST_FORMS]:
                if n * 8 >= best or is_latin:
                    usual = 1.0 if is_latin else min(1.0, math.log(1 + n) / math.log(1 + USUAL))
                    forms.setdefault(each, weight * share * usual)
        known = max([count, *(counts.get(each, 0) for each in forms), *(n for each, n, _w in found if each in forms)])
        weight = rarity(known, max(1, lexicon.total))
        if not known:
            weight *= UNKNOWN_SHARE
        if len(word) == 1 and analysis.is_han(word):
            weight *= UNKNOWN_SHARE
        yield Unit(
            word, tuple(Form(each, value, each in inner[word]) for each, value in forms.items()), weight, len(word) > 1
        )


def parts(word: str) -> list[str]:
    """The words inside a compound of three or more characters."""
    if len(word) < 3 or not analysis.is_han(word):
        return []
    return [each for each in rjieba.cut_all(word) if 1 < len(each) < len(word)]


def _spellings(word: str) -> list[str]:
    if analysis.is_han(word):
        return ["".join(sounds.syllables(word))] if len(word) > 1 else []
    return [word] if word.isascii() and word.isalpha() and len(word) > 1 else []


def _slips(word: str) -> list[str]:
    """The word with one character instead of another that looks like it."""
    if not analysis.is_han(word) or len(word) > 6:
        return []
    return [word[:at] + other + word[at + 1 :] for at, each in enumerate(word) for other in shapes.of(each)]


def _related(facts: Iterable[tuple[str, float, str]], units: tuple[Unit, ...], lexicon: Lexicon) -> Iterable[Unit]:
    """Each as rare as the phrase and what it stands for are: what people say is often in no text at all. Where it is a
    word of many texts, it needs no other; where it only says who or where, another says little.
    """
    phrases = [(squeezed(phrase), weight, analysis.key(source)) for phrase, weight, source in facts]
    if not phrases:
        return
    counts = lexicon.counts({each for phrase, _weight, source in phrases for each in (phrase, source, *cut(phrase))})
    known, total = {unit.text for unit in units}, max(1, lexicon.total)
    for phrase, weight, source in phrases:
        if phrase in known or not phrase:
            continue
        count = counts.get(phrase) or min((counts.get(word, 0) for word in cut(phrase)), default=0)
        if count:
            said = [unit for unit in units if unit.text in source]
            meant = sum(unit.rarity for unit in said) if said else weights.MOST_MEANT
            weight *= _need(source, counts, total)
            value = weights.OWN * rarity(count, total) + (1 - weights.OWN) * min(meant, weights.MOST_MEANT)
            yield Unit(phrase, (Form(phrase, 1.0),), value * weight, False, source)


def _need(source: str, counts: Mapping[str, int], total: int) -> float:
    """How much a question needs other words for these: a word of many texts is official itself."""
    return 1.0 if counts.get(source, 0) < weights.USUAL_SHARE * total else weights.UNNEEDED


def _said_otherwise(
    units: Iterable[Unit], related: tuple[Unit, ...], counts: Mapping[str, int], total: int
) -> Iterable[Unit]:
    """Words of the people count less themselves where others stand for them."""
    for unit in units:
        others = any(unit.text in each.source for each in related)
        is_usual = counts.get(unit.text, 0) >= weights.USUAL_SHARE * total
        yield replace(unit, rarity=unit.rarity * weights.SAID) if others and not is_usual else unit
