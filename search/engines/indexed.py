"""What a publication is on Elasticsearch: the fields of its document, and how they are filled. Pure.

Tokens cut by our own analysis say what is found, whatever plugins a server has; what comes first is said by our own
ranking.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from cms.publication import file_kinds
from cms.publication.models import ListingEntry

from .. import entry_cache
from ..documents import Document
from ..query import FILTERS

SEPARATOR = "\x1f"
NEVER = "1970-01-01T00:00:00+00:00"
NEAR = "near_tokens"
GROUP = "group"
"""The values of all filters in one, so that combinations of them are counted by one field."""
WINDOW = "window"
TALLY = "tally"
TITLE = "title_key"
PART = 1000
"""Publications whose tallies are added up together: the sum stays exact where numbers are of 53 bits."""
Sums = dict[int, tuple[int, int]]
"""Part → how many of it are on view or will be, and the sum of their tallies."""
NEWER = ("office", "attachment")
"""Filters that an index of an earlier release lacks."""
KEYWORD = {"type": "keyword", "ignore_above": 500}
TOKENS = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}


class Window(NamedTuple):
    """When a document is on view (ISO 8601), its version, and which code made it: all that a comparison reads."""

    number: int
    start: str
    end: str
    version: int
    made_by: str

    def written(self) -> str:
        return " ".join(str(part) for part in self)

    def tally(self) -> int:
        """A number of 32 bits that is another one when anything but the version is."""
        facts = f"{self.number} {self.start} {self.end} {self.made_by}"
        return int.from_bytes(blake2b(facts.encode(), digest_size=4).digest())


def window(written: str) -> Window:
    """What `Window.written` wrote."""
    number, start, end, version, made_by = written.split(" ", 4)
    return Window(int(number), start, end, int(version), made_by)


def added() -> dict[str, Any]:
    """The fields that an index of an earlier release lacks."""
    return {
        "made_by": KEYWORD,
        WINDOW: {"type": "keyword", "index": False},
        TALLY: {"type": "long", "index": False},
        TITLE: {"type": "keyword", "doc_values": False},
        NEAR: TOKENS,
        GROUP: {"type": "keyword", "index": False},
        **dict.fromkeys(NEWER, KEYWORD),
    }


def mapping() -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "properties": {
            "number": {"type": "long"},
            "version": {"type": "long"},
            "item": KEYWORD,
            "title_tokens": TOKENS,
            "body_tokens": TOKENS,
            **added(),
            "document_key": KEYWORD,
            "index_number": KEYWORD,
            "date": KEYWORD,
            "year": {"type": "integer"},
            "shown_from": {"type": "date"},
            "shown_to": {"type": "date"},
            **{name: KEYWORD for name in FILTERS if name != "year"},
        },
    }


def source(document: Document, window: ListingEntry, version: int) -> dict[str, Any]:
    """What is kept of a document, and searched."""
    facts = document.facts
    values = {name: str(getattr(window, name) or "") for name in FILTERS}
    return {
        "number": document.number,
        "version": version,
        "made_by": entry_cache.made_by(),
        "item": document.item,
        TITLE: document.title_key,
        "title_tokens": document.title_tokens,
        "body_tokens": document.body_tokens,
        NEAR: document.near_tokens,
        "document_key": str(facts.get("document_key", "")),
        "index_number": str(facts.get("index_number", "")).casefold(),
        "date": window.date,
        **({"year": window.year} if window.year else {}),
        "shown_from": window.shown_from.isoformat(),
        "shown_to": window.shown_to.isoformat(),
        **{name: value for name, value in values.items() if name not in ("year", "attachment")},
        "attachment": file_kinds.read(window.attachment),
        GROUP: SEPARATOR.join(values.values()),
    }


def values_of(group: str) -> dict[str, Any]:
    """By FILTERS, as `source` wrote them; a year is a number, or None."""
    found: dict[str, Any] = dict(zip(FILTERS, group.split(SEPARATOR), strict=False))
    if len(found) < len(FILTERS):  # of an earlier release
        return {name: None if name == "year" else "" for name in FILTERS}
    return {**found, "year": int(found["year"]) if found["year"] else None}


def never(number: int, version: int) -> dict[str, Any]:
    """An empty document that is on view at no time, in the place of one that was."""
    return {"number": number, "version": version, "shown_from": NEVER, "shown_to": NEVER}


def action(index: str, source: dict[str, Any]) -> dict[str, Any]:
    """To write a source; the server refuses it when it has a newer version."""
    return {
        "_op_type": "index",
        "_index": index,
        "_id": str(source["number"]),
        "version": source["version"],
        "version_type": "external_gte",
        "_source": {**source, **_derived(source)},
    }


def _derived(source: dict[str, Any]) -> dict[str, Any]:
    when = source["shown_from"], source["shown_to"]
    window = Window(source["number"], *when, source["version"], source.get("made_by", ""))
    return {WINDOW: window.written(), TALLY: window.tally()}


def part_of(number: int) -> int:
    return number // PART


def numbers_of(part: int) -> range:
    return range(part * PART, (part + 1) * PART)


def among(numbers: Iterable[range]) -> dict[str, Any]:
    """The documents of these numbers."""
    each = [{"range": {"number": {"gte": some.start, "lt": some.stop}}} for some in numbers]
    return {"bool": {"should": each, "minimum_should_match": 1}}


def on_view(at: datetime) -> list[dict[str, Any]]:
    """The documents that are on view then: `cms.publication.viewing` in the words of this index."""
    return [{"range": {"shown_from": {"lte": moment(at)}}}, alive(at)]


def alive(at: datetime) -> dict[str, Any]:
    """The documents that are on view then, or will be."""
    return {"range": {"shown_to": {"gt": moment(at)}}}


def over(at: datetime) -> dict[str, Any]:
    """The documents that are never on view any more from then on."""
    return {"range": {"shown_to": {"lte": moment(at)}}}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def sums() -> dict[str, Any]:
    """An aggregation of `Sums`."""
    parts = {"field": "number", "interval": PART, "min_doc_count": 1}
    return {"parts": {"histogram": parts, "aggs": {TALLY: {"sum": {"field": TALLY}}}}}
