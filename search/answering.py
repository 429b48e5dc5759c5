"""From a question to a page of numbers: candidates of an engine, ranked by us, with their counts. The same for every
engine.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from .engine_contract import Candidate, Candidates, Group
from .query import FILTERS, Query
from .ranking import scoring
from .ranking.asked import Asked
from .ranking.plans import RANKED
from .ranking.scoring import Scored, Views

ENOUGH_BESIDE = 0.6
"""How much of a question somebody has to have who stands beside those that have all of it."""
ENOUGH_ALONE = 0.15
"""And where nobody has all: a word of four or five."""
ENOUGH_RELATED = 0.15
"""And where words of the people stand for others: who has one of the things that were asked for."""
Reader = Callable[[Sequence[int]], dict[int, Views]]


@dataclass(frozen=True)
class Answer:
    """`page` are the numbers of this page, in order; `scored` by number of those that were ranked. `counted`: values of
    the filters → how many, of everything that was found before the filters; `newest` of each value.
    """

    page: tuple[int, ...] = ()
    total: int = 0
    scored: dict[int, Scored] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    loosened: bool = False
    is_cut: bool = False
    ranked: tuple[int, ...] = ()


def answer(
    asked: Asked,
    found: Candidates,
    query: Query,
    read: Reader,
    raised: scoring.Raised = (),
    dated: Set[str] = frozenset(),
) -> Answer:
    """The ranked ones of a page; `ranked` tells what the rest of the pages must not repeat. Where only counts are asked
    for, what has all the words is not read.
    """
    is_counted = bool(found.groups)
    whole = list(found.whole)
    partial = _beside(whole, found.partial)
    ranked_whole = whole[: RANKED - len(partial)] if query.per_page else []
    views = read([each.number for each in (*ranked_whole, *partial)])
    scores = _scored(asked, (*ranked_whole, *partial), views, raised, dated)
    needed = (ENOUGH_RELATED if asked.related else ENOUGH_BESIDE) if whole else ENOUGH_ALONE
    kept = [each for each in partial if _is_found(scores.get(each.number), needed)]
    among = {each.number: each for each in (*whole, *kept)}
    fitting = {number for number, each in among.items() if each.fits(query)}
    order = [number for number in scores if number in fitting]
    order += [each.number for each in whole if each.number in fitting and each.number not in scores]
    if query.sort == "date":
        order.sort(key=lambda number: (among[number].date, number), reverse=True)
    groups = (*found.groups, *_groups(kept if is_counted else among.values()))
    counted = found.total + sum(each.fits(query) for each in kept)
    total = counted if is_counted else sum(group.count for group in groups if group.fits(query))
    start = (query.page - 1) * query.per_page
    page = tuple(order[start : start + query.per_page])
    scores |= {number: scoring.read(asked, views[number], scores[number]) for number in page if number in scores}
    return Answer(
        page,
        total,
        scores,
        groups,
        loosened=not whole and not is_counted,
        is_cut=found.is_cut,
        ranked=tuple(order),
    )


def _beside(whole: Sequence[Candidate], partial: Iterable[Candidate]) -> list[Candidate]:
    """What has only some of the words, as far as it is ranked beside what has all of them."""
    known = {each.number for each in whole}
    left = [each for each in partial if each.number not in known]
    return left[: RANKED - min(len(whole), RANKED // 2)]


def _scored(
    asked: Asked, many: Iterable[Candidate], views: dict[int, Views], raised: scoring.Raised, dated: Set[str]
) -> dict[int, Scored]:
    """By number, the best first; of what could be read."""
    read = [
        scoring.with_engine(views[one.number], one.values, one.date, one.score) for one in many if one.number in views
    ]
    return {each.number: each for each in scoring.ranked(asked, read, raised, dated)}


def _is_found(scored: Scored | None, needed: float) -> bool:
    return scored is not None and (scored.is_meant or scored.covered >= needed)


def _groups(many: Iterable[Candidate]) -> list[Group]:
    counts: Counter[tuple[Any, ...]] = Counter()
    newest: dict[tuple[Any, ...], int] = {}
    for each in many:
        key = tuple(each.values[name] for name in FILTERS)
        counts[key] += 1
        newest[key] = max(newest.get(key, 0), each.number)
    return [Group(dict(zip(FILTERS, key, strict=True)), count, newest[key]) for key, count in counts.items()]
