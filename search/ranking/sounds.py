"""How Chinese sounds without tones: `ji liang` of 计量, and what somebody may mean who types `jiliang` or `jl`."""

from functools import lru_cache

from pypinyin import lazy_pinyin

_OPENINGS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ao ei en eng o u",
}
SYLLABLES = frozenset(opening + rest for opening, rests in _OPENINGS.items() for rest in rests.split())
LONGEST = max(map(len, SYLLABLES))
_EQUAL = str.maketrans({"ü": "v"})


def syllables(text: str) -> list[str]:
    """One a character, without tones; what is not Chinese stands as it is, in one piece."""
    return [_spelt(each) for each in lazy_pinyin(text)]


@lru_cache(maxsize=2000)
def _spelt(syllable: str) -> str:
    return syllable.translate(_EQUAL)


@lru_cache(maxsize=2000)
def split(letters: str) -> tuple[str, ...]:
    """`anquan` → an, quan: the fewest syllables; () where it is none."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            if before is None or letters[start:end] not in SYLLABLES:
                continue
            found, known = (*before, letters[start:end]), best[end]
            if known is None or len(found) < len(known):
                best[end] = found
    return best[len(letters)] or ()
