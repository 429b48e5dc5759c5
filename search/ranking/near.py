"""Tokens by which a title is found that somebody asks for with a wrong character, by its sound, or by its short form.

`c道` is a character, `sanquan` two syllables that follow each other, `iaq` their initials, `n617` the number of a
document. They stand in a column of their own, so that they raise nothing else.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from .. import analysis
from . import numbers, titles

MOST_PAIRS = 16
COUNTED = "~"
"""In front of such a token where words are counted."""


def tokens(title: str, document_number: str = "") -> str:
    """What the index stores of a title, in its order."""
    facts = titles.of(analysis.fold(title))
    sound = facts.sound
    found = [f"c{each}" for each in facts.core if analysis.is_han(each)]
    found += [f"s{one}{other}" for one, other in itertools.pairwise(sound)]
    found += [f"i{one[:1]}{other[:1]}" for one, other in itertools.pairwise(sound)]
    number = numbers.parse(document_number)
    return " ".join([*found, number.token] if number else found)


@dataclass(frozen=True)
class Near:
    """Tokens of a title: all of them (`is_phrase`: following each other), or any."""

    tokens: tuple[str, ...]
    kind: str
    """all, any or phrase"""


def asked(names: Iterable[str], number: numbers.Number | None) -> list[Near]:
    """What the titles of these names would have."""
    found = [Near((number.token,), "all")] if number else []
    for name in names:
        if titles.SHORTEST <= len(name) <= titles.LONGEST_SHORT and analysis.is_han(name):
            found.append(Near(tuple(f"c{each}" for each in name), "all"))
        for reading in titles.readings(name):
            found += _by_sound(reading.sound)
    return list(dict.fromkeys(found))


def _by_sound(sound: tuple[str, ...]) -> Iterable[Near]:
    """Syllables: any pair of them, for one may be wrong; initials: all of them, in order."""
    bare = [(each.removeprefix("i:"), each.startswith("i:")) for each in sound]
    spelt, initials = [], []
    for (one, first), (other, second) in itertools.pairwise(bare):
        if first or second:
            initials.append(f"i{one[:1]}{other[:1]}")
        else:
            spelt.append(f"s{one}{other}")
    if initials and len(sound) > 2:
        yield Near(tuple(initials), "phrase" if not spelt else "all")
    if spelt:
        yield Near(tuple(dict.fromkeys(spelt))[:MOST_PAIRS], "any")
