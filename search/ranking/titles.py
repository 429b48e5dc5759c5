"""How like a title a question is: letter by letter, by sound, by shape, and as the short form people make of it."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from .. import analysis
from . import shapes, sounds, weights

STATE = "中华人民共和国"
_ASIDE = re.compile(r"[（(](?![一二三四五六七八九十0-9]{1,3}[)）])[^（）()]*[)）]\s*$")
_LATIN = re.compile(r"[a-z]+")
MOST_READINGS = 3
SHORTEST, LONGEST_SHORT = 2, 8
"""Characters of a short form."""
NEARLY = 0.98
"""The title without the remark at its end."""
ENOUGH = 0.62
"""Likeness from which a title counts as meant."""


@dataclass(frozen=True)
class Title:
    """A title folded to its characters: `core` is it without the state's name in front and a remark at its end; `has`
    its characters and their sounds, `initials` with what these begin.
    """

    key: str
    core: str
    sound: tuple[str, ...]
    has: frozenset[str]
    initials: frozenset[str]


def core(title: str) -> str:
    """The characters of a title that people ask for."""
    bare = _ASIDE.sub("", title.strip()) or title
    return analysis.key(bare).removeprefix(STATE) or analysis.key(title)


@lru_cache(maxsize=20_000)
def of(title: str) -> Title:
    found = core(title)
    sound = tuple(_aligned(found))
    initials = frozenset(each[:1] for each in sound)
    return Title(analysis.key(title), found, sound, frozenset(sound) | frozenset(found), initials)


def _aligned(text: str) -> list[str]:
    """A syllable for each character; other letters sound like themselves."""
    found: list[str] = []
    for run in re.findall(rf"[{analysis.HAN}]+|[^{analysis.HAN}]", text):
        found += sounds.syllables(run) if analysis.is_han(run) else [run]
    return found if len(found) == len(text) else list(text)


@dataclass(frozen=True)
class Reading:
    """A question as a row of characters: each with its sound; of what was typed in letters only the sound is known, of
    initials only its beginning ("i:" in front).
    """

    characters: tuple[str, ...]
    sound: tuple[str, ...]


@lru_cache(maxsize=2000)
def readings(whole: str) -> tuple[Reading, ...]:
    """Letters are syllables or initials: all that they may be, the likelier first."""
    found: list[tuple[list[str], list[str]]] = [([], [])]
    for run in re.findall(rf"[{analysis.HAN}]+|[a-z]+|[^{analysis.HAN}a-z]", whole):
        if analysis.is_han(run):
            options = [(list(run), sounds.syllables(run))]
        elif _LATIN.fullmatch(run):
            spelt = sounds.split(run)
            options = [([""] * len(spelt), list(spelt))] if spelt else []
            options.append(([""] * len(run), [f"i:{letter}" for letter in run]))
        else:
            options = [([run], [run])]
        found = [(c + each, s + more) for c, s in found for each, more in options][:MOST_READINGS]
    return tuple(Reading(tuple(c), tuple(s)) for c, s in found if len(c) == len(s) and c)


def _costs(one: str, sound: str, title: Title) -> list[float]:
    """What it costs to take each character of the title for this one."""
    if sound.startswith("i:"):
        return [weights.INITIAL if spelt[:1] == sound[2:] else 1.0 for spelt in title.sound]
    same, like = (weights.SAME_SOUND, shapes.of(one)) if one else (0.02, frozenset())
    if one not in title.has and sound not in title.has and like.isdisjoint(title.has):
        return [1.0] * len(title.core)
    return [
        0.0 if other == one else same if spelt == sound else weights.SAME_SHAPE if other in like else 1.0
        for other, spelt in zip(title.core, title.sound, strict=True)
    ]


def distance(reading: Reading, title: Title, most: float = math.inf) -> tuple[float, int]:
    """(what it costs to make the question of a piece of the title, how long that piece is); what costs more than `most`
    costs infinitely much.
    """
    left_out = weights.LEFT_OUT
    before, lengths = [0.0] * (len(title.core) + 1), [0] * (len(title.core) + 1)
    for place, (one, sound) in enumerate(zip(reading.characters, reading.sound, strict=True), 1):
        last, length = place * left_out, 0
        row, long = [last], [0]
        costs = _costs(one, sound, title)
        for cost, across, above, length_across, length_above in zip(
            costs, before, before[1:], lengths, lengths[1:], strict=False
        ):
            changed, added, left = across + cost, above + left_out, last + left_out
            if changed <= added and changed <= left:
                last, length = changed, length_across + 1
            elif added <= left:
                last, length = added, length_above
            else:
                last, length = left, length + 1
            row.append(last)
            long.append(length)
        if min(row) > most:
            return math.inf, 0
        before, lengths = row, long
    cost, longest = min((cost, -length) for cost, length in zip(before, lengths, strict=True))
    return cost, -longest


def likeness(whole: str, title: Title) -> float:
    """0 to 1: 1 is the title itself. What is a piece of a title is the less like it the longer the title is; what
    cannot be like it by half is 0.
    """
    if not whole:
        return 0.0
    if whole == title.key or (whole == title.core and title.key.endswith(title.core)):
        return 1.0
    if whole == title.core:
        return NEARLY
    if len(whole) > 1 and whole in title.core and not _LATIN.search(whole):
        return 0.8 + 0.2 * len(whole) / len(title.core)
    best = 0.0
    for reading in readings(whole):
        size = len(reading.characters)
        if size < 2 or not _may_be_like(reading, title):
            continue
        cost, length = distance(reading, title, size * 0.5 / _strictness(size))
        sure = 1 - cost / size * _strictness(size)
        if sure > 0:
            best = max(best, sure * (0.8 + 0.2 * min(1.0, length / max(1, len(title.core)))))
    return max(best, weights.ABBREVIATED * short_form(whole, title.core))


def _strictness(size: int) -> float:
    return 1.6 if size < 5 else 1.3


def _may_be_like(reading: Reading, title: Title) -> bool:
    """Whether what is not there at all leaves half of the likeness: cheaper to know than the distance."""
    size = len(reading.sound)
    most, missing = size * 0.5 / _strictness(size), 0.0
    has = title.has
    for one, sound in zip(reading.characters, reading.sound, strict=True):
        if one in has or sound in has or (sound.startswith("i:") and sound[2:] in title.initials):
            continue
        missing += weights.LEFT_OUT if shapes.of(one).isdisjoint(has) else weights.SAME_SHAPE
        if missing > most:
            return False
    return True


def short_form(short: str, text: str) -> float:
    """0 to 1: how well 道交法 stands for 道路交通安全法: its characters in this order, at beginnings of words, from the
    first to the last.
    """
    if not SHORTEST <= len(short) <= LONGEST_SHORT or len(short) >= len(text) or not analysis.is_han(short):
        return 0.0
    if short in text or not _in_order(short, text):
        return 0.0
    begins = _beginnings(text)
    best = _aligned_best(short, text, begins)
    points = best / len(short)
    points += 0.35 if short[0] == text[0] else 0.0
    points += 0.3 if short[-1] == text[-1] else 0.0
    return max(
        0.0, min(1.0, points / 1.65 * (0.75 + 0.25 * min(1.0, 2.5 * len(short) / len(text)))) - 0.004 * len(text)
    )


def _in_order(short: str, text: str) -> bool:
    place = -1
    for each in short:
        place = text.find(each, place + 1)
        if place < 0:
            return False
    return True


@lru_cache(maxsize=4000)
def _beginnings(text: str) -> frozenset[int]:
    found, at = set(), 0
    for word in cut_title(text):
        found.add(at)
        at += len(word)
    return frozenset(found)


def cut_title(text: str) -> tuple[str, ...]:
    from .asked import cut  # the words of a title are those of a question

    return tuple(word for run in analysis.runs(text) for word in (cut(run) if analysis.is_han(run) else (run,)))


def _aligned_best(short: str, text: str, begins: frozenset[int]) -> float:
    """The most points of all ways to find the characters in order: 1 at the beginning of a word or beside the one
    before, 0.45 within a word.
    """
    rows: dict[int, float] = {-1: 0.0}
    for each in short:
        following: dict[int, float] = {}
        for at in (place for place, other in enumerate(text) if other == each):
            reached = [
                points + (1.0 if at in begins or (at == last + 1 and last >= 0) else 0.45)
                for last, points in rows.items()
                if last < at
            ]
            if reached:
                following[at] = max(reached)
        rows = following
    return max(rows.values(), default=0.0)
