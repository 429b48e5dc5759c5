"""As somebody types: titles of what is on view, and questions that many have asked. Bounded, and of no engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cms.publication import listing
from cms.publication.current import WEB, Link
from cms.publication.models import ListingEntry
from search import analysis
from search.engines import matching
from search.models import SearchEntry
from search.query import Query, clean

MOST = 8
LONGEST = 40
"""Characters of what was typed that are looked at."""
LOOKED_AT = 40
"""Titles of which the best are shown."""


@dataclass(frozen=True)
class Suggestion:
    """`url` leads to the page of that title; "" for a question."""

    text: str
    url: str = ""


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
    upto = key[:-1] + chr(min(ord(key[-1]) + 1, 0x10FFFF))
    begun = SearchEntry.objects.filter(title_key__gte=key, title_key__lt=upto).order_by("title_key")
    shown = ListingEntry.objects.filter(channel=WEB, structural=False, shown_from__lte=now, shown_to__gt=now)
    candidates = list(begun.values_list("number", flat=True)[: 10 * LOOKED_AT])
    yield from shown.filter(number__in=candidates).order_by("-number").values_list("number", flat=True)[:LOOKED_AT]


def _having(text: str, now: datetime) -> Iterator[int]:
    query = Query(text=f'"{text}"', only_titles=True, per_page=LOOKED_AT)
    if not query.terms:
        return
    match = matching.match_of(connection.vendor, matching.as_it_stands(query), query)
    with connection.cursor() as cursor:
        cursor.execute(*matching.hits(match, query, now))
        yield from (row[0] for row in cursor.fetchall())
