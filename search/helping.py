"""What to do where a question finds nothing: each way is tried before it is named, with what it finds."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.publication import current, filtering, listing
from cms.publication.current import WEB, Link

from . import addresses, analysis, words
from .engine_contract import Engine
from .query import Query

MOST_TRIED = 6
"""Questions that are asked to help with one that found nothing."""


@dataclass(frozen=True)
class Way:
    """Another question, in words, and how many it finds; at least one."""

    label: str
    url: str
    total: int


@dataclass(frozen=True)
class Help:
    """`dropped` says which word to leave out, `wider` what else narrows the question down too much."""

    dropped: list[Way] = field(default_factory=list)
    wider: list[Way] = field(default_factory=list)
    related: list[Way] = field(default_factory=list)
    catalogue: Link | None = None
    contacts: Link | None = None
    phone: str = ""
    hotline: str = ""


class _Asking:
    """Counts what other questions find, at most MOST_TRIED of them."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self.engine, self.now = engine, now
        self.left = MOST_TRIED

    def way(self, label: str, query: Query, url: str = "") -> Iterator[Way]:
        """The way, if it leads anywhere."""
        if self.left <= 0 or not query.text:
            return
        self.left -= 1
        found = self.engine.search(replace(query, page=1, per_page=0), self.now)
        if found.total:
            yield Way(label, url or addresses.written(query), found.total)


def for_nothing(query: Query, engine: Engine, now: datetime) -> Help:
    """For a question that found nothing."""
    asking = _Asking(engine, now)
    wider = [way for label, other in _wider(query) for way in asking.way(label, other)]
    dropped = [way for word, text in _without(query) for way in asking.way(word, replace(query, text=text))]
    related = [way for word in _related(query) for way in asking.way(word, replace(query, text=word))]
    return Help(dropped, wider, related, filtering.page(now), *_whom(now))


def _wider(query: Query) -> Iterator[tuple[str, Query]]:
    """The question without one kind of what narrows it down."""
    if query.only_titles:
        yield _("in texts as well"), replace(query, only_titles=False)
    if query.filters or query.since or query.until:
        yield _("without filters"), replace(query, filters={}, since="", until="")
    if query.excluded:
        kept = [part for part in query.text.split() if part[:1] not in "-－"]
        yield _("without the words after a minus sign"), replace(query, text=" ".join(kept))


def _without(query: Query) -> Iterator[tuple[str, str]]:
    """(word, the question without it), the shortest word first: it is the one that is missed least."""
    parts = list(query.terms) if len(query.terms) > 1 else list(query.words)
    if len(parts) < 2:
        return
    order = sorted(range(len(parts)), key=lambda place: (len(parts[place]), -place))
    between = " " if len(query.terms) > 1 or not all(analysis.is_han(each) for each in parts) else ""
    for place in order[:4]:
        yield parts[place], between.join(part for other, part in enumerate(parts) if other != place)


def _related(query: Query) -> Iterator[str]:
    """What the words of the question are in official words, and other words for the same."""
    asked = {analysis.key(query.text)}
    for each in words.current().expansions(query.text):
        if analysis.key(each.phrase) not in asked:
            asked.add(analysis.key(each.phrase))
            yield each.phrase


def _whom(now: datetime) -> tuple[Link | None, str, str]:
    """The page with the contacts, and the telephone numbers of the site."""
    home = current.tree(WEB, now).home()
    facts: dict[str, Any] = home.facts if home is not None else {}
    category = getattr(settings, "DISCLOSURE_SEARCH_CONTACTS", "openness_contacts")
    items = listing.page_of(category=category, limit=1, at=now).items
    return (items[0] if items else None), str(facts.get("phone", "")), str(facts.get("hotline", ""))
