"""What judged questions say of an order of results. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DEPTH = 100
"""So many results of a question are looked at."""
NAMES = ("ndcg@10", "mrr", "recall@50", "recall@100")
WORST = 10


@dataclass(frozen=True)
class Judgement:
    """A question and what answers it: identifier → grade from 1 to 3. `line` is where it stands in its file."""

    query: str
    relevant: Mapping[str, int]
    type: str
    line: int = 0


@dataclass(frozen=True)
class Answer:
    """The identifiers that a question found, the best first, without doubles; `took` in milliseconds."""

    judgement: Judgement
    found: tuple[str, ...]
    took: float = 0.0

    @property
    def figures(self) -> dict[str, float]:
        """By NAMES."""
        relevant = {each for each, grade in self.judgement.relevant.items() if grade > 0}
        first = next((place for place, each in enumerate(self.found, start=1) if each in relevant), 0)
        return {
            "ndcg@10": ndcg(self.found, self.judgement.relevant, 10),
            "mrr": 1 / first if first else 0.0,
            "recall@50": len(relevant.intersection(self.found[:50])) / len(relevant),
            "recall@100": len(relevant.intersection(self.found[:100])) / len(relevant),
        }


def ndcg(found: Sequence[str], relevant: Mapping[str, int], depth: int) -> float:
    """Gain 2^grade − 1, discounted by the logarithm of the place, of the best that could be; from 0 to 1."""
    best = _gain(sorted(relevant.values(), reverse=True)[:depth])
    return _gain(relevant.get(each, 0) for each in found[:depth]) / best if best else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def mean(answers: Sequence[Answer]) -> dict[str, float]:
    """The mean of each of NAMES; 0 of nothing."""
    each = [answer.figures for answer in answers]
    return {name: round(sum(one[name] for one in each) / len(each), 4) if each else 0.0 for name in NAMES}


def as_json(engine: str, answers: Sequence[Answer]) -> dict[str, object]:
    """All figures as JSON has them: overall, by type, and the worst questions with what they found first."""
    by_type: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_type[answer.judgement.type].append(answer)
    worst = sorted(answers, key=lambda answer: (answer.figures["ndcg@10"], answer.judgement.line))[:WORST]
    return {
        "engine": engine,
        "queries": len(answers),
        **mean(answers),
        "by_type": {name: {"queries": len(some), **mean(some)} for name, some in sorted(by_type.items())},
        "worst": [
            {
                "query": answer.judgement.query,
                "type": answer.judgement.type,
                "ndcg@10": round(answer.figures["ndcg@10"], 4),
                "top": list(answer.found[:10]),
            }
            for answer in worst
        ],
        "took_ms": _times(answers),
    }


def _times(answers: Sequence[Answer]) -> dict[str, float]:
    taken = sorted(answer.took for answer in answers) or [0.0]
    return {
        "median": round(taken[len(taken) // 2], 1),
        "p95": round(taken[min(len(taken) - 1, len(taken) * 95 // 100)], 1),
    }
