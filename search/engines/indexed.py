"""What a publication is on Elasticsearch: the fields of its document, and how they are filled. Pure.

Tokens cut by our own analysis say what is found; the title cut into words by the server (`smartcn` where that plugin is
installed, pairs by the built-in `cjk` otherwise) helps to say what comes first. Of the whole text that would take a
server three times as long to build an index.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from cms.publication import file_kinds
from cms.publication.models import ListingEntry
from search import analysis, kept
from search.documents import Document
from search.query import FILTERS

SEPARATOR = "\x1f"
NEVER = "1970-01-01T00:00:00+00:00"
WORDS = "title_words"
WINDOW = "window"
TALLY = "tally"
TITLE = "title_key"
PART = 1000
"""Publications whose tallies are added up together: the sum stays exact where numbers are of 53 bits."""
Sums = dict[int, tuple[int, int]]
"""Part → how many of it are on view or will be, and the sum of their tallies."""
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity"}
VALUES = {"validity": "validity_code", "office": "office_name"}
NEWER = ("office", "attachment")
"""Filters that an index of an earlier release lacks."""
KEYWORD = {"type": "keyword", "ignore_above": 500}
TOKENS = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
KEPT = {"type": "text", "index": False}


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
        told = f"{self.number} {self.start} {self.end} {self.made_by}"
        return int.from_bytes(blake2b(told.encode(), digest_size=4).digest())


def window(written: str) -> Window:
    """What `Window.written` wrote."""
    number, start, end, version, made_by = written.split(" ", 4)
    return Window(int(number), start, end, int(version), made_by)


def added(analyzer: str) -> dict[str, Any]:
    """The fields that an index of an earlier release lacks; one is cut into words by the server."""
    return {
        "made_by": KEYWORD,
        WORDS: {"type": "text", "analyzer": analyzer, "index_options": "freqs"},
        WINDOW: {"type": "keyword", "index": False},
        TALLY: {"type": "long", "index": False},
        TITLE: {"type": "keyword", "doc_values": False},
        **{field: KEYWORD for name in NEWER for field in (name, f"{name}_facet")},
    }


def mapping(analyzer: str) -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "properties": {
            "number": {"type": "long"},
            "version": {"type": "long"},
            "item": KEYWORD,
            "title": KEPT,
            "body": KEPT,
            "title_tokens": TOKENS,
            "body_tokens": TOKENS,
            **added(analyzer),
            "document_key": KEYWORD,
            "index_number": KEYWORD,
            "date": KEYWORD,
            "year": {"type": "integer"},
            "shown_from": {"type": "date"},
            "shown_to": {"type": "date"},
            **{name: KEYWORD for name in FILTERS if name != "year"},
            **{f"{name}_facet": KEYWORD for name in FILTERS},
        },
    }


def source(document: Document, window: ListingEntry, version: int) -> dict[str, Any]:
    """What is kept of a document, and searched."""
    facts = document.facts
    values = {name: str(facts.get(VALUES.get(name, name), "") or "") for name in FILTERS if name != "attachment"}
    kinds = file_kinds.read(window.attachment)
    labels = {name: str(facts.get(LABELS.get(name, name), "") or "") for name in FILTERS}
    facets = {f"{name}_facet": f"{value}{SEPARATOR}{labels[name]}" for name, value in values.items() if value}
    year = facts.get("year")
    return {
        "number": document.number,
        "version": version,
        "made_by": kept.made_by(),
        "item": document.item,
        "title": document.title,
        TITLE: document.title_key,
        "body": document.body,
        "title_tokens": document.title_tokens,
        "body_tokens": document.body_tokens,
        "document_key": str(facts.get("document_key", "")),
        "index_number": str(facts.get("index_number", "")).casefold(),
        "date": str(facts.get("date", ""))[:10],
        **({"year": int(year)} if year else {}),
        "shown_from": window.shown_from.isoformat(),
        "shown_to": window.shown_to.isoformat(),
        **{name: value for name, value in values.items() if name != "year"},
        **facets,
        "attachment": kinds,
        "attachment_facet": [f"{kind}{SEPARATOR}" for kind in kinds],
    }


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
    return {WORDS: analysis.fold(source.get("title", "")), WINDOW: window.written(), TALLY: window.tally()}


def part_of(number: int) -> int:
    return number // PART


def numbers_of(part: int) -> range:
    return range(part * PART, (part + 1) * PART)


def among(numbers: Iterable[range]) -> dict[str, Any]:
    """The documents of these numbers."""
    each = [{"range": {"number": {"gte": some.start, "lt": some.stop}}} for some in numbers]
    return {"bool": {"should": each, "minimum_should_match": 1}}


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
