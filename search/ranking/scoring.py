"""The score of a document for a question: its views apart, then together."""

import bisect
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search.passages import SEPARATOR
from search.ranking import numbers, titles, weights
from search.ranking.asked import Asked, Form, Unit

Raised = tuple[tuple[str, str, float], ...]
"""What counts so many times: of a category, with these words in its title (either may be "")."""


SHORT = 12
MOST_PLACES = 48
"""Passages of a long text that are scored."""


@dataclass(frozen=True)
class Views:
    """What a document shows to the ranking; every text folded. `body` is its passages between SEPARATOR; `engine` the
    score of the engine that found it.
    """

    number: int
    title: str
    headings: str = ""
    summary: str = ""
    body: str = ""
    document_number: str = ""
    category: str = ""
    validity: str = ""
    date: str = ""
    engine: float = 0.0


@dataclass(frozen=True)
class Scored:
    """`passage` is the place of the best passage in the body, -1 where none has anything; `covered` how much of the
    question is there, 0 to 1; `is_meant` says that its title or number was asked for.
    """

    number: int
    score: float
    covered: float = 0.0
    passage: int = -1
    is_meant: bool = False


def score(asked: Asked, views: Views) -> Scored:
    title = titles.of(views.title)
    like = max((_named(asked, name, title) for name in asked.names), default=0.0)
    held = _held(asked, title.key)
    words = _share(asked, held)
    found = best_passage(asked, views.body, {unit.text: value for unit, value in held.items()})
    headings = _share(asked, _held(asked, views.headings)) if views.headings else 0.0
    summary = _share(asked, _held(asked, views.summary)) if views.summary else 0.0
    covered = _covered(asked, held, found)
    number = numbers.likeness(asked.number, views.document_number) if asked.number else 0.0
    place, has_article = found.place, False
    if asked.article:
        cited = _place_of(asked.article, views.body)
        has_article = cited >= 0
        if has_article and like >= titles.ENOUGH:
            place = cited
    total = (
        weights.TITLE * _sharp(like)
        + weights.TITLE_WORDS * words * _fullness(asked, held, title)
        + weights.PASSAGE * min(weights.MOST_OF_PASSAGE, found.best)
        + weights.MORE_PASSAGES * found.more
        + weights.HEADINGS * headings
        + weights.SUMMARY * summary
        + weights.COVERAGE * covered**2
        + weights.WHOLE * max(number, like if like >= titles.NEARLY else 0.0)
        + (weights.ARTICLE * like if has_article else 0.0)
    )
    total *= weights.VALIDITY.get(views.validity, 1.0)
    if title.key.startswith(titles.STATE):
        total *= weights.STATE
    return Scored(views.number, total, covered, place, number > 0 or like >= titles.ENOUGH)


def _sharp(like: float) -> float:
    """Below the half it is chance."""
    return max(0.0, (like - 0.5) * 2) ** 1.5


def _held(asked: Asked, text: str) -> dict[Unit, float]:
    """How much of each unit a text has: the weight of the best form of it."""
    found = {}
    for unit in (*asked.units, *asked.related):
        value = max((form.weight for form in unit.forms if form.text in text), default=0.0)
        if value:
            found[unit] = value
    return found


def _share(asked: Asked, held: dict[Unit, float]) -> float:
    """Of the whole question, up to 1: what people's words stand for counts in place of them."""
    if not asked.weight:
        return 0.0
    return min(1.0, _by_source(held.items()) / asked.weight)


def _fullness(asked: Asked, held: dict[Unit, float], title: titles.Title) -> float:
    """A title of the words asked for and little else."""
    length = sum(len(unit.text) for unit in held)
    return 0.5 + 0.5 * min(1.0, length / max(1, len(title.core)))


@dataclass(frozen=True)
class Found:
    place: int = -1
    best: float = 0.0
    more: float = 0.0
    has: frozenset[str] = frozenset()
    held: dict[str, float] | None = None


def best_passage(asked: Asked, body: str, titled: dict[str, float]) -> Found:
    """The passage that says most of what was asked: rare words above common ones, words together above words apart."""
    present = []
    for unit in (*asked.units, *asked.related):
        forms = [form for form in unit.forms if form.text in body]
        if forms:
            present.append((unit, forms))
    if not present:
        return Found()
    full = asked.weight or 1.0
    texts = body.split(SEPARATOR)
    scores: list[tuple[float, int]] = []
    for place in _places(present, body, texts):
        value = _passage(present, texts[place], asked)
        if value:
            scores.append((value / full, place))
    if not scores:
        return Found(held={})
    scores.sort(key=lambda each: (-each[0], each[1]))
    best, place = scores[0]
    more = sum(value / (rank + 1) for rank, (value, _place) in enumerate(scores[1:6], 1))
    held = {unit.text: max(form.weight for form in forms) for unit, forms in present}
    return Found(place, best, min(1.5, more), held=held)


