"""How Elasticsearch is asked for candidates, and what its answer says. Pure: nothing here speaks with a server.

One request of a few searches: what has all the words, the same behind the filters where there are some, titles as they
stand, titles that may be meant, and what has some of the words. Ranking is ours (`search.ranking`).
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from .. import analysis
from ..engine_contract import Candidate, Candidates, Group
from ..query import Query, fits
from ..ranking.near import Near
from ..ranking.plans import LOOSE_RANKED, NEAR_RANKED, RANKED, Plan
from . import indexed

MOST_ENDINGS = 1000
MOST_TITLED = 40
MOST_GROUPS = 10_000
"""Combinations of the filters' values that are counted; far more than a site has."""
TITLED_TIMES = 8
FIELDS = ["number", "date", indexed.GROUP]
FURTHEST = 10_000
"""How far the server pages."""
Body = dict[str, Any]


def request(plan: Plan, query: Query, at: datetime.datetime, outgoing: Sequence[str]) -> dict[str, Body]:
    """Searches by name; only those that may find something."""
    among = _Among(query, at, outgoing, plan.excluded)
    found: dict[str, Body] = {}
    if plan.groups:
        whole, counted = all_of(plan.groups, query.only_titles), {"track_total_hits": True}
        found["whole"] = {**_body(among.of(whole), RANKED, query.sort), "aggs": _groups(), **counted}
        if query.filters:
            found["narrowed"] = {**_body(among.of(whole, query.filters), RANKED, query.sort), **counted}
    if plan.asked.names:
        titles: Body = {"terms": {indexed.TITLE: list(plan.asked.names)}}
        found["titled"] = _body(among.of(titles), MOST_TITLED)
    if plan.near:
        found["near"] = _body(among.of(_any([_near(each) for each in plan.near])), NEAR_RANKED)
    if plan.loose:
        some = _any([phrase(each, query.only_titles) for each in plan.loose])
        found["loose"] = _body(among.of(some), LOOSE_RANKED)
    return found


def beyond(
    plan: Plan,
    query: Query,
    at: datetime.datetime,
    outgoing: Sequence[str],
    ranked: Sequence[int],
    page: tuple[int, int],
) -> Body:
    """What has all the words, fits the filters and is not among the ranked; `page` is offset and limit."""
    among = _Among(query, at, outgoing, plan.excluded, ranked)
    whole = all_of(plan.groups, query.only_titles)
    return {**_body(among.of(whole, query.filters), page[1], query.sort), "from": page[0]}


def candidates(answers: Mapping[str, Mapping[str, Any]]) -> Candidates:
    """Of the answers by the names of their searches."""
    whole = answers.get("whole")
    total, groups = _total(whole), tuple[Group, ...]()
    if whole and total > RANKED:
        groups = tuple(map(_group, whole.get("aggregations", {}).get("groups", {}).get("buckets", ())))
        whole = answers.get("narrowed", whole)
        total = _total(whole)
    partial = {each.number: each for name in ("titled", "near", "loose") for each in _hits(answers.get(name))}
    return Candidates(tuple(_hits(whole)), total, tuple(partial.values()), groups)


def numbers(answer: Mapping[str, Any]) -> list[int]:
    return [each.number for each in _hits(answer)]


def _total(answer: Mapping[str, Any] | None) -> int:
    return int(answer["hits"]["total"]["value"]) if answer else 0


def phrase(tokens: str, only_titles: bool = False) -> Body:
    """Our tokens as they follow each other, in a title above all; a single Chinese character at their end may begin a
    pair."""
    if len(tokens) == 1 and analysis.is_han(tokens):
        parts: list[Body] = [
            {"prefix": {"title_tokens": {"value": tokens, "boost": TITLED_TIMES}}},
            {"prefix": {"body_tokens": {"value": tokens}}},
        ]
    else:
        is_open = analysis.is_open(tokens)
        kind, more = ("match_phrase_prefix", {"max_expansions": MOST_ENDINGS}) if is_open else ("match_phrase", {})
        parts = [
            {kind: {"title_tokens": {"query": tokens, "boost": TITLED_TIMES, **more}}},
            {kind: {"body_tokens": {"query": tokens, **more}}},
        ]
    return parts[0] if only_titles else {"dis_max": {"queries": parts, "tie_breaker": 0.2}}


def all_of(groups: Sequence[Sequence[str]], only_titles: bool = False) -> Body:
    """All groups, each by one of its phrases."""
    return {"bool": {"must": [_any([phrase(each, only_titles) for each in group]) for group in groups]}}


def _any(clauses: list[Body]) -> Body:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}


def _near(each: Near) -> Body:
    text = " ".join(each.tokens)
    if each.kind == "phrase":
        return {"match_phrase": {indexed.NEAR: text}}
    return {"match": {indexed.NEAR: {"query": text, "operator": "and" if each.kind == "all" else "or"}}}


class _Among:
    """What of the index may answer: on view in this second, its change delivered, with nothing that is excluded."""

    def __init__(
        self,
        query: Query,
        at: datetime.datetime,
        outgoing: Sequence[str],
        excluded: Sequence[str],
        ranked: Sequence[int] = (),
    ) -> None:
        self.filters = [
            *indexed.on_view(at),
            *_within(query),
        ]
        self.without: list[Body] = [phrase(each) for each in excluded]
        if outgoing:
            self.without.append({"terms": {"item": list(outgoing)}})
        if ranked:
            self.without.append({"terms": {"number": list(ranked)}})

    def of(self, asked: Body, filters: Mapping[str, str] | None = None) -> Body:
        wanted: list[Body] = [
            {"term": {name: value}} if fits(name, value) else {"match_none": {}}
            for name, value in (filters or {}).items()
        ]
        return {"bool": {"must": [asked], "filter": [*self.filters, *wanted], "must_not": self.without}}


def _within(query: Query) -> list[Body]:
    """Between two days; what has no date is between none."""
    days = {"gte": query.since or "0", "lte": query.until or "9999"}
    return [{"range": {"date": days}}] if query.since or query.until else []


def _body(asked: Body, size: int, sort: str = "") -> Body:
    order: list[Any] = [{"date": "desc"}, {"number": "desc"}]
    return {
        "query": asked,
        "size": size,
        "sort": order if sort == "date" else ["_score", *order],
        "track_scores": True,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": FIELDS,
    }


def _groups() -> Body:
    newest = {"newest": {"max": {"field": "number"}}}
    return {"groups": {"terms": {"field": indexed.GROUP, "size": MOST_GROUPS}, "aggs": newest}}


def _hits(answer: Mapping[str, Any] | None) -> list[Candidate]:
    """What is empty in an answer is not in it."""
    return [_candidate(each) for each in (answer or {}).get("hits", {}).get("hits", ())]


def _candidate(found: Mapping[str, Any]) -> Candidate:
    fields = found["fields"]
    facts = fields.get(indexed.GROUP, [""])[0]
    return Candidate(
        int(fields["number"][0]), float(found.get("_score") or 0), indexed.values_of(facts), fields.get("date", [""])[0]
    )


def _group(bucket: Mapping[str, Any]) -> Group:
    return Group(indexed.values_of(bucket["key"]), int(bucket["doc_count"]), int(bucket["newest"]["value"]))
