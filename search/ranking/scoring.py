"""The score of a document for a question: its views apart, then together."""

import datetime
import itertools
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from ..passages import SEPARATOR
from . import numbers, titles, weights
from .asked import Asked, Unit

Raised = tuple[tuple[str, str, float], ...]
"""What counts so many times: of a category, with these words in its title (either may be "")."""


SHORT = 12
MOST_PLACES = 48
"""Passages of a long text that are scored."""
READ = 40
"""Documents of one question whose passages are scored: the best ones without them."""
Held = dict[str, float]
"""Text of a unit → how much of it is there."""
Present = list[tuple[Unit, list[tuple[str, float]]]]
"""Units with the forms (text, weight) that a text has."""


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
    question is there, 0 to 1; `is_meant` says that its title or number was asked for; `is_read` that its passages were
    looked at.
    """

    number: int
    score: float
    covered: float = 0.0
    passage: int = -1
    is_meant: bool = False
    is_read: bool = True


class _Sought:
    """A question made ready for many texts: each unit with its forms, the weightiest first; `plain` are the things that
    are one word (its text, what it weighs), `others` those that may be said in several ways.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked, self.weight = asked, asked.weight
        self.units = [
            (unit, [(form.text, form.weight) for form in sorted(unit.forms, key=lambda form: -form.weight)])
            for unit in (*asked.units, *asked.related)
        ]
        self.forms = [(unit.text, forms) for unit, forms in self.units]
        plain = [each for each in asked.concepts if len(each.units) == 1 and not each.others]
        self.plain = [(each.units[0].text, each.units[0].rarity) for each in plain]
        self.others = [each for each in asked.concepts if each not in plain]

    def held(self, text: str) -> Held:
        """How much of each unit a text has: the weight of the best form of it."""
        found = {}
        for name, forms in self.forms:
            for each, weight in forms:
                if each in text:
                    if weight:
                        found[name] = weight
                    break
        return found

    def share(self, held: Held) -> float:
        """Of the whole question, up to 1: what people's words stand for counts in place of them."""
        return min(1.0, self.value(held) / self.weight) if held and self.weight else 0.0

    def value(self, held: Held) -> float:
        """What is there of the things asked for, by rarity."""
        value = 0.0
        for text, rarity in self.plain:
            if text in held:
                value += rarity * held[text]
        for concept in self.others:
            value += concept.value(held)
        return value

    def covered(self, held: Held) -> float:
        """How much of the things asked for is there, up to 1; each but once, however it is said."""
        if not held or not self.weight:
            return 0.0
        value = 0.0
        for text, rarity in self.plain:
            if text in held:
                value += rarity * min(1.0, held[text])
        return (value + sum(min(each.weight, each.value(held)) for each in self.others)) / self.weight


@dataclass(frozen=True)
class _Glance:
    """What a document has of a question, before its passages are looked at: `score` is that of its other views."""

    views: Views
    title: titles.Title
    like: float
    number: float
    score: float
    covered: float
    body: Held


def score(asked: Asked, views: Views) -> Scored:
    sought = _Sought(asked)
    return _whole(sought, _glance(sought, views))


def _glance(sought: _Sought, views: Views) -> _Glance:
    asked, title = sought.asked, titles.of(views.title)
    like = max((_named(asked, name, title) for name in asked.names), default=0.0)
    held = sought.held(title.key)
    body = sought.held(views.body)
    number = numbers.likeness(asked.number, views.document_number) if asked.number else 0.0
    covered = sought.covered(_more(held, body))
    total = (
        weights.TITLE * _sharp(like)
        + weights.TITLE_WORDS * sought.share(held) * _fullness(held, title)
        + weights.HEADINGS * (sought.share(sought.held(views.headings)) if views.headings else 0.0)
        + weights.SUMMARY * (sought.share(sought.held(views.summary)) if views.summary else 0.0)
        + weights.COVERAGE * covered**2
        + weights.WHOLE * max(number, like if like >= titles.NEARLY else 0.0)
    )
    return _Glance(views, title, like, number, total, covered, body)


def _whole(sought: _Sought, glance: _Glance, *, is_read: bool = True) -> Scored:
    """With the passages, if they are read."""
    views, like, total, place = glance.views, glance.like, glance.score, -1
    if is_read:
        found = best_passage(sought, glance)
        place = found.place
        total += weights.PASSAGE * min(weights.MOST_OF_PASSAGE, found.best) + weights.MORE_PASSAGES * found.more
        cited = _place_of(sought.asked.article, views.body) if sought.asked.article else -1
        if cited >= 0:
            total += weights.ARTICLE * like
            place = cited if like >= titles.ENOUGH else place
    total *= weights.VALIDITY.get(views.validity, 1.0)
    if views.validity == "repealed" and not glance.number and like < weights.NAMED:
        total *= weights.NOT_NAMED
    if glance.title.key.startswith(titles.STATE):
        total *= weights.STATE
    return Scored(views.number, total, glance.covered, place, glance.number > 0 or like >= titles.ENOUGH, is_read)


def _sharp(like: float) -> float:
    """Below the half it is chance."""
    return max(0.0, (like - 0.5) * 2) ** 1.5


