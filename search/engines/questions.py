"""A question as Elasticsearch is asked it, and what its answer says. Pure: nothing here speaks with a server."""

import datetime
from typing import Any

from search import analysis, snippets
from search.engines import indexed
from search.engines.base import Hit
from search.query import FILTERS, Query, fits

MOST_FACETS = 30
MOST_ENDINGS = 1000
MATCHED = "matched"
"""How many there are before the filters."""


def phrase_of(term: str, *, only_titles: bool = False) -> dict[str, Any]:
    """The tokens of a term as they follow each other, in the title above all."""
    tokens = analysis.phrase(term)
    if len(tokens) == 1 and analysis.is_han(tokens):
        parts: list[dict[str, Any]] = [
            {"prefix": {"title_tokens": {"value": tokens, "boost": 8}}},
            {"prefix": {"body_tokens": {"value": tokens}}},
        ]
    else:
        kind = "match_phrase_prefix" if analysis.is_open(tokens) else "match_phrase"
        more = {"max_expansions": MOST_ENDINGS} if analysis.is_open(tokens) else {}
        parts = [
            {kind: {"title_tokens": {"query": tokens, "boost": 8, **more}}},
            {kind: {"body_tokens": {"query": tokens, **more}}},
        ]
    return {"dis_max": {"queries": parts[:1] if only_titles else parts, "tie_breaker": 0.2}}


def _raising(query: Query) -> list[dict[str, Any]]:
    """What raises a publication whose title is the question, or says the same in words; nothing is found by it."""
    words = {"query": analysis.fold(" ".join(query.terms)), "boost": 2}
    return [{"match": {indexed.WORDS: words}}, {"term": {indexed.TITLE: {"value": query.title_key, "boost": 200}}}]


def request(groups: list[list[Any]], query: Query, at: datetime.datetime, outgoing: list[str]) -> dict[str, Any]:
    moment = indexed.moment(at)
    must = [{"bool": {"should": group, "minimum_should_match": 1}} for group in groups]
    exact: list[dict[str, Any]] = [{"term": {"index_number": {"value": query.text.casefold(), "boost": 1000}}}]
    if query.document_key:
        exact.append({"term": {"document_key": {"value": query.document_key, "boost": 1000}}})
    excluded = [{"term": {"item": item}} for item in outgoing]
    excluded += [phrase_of(word) for word in query.excluded]
    asked: dict[str, Any] = {
        "bool": {
            "should": _raising(query),
            "must": [{"bool": {"should": [{"bool": {"must": must}}, *exact], "minimum_should_match": 1}}],
            "filter": [
                {"range": {"shown_from": {"lte": moment}}},
                {"range": {"shown_to": {"gt": moment}}},
                *_within(query),
            ],
            "must_not": excluded,
        }
    }
    wanted = {name: {"term": {name: value}} for name, value in query.filters.items() if fits(name, value)}
    none: list[dict[str, Any]] = [{"match_none": {}} for name, value in query.filters.items() if not fits(name, value)]
    facets = {
        name: {
            "filter": {"bool": {"filter": [clause for other, clause in wanted.items() if other != name]}},
            "aggs": {name: {"terms": {"field": f"{name}_facet", "size": MOST_FACETS}}},
        }
        for name in FILTERS
    }
    order: list[Any] = ["_score", {"date": "desc"}, {"number": "desc"}]
    return {
        "query": asked,
        "post_filter": {"bool": {"filter": [*wanted.values(), *none]}},
        "aggs": {MATCHED: {"filter": {"match_all": {}}}, **facets},
        "sort": [{"date": "desc"}, {"number": "desc"}] if query.sort == "date" else order,
        "from_": (query.page - 1) * query.per_page,
        "size": query.per_page,
        "track_total_hits": True,
        "track_scores": True,
        "source_includes": ["number", "item", "title", "body", "date", "category"],
    }


def _within(query: Query) -> list[dict[str, Any]]:
    """Between two days; what has no date is between none."""
    days = {"gte": query.since or "0", "lte": query.until or "9999"}
    return [{"range": {"date": days}}] if query.since or query.until else []


def hit(found: dict[str, Any], query: Query) -> Hit:
    source = found["_source"]
    facts = {"date": source.get("date", ""), "category": source.get("category", "")}
    score = float(found.get("_score") or 0.0)
    snippet = snippets.snippet(source["body"], query)
    return Hit(int(source["number"]), source["item"], source["title"], snippet, facts, score)


def facet(buckets: list[dict[str, Any]], name: str) -> list[tuple[Any, str, int]]:
    found = []
    for bucket in buckets:
        value, _separator, label = str(bucket["key"]).partition(indexed.SEPARATOR)
        found.append((int(value) if name == "year" else value, label, int(bucket["doc_count"])))
    return found
