"""A question from its words to a page of hits, the same for every engine: the engine names candidates, the database has
what ranking reads of them, and what is shown comes from sealed entries.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cms.publication import newest_first

from . import analysis, answering, entries, passages, snippets, words
from .answering import Answer
from .engine_contract import Finder, Group, Hit, Result, several
from .entries import Shown
from .lexicon import Words
from .models import SearchEntry, SearchView
from .query import FILTERS, Query
from .ranking import plans
from .ranking.asked import Hint, understood
from .ranking.plans import Plan
from .ranking.scoring import Raised, Scored, Views
from .remembered import Remembered

MOST_FACETS = 30
ROOM = 24 << 20
"""Characters of texts that a process keeps for ranking."""
OF_A_VIEW = 500
"""What a publication takes beside its texts, in characters."""
LABELS = {"category": "category_label", "unit": "unit_name", "validity": "validity_label"}
_QUOTED = re.compile(r'"[^"]+"|“[^”]+”')


def search(engine: Finder, query: Query, at: datetime) -> Result:
    """Raises Unavailable. A few queries, the same number for any length."""
    if not query.terms:
        return Result(engine=engine.name)
    plan, raised = planned(query)
    if plan.is_empty:
        return Result(engine=engine.name)
    found = engine.candidates(plan, query, at)
    read = titles if query.only_titles else views
    answer = answering.answer(plan.asked, found, query, read, raised, newest_first.categories())
    numbers = [*answer.page, *_beyond(engine, plan, query, at, answer)]
    also = [each.phrase for each in words.current().expansions(query.text)]
    hits = _hits(query, numbers, answer.scored, also)
    return Result(hits, answer.total, _facets(answer.groups, query), answer.loosened, engine.name, is_cut=answer.is_cut)


def planned(query: Query) -> tuple[Plan, Raised]:
    """How a question is looked for, and what the site's words raise."""
    vocabulary = words.current()
    rest = query.asked_text
    related = tuple((each.phrase, each.weight, each.source) for each in vocabulary.expansions(rest))
    related += tuple((other, 1.0, word) for word, other in _synonyms(query, rest))
    lexicon = Words()
    asked = understood(rest, lexicon, Hint(related, vocabulary.stop), quoted=query.quoted, excluded=query.excluded)
    counts = lexicon.counts(plans.tokens_of(asked)) if not query.quoted else lexicon.known
    raised = tuple((each.category, analysis.key(each.title), each.factor) for each in vocabulary.raising(query.text))
    return plans.of(asked, counts, lexicon.total), raised


def _synonyms(query: Query, text: str) -> Iterable[tuple[str, str]]:
    """Groups that the question itself was given."""
    folded = analysis.key(text)
    for group in query.synonyms:
        for word in group:
            if analysis.key(word) and analysis.key(word) in folded:
                yield from ((word, other) for other in group if other != word)


def _size(each: Views) -> int:
    return len(each.body) + len(each.headings) + len(each.summary) + OF_A_VIEW


_views: Remembered[Views] = Remembered(ROOM, _size)


def views(numbers: Sequence[int]) -> dict[int, Views]:
    """What ranking reads of these. Two queries at most."""
    return _views.many(numbers, _read)


def _read(numbers: Sequence[int]) -> dict[int, Views]:
    rows = SearchView.objects.filter(number__in=numbers).values_list(
        "number", "title", "document_number", "headings", "summary", "body"
    )
    return {
        number: Views(number, title, headings, summary, body, document_number)
        for number, title, document_number, headings, summary, body in rows.iterator(len(numbers) + 1)
    }


def titles(numbers: Sequence[int]) -> dict[int, Views]:
    """The same without the texts."""
    return {number: replace(each, headings="", summary="", body="") for number, each in views(numbers).items()}


def _beyond(engine: Finder, plan: Plan, query: Query, at: datetime, facts: Answer) -> Sequence[int]:
    """What follows the ranked ones on this page."""
    start = (query.page - 1) * query.per_page
    lacking = query.per_page - len(facts.page)
    if lacking <= 0 or facts.total <= max(start, len(facts.ranked)) or not plan.groups:
        return ()
    return engine.beyond(plan, query, at, facts.ranked, max(0, start - len(facts.ranked)), lacking)


def _hits(query: Query, numbers: Sequence[int], scored: dict[int, Scored], also: Sequence[str] = ()) -> tuple[Hit, ...]:
    """Entries that do not hold are left out, with an alarm. `also` are words that mean the same as the question's."""
    found = entries.many(numbers)
    return tuple(_hit(found[number], query, scored.get(number), also) for number in numbers if number in found)


def _hit(entry: Shown, query: Query, scored: Scored | None, also: Sequence[str]) -> Hit:
    passage = passages.one(entry.passages, scored.passage) if scored else None
    facts = {"date": entry.date, "category": entry.category}
    snippet = snippets.of_passage(passage, query, also) if passage else snippets.snippet(entry.body, query)
    return Hit(entry.number, entry.item, entry.title, snippet, facts, scored.score if scored else 0.0, passage)


def _facets(groups: Sequence[Group], query: Query) -> dict[str, list[tuple[Any, str, int]]]:
    """Each filter's values, counted under the other filters."""
    label = _labels(groups)
    facets = {}
    for name in FILTERS:
        others = [each for each in query.filters if each != name]
        fitting = [each for each in groups if each.fits(query, others)] if others else groups
        counts: Counter[Any] = Counter()
        for group in fitting:
            value = group.values[name]
            if name == "attachment":
                for each in several(group.values, name):
                    counts[each] += group.count
            elif value not in (None, ""):
                counts[value] += group.count
        counts = Counter({each: n for each, n in counts.items() if label.get((name, each), each) != ""})
        ordered = sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))[:MOST_FACETS]
        facets[name] = [(each, label.get((name, each), str(each)), n) for each, n in ordered]
    return facets


def _labels(groups: Iterable[Group]) -> dict[tuple[str, Any], str]:
    """(filter, value) → its words, as the newest publication of that value has them. One query."""
    newest: dict[tuple[str, Any], int] = {}
    for group in groups:
        for name in LABELS:
            key = name, group.values[name]
            if newest.get(key, 0) < group.newest:
                newest[key] = group.newest
    rows = SearchEntry.objects.filter(number__in={*newest.values()}).values("number", *LABELS.values())
    facts = {row["number"]: row for row in rows}
    return {(name, value): facts[n][LABELS[name]] for (name, value), n in newest.items() if n in facts}