def _more(one: Held, other: Held) -> Held:
    """Of each unit the more that either has."""
    found = dict(one)
    for text, weight in other.items():
        if found.get(text, 0.0) < weight:
            found[text] = weight
    return found


def _fullness(held: Held, title: titles.Title) -> float:
    """A title of the words asked for and little else."""
    return 0.5 + 0.5 * min(1.0, sum(map(len, held)) / max(1, len(title.core)))


@dataclass(frozen=True)
class Found:
    place: int = -1
    best: float = 0.0
    more: float = 0.0


def best_passage(sought: _Sought, glance: _Glance) -> Found:
    """The passage that says most of what was asked: rare words above common ones, words together above words apart."""
    body, has = glance.views.body, glance.body
    present = [
        (unit, [(text, weight) for text, weight in forms if text in body])
        for unit, forms in sought.units
        if unit.text in has
    ]
    if not present:
        return Found()
    full = sought.weight or 1.0
    scores = []
    for place, text in _places(present, body):
        value = _passage(present, text, sought)
        if value:
            scores.append((-value / full, place))
    if not scores:
        return Found()
    scores.sort()
    more = sum(-value / (rank + 1) for rank, (value, _place) in enumerate(scores[1:6], 1))
    return Found(scores[0][1], -scores[0][0], min(1.5, more))


def _places(present: Present, body: str) -> Iterable[tuple[int, str]]:
    """Which passages are worth a look, with their texts: of a long text those with its rarest words."""
    if body.count(SEPARATOR) < SHORT:
        return enumerate(body.split(SEPARATOR))
    found: dict[int, str] = {}
    for unit, forms in sorted(present, key=lambda each: -each[0].rarity):
        for form, _weight in forms:
            place, counted, at = 0, 0, body.find(form)
            while at >= 0 and len(found) < MOST_PLACES:
                place += body.count(SEPARATOR, counted, at)
                end = body.find(SEPARATOR, at)
                if place not in found:
                    found[place] = body[body.rfind(SEPARATOR, 0, at) + 1 : end if end >= 0 else len(body)]
                counted, at = end, body.find(form, end) if end >= 0 else -1
        if len(found) >= MOST_PLACES or (len(found) >= SHORT and unit.rarity < present[0][0].rarity):
            break
    return found.items()


def _passage(present: Present, text: str, sought: _Sought) -> float:
    norm = weights.SATURATION * (1 - weights.LENGTH + weights.LENGTH * len(text) / weights.USUAL_LENGTH)
    places, values = list[tuple[Unit, int]](), Held()
    for unit, forms in present:
        best, at = 0.0, -1
        for form, weight in forms:
            first = text.find(form)
            if first >= 0:
                count = text.count(form, first)
                value = weight * count * (1 + weights.SATURATION) / (count + norm)
                if value > best:
                    best, at = value, first
        if best:
            values[unit.text] = best
            places.append((unit, at))
    total = sought.value(values) if values else 0.0
    if len(places) > 1:
        total += _together(places, text)
        if sought.asked.whole in text:
            total += weights.PHRASE * sought.weight
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
    return Views(
        views.number,
        views.title,
        views.headings,
        views.summary,
        views.body,
        views.document_number,
        values.get("category") or "",
        values.get("validity") or "",
        date,
        engine,
    )


def ranked(asked: Asked, many: Iterable[Views], raised: Raised = (), dated: Set[str] = frozenset()) -> list[Scored]:
    """The best first; of editions of one title the newer one above the older, in categories that are `dated` the newer
    above the older where all else is nearly the same. Of many, the passages of those are read that have most without
    them.
    """
    sought = _Sought(asked)
    glances = [_glance(sought, views) for views in many]
    glances.sort(key=lambda each: (each.score, each.views.engine, each.views.number), reverse=True)
    newest: dict[str, str] = {}
    for each in glances:
        newest[each.title.core] = max(newest.get(each.title.core, ""), each.views.date)
    latest: dict[str, str] = {}
    for views in (each.views for each in glances if each.views.category in dated):
        latest[views.category] = max(latest.get(views.category, ""), views.date)
    found = []
    for place, each in enumerate(glances):
        views = each.views
        scored = _whole(sought, each, is_read=place < READ)
        factor = weights.OLDER if views.date < newest[each.title.core] else 1.0
        if views.category in latest:
            factor *= _fresh(views.date, latest[views.category])
        for category, title, times in raised:
            if (not category or category == views.category) and (not title or title in views.title):
                factor *= times
        found.append((-round(scored.score * factor, 6), views.date, views.number, scored, factor))
    found.sort(key=lambda row: (row[1], row[2]), reverse=True)
    found.sort(key=lambda row: row[0])
    return [replace(scored, score=scored.score * factor) for _score, _date, _number, scored, factor in found]


def _fresh(date: str, latest: str) -> float:
    """What a text is worth beside the latest of its category; 1 where either says no day."""
    try:
        days = (datetime.date.fromisoformat(latest) - datetime.date.fromisoformat(date)).days
    except ValueError:
        return 1.0
    return float(1 - weights.STALE * (1 - 0.5 ** (days / weights.HALF_STALE)))


def read(asked: Asked, views: Views, scored: Scored) -> Scored:
    """With its best passage, where that has not been looked for; the score stays."""
    return scored if scored.is_read else replace(scored, passage=score(asked, views).passage, is_read=True)
