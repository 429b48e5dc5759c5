"""Did you mean: words of what is on view that sound like, or are nearly spelt like, what was asked."""

from collections import defaultdict
from collections.abc import Iterator

from django.core.cache import cache
from pypinyin import lazy_pinyin

from cms.publication.models import ListingEntry
from search import analysis
from search.engines.base import Result
from search.models import SearchEntry
from search.query import Query

KEY = "disclosure-search-vocabulary"
KEPT_SECONDS = 300
MOST_TITLES = 20_000


def vocabulary() -> dict[str, list[str]]:
    """Pinyin → words of titles on view, the most frequent first. Worked out every few minutes."""
    kept: dict[str, list[str]] | None = cache.get(KEY)
    if kept is None:
        kept = _collect()
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def _collect() -> dict[str, list[str]]:
    from cms.publication import clock

    now = clock.now()
    shown = ListingEntry.objects.filter(channel="web", structural=False, shown_from__lte=now, shown_to__gt=now)
    counts: dict[str, int] = defaultdict(int)
    titles = SearchEntry.objects.filter(number__in=shown.values("number")).order_by("-number")
    for title in titles.values_list("title", flat=True)[:MOST_TITLES]:
        for word in analysis.words(title):
            if len(word) > 1:
                counts[word] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(counts, key=lambda each: (-counts[each], each)):
        if analysis.is_han(word):
            found["".join(lazy_pinyin(word))].append(word)
    return dict(found)


def for_result(query: Query, result: Result) -> str:
    """A suggestion where the question as it stands found nothing."""
    return suggestion(query) if query.text and (result.loosened or not result.total) else ""


def suggestion(query: Query) -> str:
    """The question with each unknown word replaced by one that sounds the same or nearly so; "" when there is none."""
    known = vocabulary()
    words = list(_words(query.text, known))
    changed = [_nearest(word, known) for word in words]
    if not any(changed):
        return ""
    return "".join(new or old for new, old in zip(changed, words, strict=True))


def _words(text: str, known: dict[str, list[str]]) -> Iterator[str]:
    """Runs that sound like a known word as they are, the others cut into words."""
    for run in analysis.runs(text):
        whole = not analysis.is_han(run) or "".join(lazy_pinyin(run)) in known
        yield from [run] if whole else analysis.words(run)


def _nearest(word: str, known: dict[str, list[str]]) -> str:
    spelt = "".join(lazy_pinyin(word)) if analysis.is_han(word) else word
    found = known.get(spelt)
    if found:
        return "" if word in found else found[0]
    if len(spelt) < 4:
        return ""
    near = [key for key in known if abs(len(key) - len(spelt)) <= 1 and _within_one(key, spelt)]
    return known[min(near)][0] if near else ""


def _within_one(one: str, other: str) -> bool:
    """Whether one letter more, less or another makes them the same."""
    if len(one) > len(other):
        one, other = other, one
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    rest = one[place:], other[place:]
    return rest[0] == rest[1][1:] or rest[0][1:] == rest[1][1:]
