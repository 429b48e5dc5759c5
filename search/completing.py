"""As somebody types: titles of what is on view, and questions that many have asked. Bounded, and of no engine."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from cms.publication import listing
from cms.publication.current import WEB, Link
from cms.publication.models import ListingEntry

from . import analysis, learning
from .engines import matching
from .models import SearchEntry
from .query import clean

MOST = 8
LONGEST = 40
"""Characters of what was typed that are looked at."""
LOOKED_AT = 40
"""Titles of which the best are shown."""


MOST_QUESTIONS = 3
ASKED_IN = 30
"""Days of which the questions are suggested that found something."""
POPULAR_SECONDS = 300
_kept: list[tuple[float, list[str]]] = []
"""When they were counted, and what they are; in this process, for nobody else can write there."""


@dataclass(frozen=True)
class Suggestion:
    """`url` leads to the page of that title; "" for a question."""

    text: str
    url: str = ""


def suggestions(typed: str, now: datetime) -> list[Suggestion]:
    """Questions of many, then titles; at most MOST."""
    asked = questions(typed)
    return [*asked, *titles(typed, now)][:MOST]


def questions(typed: str = "", most: int = MOST_QUESTIONS) -> list[Suggestion]:
    """What many asked and found, the most frequent first; of what was typed only those that have it. Counted every few
    minutes.
    """
    if not _kept or time.monotonic() - _kept[0][0] > POPULAR_SECONDS:
        known = [each.question for each in learning.questions(ASKED_IN) if each.empty * 2 < each.asked]
        _kept[:] = [(time.monotonic(), known)]
    key = analysis.key(typed)
    found = [each for each in _kept[0][1] if key in analysis.key(each) and analysis.key(each) != key]
    return [Suggestion(each) for each in found[:most]]


def titles(typed: str, now: datetime) -> list[Suggestion]:
    """Titles that begin with what was typed, then those that have it, or its sound; the newest first. Few queries."""
    text = clean(typed)[:LONGEST]
    key = analysis.key(text)
    if not key:
        return []
    numbers = list(_beginning(key, now))
    if len(numbers) < MOST and len(key) > 1:
        numbers += [number for number in _having(text, now) if number not in numbers]
    links = listing.links(numbers[:LOOKED_AT], at=now)
    found = [links[number] for number in numbers[:LOOKED_AT] if number in links]
    return [Suggestion(each.title, each.url) for each in _once(found)][:MOST]


def _once(links: list[Link]) -> Iterator[Link]:
    """Of one title the first."""
    seen: set[str] = set()
    for each in links:
        if each.title not in seen:
            seen.add(each.title)
            yield each


def _beginning(key: str, now: datetime) -> Iterator[int]:
    """By the index on keys of titles: a range of them, and of those the ones that are on view."""
    begun = SearchEntry.objects.filter(_begins(key)).order_by("title_key")
    shown = ListingEntry.objects.on_view(now).filter(channel=WEB, structural=False)
    candidates = list(begun.values_list("number", flat=True)[: 10 * LOOKED_AT])
    yield from shown.filter(number__in=candidates).order_by("-number").values_list("number", flat=True)[:LOOKED_AT]


def _begins(key: str) -> Q:
    """What an index of either database answers: on PostgreSQL a range is one of the locale: 锆 may come before 锅炉."""
    if connection.vendor == "postgresql":
        return Q(title_key__startswith=key)
    return Q(title_key__gte=key, title_key__lt=key[:-1] + chr(min(ord(key[-1]) + 1, 0x10FFFF)))


def _having(text: str, now: datetime) -> Iterator[int]:
    condition, params = matching.in_titles(connection.vendor, text.split())
    yield from listing.numbers(condition, params, limit=LOOKED_AT, at=now)
