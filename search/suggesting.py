"""Did you mean: words of what is on view that sound like, or are nearly spelt like, what was asked."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.core.cache import cache
from pypinyin import lazy_pinyin

from cms.publication import clock, listing, reading, viewing
from cms.publication.current import WEB
from cms.publication.models import ListingEntry

from . import analysis, lexicon
from .documents import batched
from .engine_contract import Engine, Result
from .models import SearchEntry
from .query import Query
from .ranking import sounds

KEY = "disclosure-search-words"
KEPT_SECONDS = 300
MOST_TITLES = 6_000
"""The newest: they are read while somebody waits. Words of older titles are known by their sound, as those of texts."""
TOGETHER = 500
WITNESSES = 5
"""Publications kept with a word, the newest: it is suggested while one of them is on view."""
FEW = 2
"""So many results are little."""
MOST_ASKED = 4
MOST_TRIED = 8
MOST_SOUNDING = 3
Known = dict[str, list[tuple[str, list[int]]]]


def vocabulary() -> Known:
    """Pinyin → words of titles and the numbers of some that have them, the most frequent first. Worked out every few
    minutes, so what stands here may be gone by now.
    """
    kept: Known | None = cache.get(KEY)
    if kept is None:
        kept = _collect()
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def _collect() -> Known:
    """Of the newest MOST_TITLES. A title is cut once in a process."""
    counts: dict[str, int] = defaultdict(int)
    numbers: dict[str, list[int]] = defaultdict(list)
    entries = SearchEntry.objects.order_by("-number").values_list("number", "title")[:MOST_TITLES]
    for batch in batched(entries, TOGETHER):
        shown = _on_view([number for number, _title in batch])
        for number, title in batch:
            for word in _cut(title) if number in shown else ():
                counts[word] += 1
                if len(numbers[word]) < WITNESSES:
                    numbers[word].append(number)
    found: Known = defaultdict(list)
    for word in sorted(counts, key=lambda each: (-counts[each], each)):
        found[_spelt(word)].append((word, numbers[word]))
    return dict(found)


def _on_view(numbers: list[int]) -> set[int]:
    """Those of these that are on view and no structural pages."""
    moment, marks = reading.parameter(clock.now()), ", ".join(["%s"] * len(numbers))
    rows = reading.query(
        f'SELECT l."number" FROM "{ListingEntry._meta.db_table}" l WHERE l."number" IN ({marks}) '  # noqa: S608 - constants
        # a bare condition would have SQLite go through all that is on view
        f'AND CASE WHEN l."channel" = %s AND NOT l."structural" AND {viewing.sql()} THEN 1 ELSE 0 END = 1',
        [*numbers, WEB, moment, moment],
    )
    return {number for (number,) in rows}


@lru_cache(maxsize=2 * MOST_TITLES)
def _cut(title: str) -> tuple[str, ...]:
    return tuple(word for word in analysis.words(title) if len(word) > 1 and analysis.is_han(word))


@lru_cache(maxsize=MOST_TITLES)
def _spelt(word: str) -> str:
    return "".join(lazy_pinyin(word))


def for_result(query: Query, result: Result, engine: Engine, now: datetime) -> str:
    """A suggestion where the question finds little: one that finds more, for it is tried first. A word that is found
    somewhere as it stands is right, and stays.
    """
    if not query.text or query.page > 1 or (result.total > FEW and not result.loosened):
        return ""
    asking = _Asking(engine, now)
    text = suggestion(query, now, asking.finds, asking.sounding)
    if not text or analysis.key(text) == query.title_key:
        return ""
    tried = engine.search(replace(query, text=text, per_page=0), now)
    better = tried.total > result.total or (result.loosened and not tried.loosened)
    return text if tried.total and better else ""


class _Asking:
    """Whether words are found as they stand, of at most MOST_TRIED."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self.engine, self.now, self.left = engine, now, MOST_TRIED

    def finds(self, word: str) -> bool:
        """Whether a word stands somewhere on view, in a title or in a text."""
        if self.left <= 0:
            return False
        self.left -= 1
        found = self.engine.search(Query(text=f'"{word}"', per_page=0), self.now)
        return bool(found.total) and not found.loosened

    def sounding(self, word: str) -> str:
        """A word of the texts that sounds like this one and is found; "" for none."""
        if len(word) < 2 or not analysis.is_han(word):
            return ""
        spelt = "".join(sounds.syllables(word))
        others = [each for each, _count in lexicon.Words().sounding([spelt]).get(spelt, []) if each != word]
        return next((each for each in others[:MOST_SOUNDING] if len(each) == len(word) and self.finds(each)), "")


def suggestion(
    query: Query,
    at: datetime | None = None,
    is_right: Callable[[str], bool] = lambda word: False,
    sounding: Callable[[str], str] = lambda word: "",
) -> str:
    """The question with each unknown word replaced by one that sounds the same or nearly so; "" when there is none.

    A word counts that stands in the title of something on view at this second, or in a text as `sounding` knows them.
    At most MOST_ASKED words are asked about, whether they are right.
    """
    known = vocabulary()
    words = list(_words(query.text, known))
    near = [_nearest(word, known) for word in words]
    spelt = {word for found in known.values() for word, _numbers in found}
    doubted = [place for place, word in enumerate(words) if len(word) > 1 and word not in spelt]
    if len(doubted) > MOST_ASKED:
        return ""
    doubted = [place for place in doubted if not is_right(words[place])]
    near = [found if place in doubted else [] for place, found in enumerate(near)]
    links = listing.links(sorted({number for found in near for _word, numbers in found for number in numbers}), at=at)
    titles = {number: analysis.fold(link.title) for number, link in links.items()}
    changed = [
        next((word for word, numbers in found if any(word in titles.get(number, "") for number in numbers)), "")
        for found in near
    ]
    changed = [new or (sounding(words[place]) if place in doubted else "") for place, new in enumerate(changed)]
    if not any(changed):
        return ""
    return "".join(new or old for new, old in zip(changed, words, strict=True))


def _words(text: str, known: Known) -> Iterator[str]:
    """Runs that sound like a known word as they are, the others cut into words; characters that are none together."""
    for run in analysis.runs(text):
        if not analysis.is_han(run) or "".join(lazy_pinyin(run)) in known:
            yield run
            continue
        alone = ""
        for word in analysis.words(run):
            if len(word) == 1:
                alone += word
                continue
            yield from filter(None, [alone])
            alone = ""
            yield word
        yield from filter(None, [alone])


def _nearest(word: str, known: Known) -> list[tuple[str, list[int]]]:
    """Known words in its place, the best first; none for one that is known itself."""
    spelt = "".join(lazy_pinyin(word)) if analysis.is_han(word) else word
    found = known.get(spelt)
    if found:
        return [] if word in {each for each, _numbers in found} else found
    if len(spelt) < 4:
        return []
    near = [key for key in known if abs(len(key) - len(spelt)) <= 1 and _within_one(key, spelt)]
    return known[min(near)] if near else []


def _within_one(one: str, other: str) -> bool:
    """Whether one letter more, less or another makes them the same."""
    if len(one) > len(other):
        one, other = other, one
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    rest = one[place:], other[place:]
    return rest[0] == rest[1][1:] or rest[0][1:] == rest[1][1:]