def _places(present: list[tuple[Unit, list[Form]]], body: str, texts: list[str]) -> Iterable[int]:
    """Which passages are worth a look: of a long text those with its rarest words."""
    if len(texts) <= SHORT:
        return range(len(texts))
    ends = list(itertools.accumulate(len(text) + 1 for text in texts))
    found: dict[int, None] = {}
    for unit, forms in sorted(present, key=lambda each: -each[0].rarity):
        for form in forms:
            at = body.find(form.text)
            while at >= 0 and len(found) < MOST_PLACES:
                place = bisect.bisect_right(ends, at)
                found[place] = None
                at = body.find(form.text, ends[place])
        if len(found) >= MOST_PLACES or (len(found) >= SHORT and unit.rarity < present[0][0].rarity):
            break
    return found


def _passage(present: list[tuple[Unit, list[Form]]], text: str, asked: Asked) -> float:
    norm = weights.SATURATION * (1 - weights.LENGTH + weights.LENGTH * len(text) / weights.USUAL_LENGTH)
    places, values = [], []
    for unit, forms in present:
        best, at = 0.0, -1
        for form in forms:
            count = text.count(form.text)
            if count:
                value = form.weight * count * (1 + weights.SATURATION) / (count + norm)
                if value > best:
                    best, at = value, text.find(form.text)
        if best:
            values.append((unit, best))
            places.append((unit, at))
    total = _by_source(values)
    if len(places) > 1:
        total += _together(places, text)
        if asked.whole in text:
            total += weights.PHRASE * asked.weight
    return total


def _together(places: list[tuple[Unit, int]], text: str) -> float:
    bonus = 0.0
    for (one, at), (other, other_at) in itertools.pairwise(places):
        weight = min(one.rarity, other.rarity)
        if one.text + other.text in text:
            bonus += weights.ADJACENT * weight
        elif abs(other_at - at) <= weights.NEAR + len(one.text):
            bonus += weights.CLOSE * weight
    return bonus


def _by_source(units: Iterable[tuple[Unit, float]]) -> float:
    """Of several phrases that stand for one thing the best counts, the others a little."""
    several: dict[str, list[float]] = {}
    total = 0.0
    for unit, value in units:
        if unit.source:
            several.setdefault(unit.source, []).append(unit.rarity * value)
        else:
            total += unit.rarity * value
    for values in several.values():
        best = max(values)
        total += best + weights.BESIDE * (sum(values) - best)
    return total


def _covered(asked: Asked, held: dict[Unit, float], found: Found) -> float:
    """Of the question's words, by rarity: in the title or anywhere in the text. Related words stand in for others."""
    if not asked.weight:
        return 0.0
    in_body = found.held or {}
    total = _by_source(
        (unit, max(held.get(unit, 0.0), in_body.get(unit.text, 0.0))) for unit in (*asked.units, *asked.related)
    )
    return min(1.0, total / asked.weight)


def _named(asked: Asked, name: str, title: titles.Title) -> float:
    """A part of the question that is a title says less than the whole of it."""
    found = titles.likeness(name, title)
    return found if name == asked.whole else min(0.97, found * (0.75 + 0.25 * len(name) / max(1, len(asked.whole))))


def _place_of(article: str, body: str) -> int:
    """Which passage is this article, -1 for none."""
    if body.startswith(article) and not body[len(article) :].startswith("之"):
        return 0
    at = body.find(SEPARATOR + article)
    while at >= 0 and body[at + 1 + len(article) :].startswith("之"):
        at = body.find(SEPARATOR + article, at + 1)
    return body.count(SEPARATOR, 0, at) + 1 if at >= 0 else -1


def with_engine(views: Views, values: Mapping[str, Any], date: str, engine: float) -> Views:
    """With what the lists know of the publication."""
    return replace(
        views, category=values.get("category") or "", validity=values.get("validity") or "", date=date, engine=engine
    )


def ranked(asked: Asked, many: Iterable[Views], raised: Raised = ()) -> list[Scored]:
    """The best first; of editions of one title the newer one above the older."""
    rows = list(many)
    newest: dict[str, str] = {}
    for views in rows:
        key = titles.of(views.title).core
        newest[key] = max(newest.get(key, ""), views.date)
    found = []
    for views in rows:
        each = score(asked, views)
        factor = weights.OLDER if views.date < newest[titles.of(views.title).core] else 1.0
        for category, title, times in raised:
            if (not category or category == views.category) and (not title or title in views.title):
                factor *= times
        found.append((replace(each, score=each.score * factor), views))
    found.sort(key=lambda pair: pair[1].number, reverse=True)
    found.sort(key=lambda pair: pair[1].date, reverse=True)
    found.sort(key=lambda pair: -round(pair[0].score, 6))
    return [each for each, _views in found]
