"""What a hit says of itself, escaped, with only <mark> as markup: the sentences in which what was asked for stands.

A text has a line for each paragraph and each field; a snippet never runs from one line into the next.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from . import analysis
from .passages import Passage
from .query import Query
from .ranking.asked import cut

LENGTH = 120
"""Characters of a snippet, about."""
MOST_TEXT = 200_000
"""Characters of a text that are looked through."""
BETWEEN = " … "
_LABEL = re.compile(r"[^：:。，；\s]{1,14}：")
"""What a field is called, at the beginning of its line."""
_AFTER_PLACE = "： \u3000"
_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]*[”’」』）)]*")


def snippet(text: str, query: Query, also: Iterable[str] = ()) -> str:
    """The sentence with most of what was asked for, with those that follow it, and of other lines one more; "" where
    nothing of it stands in the text. `also` are words that mean the same.
    """
    wanted = _patterns(query, also)
    if wanted is None:
        return ""
    best = _best(text[:MOST_TEXT], wanted)
    if not best:
        return ""
    pieces, seen = [_around(best[0][2], best[0][3], wanted)], best[0][4]
    for _score, _place, line, start, found in best[1:]:
        if len(pieces[0]) > LENGTH // 2 or found <= seen:
            break  # enough is said, or nothing new
        pieces.append(_around(line, start, wanted))
        break
    return mark(BETWEEN.join(pieces), query, also)


def of_passage(passage: Passage, query: Query, also: Iterable[str] = ()) -> str:
    """Of the piece that answers best, without what is named beside it; its beginning where only its name was asked."""
    lines = passage.text.splitlines()
    if passage.place:
        lines = [line.removeprefix(passage.place).lstrip(_AFTER_PLACE) for line in lines]
    text = "\n".join(lines)
    return snippet(text, query, also) or (summary(text, query) if passage.place else "")


def summary(text: str, query: Query) -> str:
    """The beginning of a summary, where the text says nothing of the question."""
    flat = " ".join(text.split())
    return mark(flat if len(flat) <= LENGTH else f"{flat[: LENGTH - 1]}…", query)


def mark(text: str, query: Query, also: Iterable[str] = ()) -> str:
    """The text escaped, with what was asked for in <mark>."""
    wanted = _patterns(query, also)
    if wanted is None:
        return escape(text)
    parts, last = list[str](), 0
    for match in wanted.finditer(text):
        parts += [escape(text[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
        last = match.end()
    return "".join((*parts, escape(text[last:])))


Found = tuple[float, int, str, int, frozenset[str]]
"""How much a sentence says of the question, its place, its line, where it begins there, what of the question it has."""


def _best(text: str, wanted: re.Pattern[str]) -> list[Found]:
    """The best sentence of each line that has anything of the question, the best first."""
    found = []
    for place, line in enumerate(text.splitlines()):
        flat = " ".join(line.split())
        if not flat or wanted.search(flat) is None:
            continue
        found.append(max(_sentences(place, flat, wanted), key=lambda each: (each[0], -each[3])))
    return sorted(found, key=lambda each: (-each[0], each[1]))


def _sentences(place: int, line: str, wanted: re.Pattern[str]) -> Iterator[Found]:
    for match in _SENTENCE.finditer(line):
        said = match.group()
        has = frozenset(map(_folded, wanted.findall(said))) if said else frozenset()
        score = float(sum(len(each) ** 2 for each in has))
        yield score, place, line, match.start(), has


@lru_cache(maxsize=2000)
def _folded(word: str) -> str:
    return analysis.fold(word)


def _around(line: str, start: int, wanted: re.Pattern[str]) -> str:
    """About LENGTH characters of a line from a sentence on; a long sentence is cut where its first match is."""
    sentence = _SENTENCE.match(line, start)
    end = sentence.end() if sentence else len(line)
    match = wanted.search(line, start)
    if end - start > LENGTH and match is not None and match.end() > start + LENGTH - 20:
        start = match.start() - LENGTH // 3
    label = _LABEL.match(line)
    if label is not None and start <= label.end():
        start, label = 0, None
    piece = line[start : start + LENGTH].strip()
    return f"{label.group() if label else ''}{'…' if start else ''}{piece}{'…' if start + LENGTH < len(line) else ''}"


def _patterns(query: Query, also: Iterable[str] = ()) -> re.Pattern[str] | None:
    """What the question says, its words, and what else it means."""
    return _pattern(query.text, query.synonyms, tuple(also))


@lru_cache(maxsize=64)
def _pattern(text: str, synonyms: tuple[tuple[str, ...], ...], also: tuple[str, ...]) -> re.Pattern[str] | None:
    query = Query(text, synonyms=synonyms)
    asked = {each for term in query.terms for each in query.alternatives(term)} | {*also}
    for run in analysis.runs(" ".join(query.terms)):
        asked.update(word for word in (cut(run) if analysis.is_han(run) else [run]) if word not in analysis.STOP)
    asked.update(query.words)
    whole = analysis.key(query.text)
    asked = {word for word in asked if len(word) > 1 or analysis.key(word) == whole}
    written = {form for word in asked for form in (word, analysis.fold(word)) if form}
    longest_first = sorted(written, key=lambda each: (-len(each), each))
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if written else None
