"""What a publication is on Elasticsearch: the fields of its document, and how they are filled. Pure.

Tokens cut by our own analysis say what is found; the title cut into words by the server (`smartcn` where that plugin is
installed, pairs by the built-in `cjk` otherwise) helps to say what comes first. Of the whole text that would take a
server three times as long to build an index.
"""

from typing import Any, NamedTuple

from cms.publication.models import ListingEntry
from search import analysis, kept
from search.documents import Document
from search.engines import questions
from search.query import FILTERS

NEVER = "1970-01-01T00:00:00+00:00"
WORDS = "title_words"
WINDOW = "window"
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity"}
VALUES = {"validity": "validity_code"}
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
    values = {name: str(facts.get(VALUES.get(name, name), "") or "") for name in FILTERS}
    labels = {name: str(facts.get(LABELS.get(name, name), "") or "") for name in FILTERS}
    facets = {f"{name}_facet": f"{value}{questions.SEPARATOR}{labels[name]}" for name, value in values.items() if value}
    year = facts.get("year")
    return {
        "number": document.number,
        "version": version,
        "made_by": kept.made_by(),
        "item": document.item,
        "title": document.title,
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


def _derived(source: dict[str, Any]) -> dict[str, str]:
    when = source["shown_from"], source["shown_to"]
    window = Window(source["number"], *when, source["version"], source.get("made_by", ""))
    return {WORDS: analysis.fold(source.get("title", "")), WINDOW: window.written()}
