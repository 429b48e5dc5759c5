"""How text becomes tokens, the same for what is indexed and for what is asked.

Chinese runs are cut into overlapping pairs of characters: a phrase of pairs is found wherever these characters stand
together, whatever a dictionary thinks of them. Words of other scripts and numbers are tokens of their own.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from operator import add

import opencc
import rjieba
from pypinyin import lazy_pinyin

HAN = "㐀-䶿一-鿿豈-﫿"
_RUN = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]+")
_IS_HAN = re.compile(rf"[{HAN}]")
STOP = frozenset(
    "的 了 和 与 及 或 是 在 对 为 于 请问 怎么 怎样 如何 什么 哪里 哪些 多少 吗 呢 我 我要 要 想".split()  # noqa: SIM905 - read as words
)
LONGEST = 64
LONGEST_KEY = 255


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """One way to write the same text: width, case, traditional to simplified."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text).casefold()))


def runs(text: str) -> Iterator[str]:
    """Chinese runs and words of other scripts, in order, folded."""
    for match in _RUN.finditer(fold(text)):
        yield match.group()


def folded_runs(text: str) -> Iterator[str]:
    """The same of a text that is folded already."""
    for match in _RUN.finditer(text):
        yield match.group()


def key(text: str) -> str:
    """The same for the same words, whatever stands between them."""
    return "".join(runs(text))[:LONGEST_KEY]


def is_han(run: str) -> bool:
    return bool(_IS_HAN.match(run))


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a Chinese run; a run of one character is itself."""
    return [*map(add, run, run[1:])] or [run]


def tokens(text: str) -> str:
    """What the index stores: tokens separated by spaces; the last character of a run is one too."""
    return folded_tokens(fold(text))


def folded_tokens(text: str) -> str:
    """The same of a text that is folded already."""
    found: list[str] = []
    for match in _RUN.finditer(text):
        run = match.group()
        if match.lastindex:
            found += pairs(run)
            found.append(run[-1])
        else:
            found.append(run[:LONGEST])
    return " ".join(found)


def phrase(term: str) -> str:
    """The tokens of a term as they follow each other in the index. At its ends a Chinese run may go on in the text."""
    cut = list(runs(term))
    last = len(cut) - 1
    found: list[str] = []
    for place, run in enumerate(cut):
        if not is_han(run):
            found.append(run[:LONGEST])
        elif place == last or (place == 0 and len(run) == 1):
            found += pairs(run)
        else:
            found += [*pairs(run), run[-1]]
    return " ".join(found)


def is_open(tokens: str) -> bool:
    """Whether a phrase ends in a single Chinese character: in a text that goes on, it is the first of a pair."""
    last = tokens.rpartition(" ")[2]
    return len(last) == 1 and is_han(last)


def title_tokens(text: str) -> str:
    """The tokens of a title, and behind them its words in pinyin: in full, by initials, two neighbours together."""
    return " ".join(filter(None, (tokens(text), " ".join(dict.fromkeys(pinyin(text))))))


def pinyin(text: str) -> Iterator[str]:
    """`dianti`, `dt` of 电梯; of words that stand together also both at once, of a long word its parts too."""
    for run in runs(text):
        if not is_han(run):
            continue
        cut = rjieba.cut(run)
        spelt = [_syllables(word) for word in cut]
        for place, syllables in enumerate(spelt):
            following = spelt[place + 1] if place + 1 < len(spelt) else []
            pieces = [syllables, [*syllables, *following] if following else []]
            pieces += [syllables[start:end] for start, end in _parts(cut[place])]
            for each in pieces:
                if len(each) > 1:
                    yield "".join(each)
                    yield "".join(syllable[0] for syllable in each)
                elif each:
                    yield each[0]


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> list[str]:
    return list(lazy_pinyin(word))


@lru_cache(maxsize=50_000)
def _parts(word: str) -> list[tuple[int, int]]:
    """Where the shorter words in a long one begin and end, and two of them that follow each other: of 行政处罚法 行政,
    处罚, 行政处罚.
    """
    whole = (0, len(word))
    found = [(start, end) for _part, start, end in rjieba.tokenize(word, "search", True)] if len(word) > 2 else []
    both = [(start, end) for start, middle in found for begin, end in found if begin == middle]
    return [each for each in dict.fromkeys([*found, *both]) if each != whole]


def words(text: str) -> list[str]:
    """The words of a question, without those that say nothing."""
    cut = (word.strip() for run in runs(text) for word in (rjieba.cut(run) if is_han(run) else [run]))
    return [word for word in dict.fromkeys(cut) if word and word not in STOP]
