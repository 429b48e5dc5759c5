"""What a publication is on Elasticsearch: the fields of its document, and how they are filled. Pure.

Tokens cut by our own analysis say what is found; the same text cut into words by the server (`smartcn` where that
plugin is installed, pairs by the built-in `cjk` otherwise) says what comes first.
"""

from typing import Any

from cms.publication.models import ListingEntry
from search import analysis, kept
from search.documents import Document
from search.engines import questions
from search.query import FILTERS

NEVER = "1970-01-01T00:00:00+00:00"
WORDS = ("title_words", "body_words")
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity"}
VALUES = {"validity": "validity_code"}
KEYWORD = {"type": "keyword", "ignore_above": 500}
TOKENS = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
KEPT = {"type": "text", "index": False}


def words(analyzer: str) -> dict[str, Any]:
    """The fields that the server cuts into words."""
    return {name: {"type": "text", "analyzer": analyzer, "index_options": "freqs"} for name in WORDS}


def mapping(analyzer: str) -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_source": {"excludes": [*WORDS]},
        "properties": {
            "number": {"type": "long"},
            "version": {"type": "long"},
            "made_by": KEYWORD,
            "item": KEYWORD,
            "title": KEPT,
            "body": KEPT,
            "title_tokens": TOKENS,
            "body_tokens": TOKENS,
            **words(analyzer),
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
        "_source": {**source, **_words_of(source)},
    }


def _words_of(source: dict[str, Any]) -> dict[str, str]:
    """The texts that are cut into words by the server and not kept; worked out again from what is kept."""
    return {f"{name}_words": analysis.fold(source[name]) for name in ("title", "body") if source.get(name)}
