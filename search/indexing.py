"""Keeps the index in step with the publications: by message, from nothing, and by comparing."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.publication import clock
from cms.publication.current import WEB
from cms.publication.models import ListingEntry
from search import documents
from search.documents import Document
from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine
from search.models import SearchEntry

log = logging.getLogger("search")


def engine() -> Engine:
    """The engine of this site."""
    return EmbeddedEngine()


def changed(payload: dict[str, Any]) -> None:
    """Consumer of `publication.changed`: brings one item's entries up to date. Bears being called twice."""
    if payload["channel"] == WEB:
        update(payload["item"])


def _wanted(item: str | None = None) -> set[int]:
    """Numbers of what is on view or will be."""
    rows = ListingEntry.objects.filter(channel=WEB, structural=False, shown_to__gt=clock.now())
    rows = rows.filter(item=item) if item else rows
    return set(rows.values_list("number", flat=True))


def update(item: str) -> None:
    """Index what of an item is or will be on view, and forget the rest."""
    wanted = _wanted(item)
    known = set(SearchEntry.objects.filter(item=item).values_list("number", flat=True))
    target = engine()
    target.remove(known - wanted)
    target.index(_documents(wanted - known))


def _documents(numbers: Iterable[int]) -> Iterator[Document]:
    for number in sorted(numbers):
        document = documents.of_number(number)
        if document is not None:
            yield document


@dataclass(frozen=True)
class Difference:
    """Numbers that the index lacks, and those that it holds for nothing."""

    missing: tuple[int, ...]
    extra: tuple[int, ...]


def difference() -> Difference:
    wanted, known = _wanted(), engine().numbers()
    return Difference(tuple(sorted(wanted - known)), tuple(sorted(known - wanted)))


def reconcile() -> Difference:
    """Repair what differs; returns what did."""
    found = difference()
    target = engine()
    target.remove(found.extra)
    target.index(_documents(found.missing))
    if found.missing or found.extra:
        log.warning("the index differed: %s missing, %s extra", len(found.missing), len(found.extra))
    return found


@transaction.atomic
def rebuild() -> int:
    """Index everything anew; readers see the old index until it is done."""
    target = engine()
    target.remove(target.numbers())
    return target.index(_documents(_wanted()))
