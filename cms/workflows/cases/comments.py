"""Comments on a field or a block of what a case is about: sealed rows of its record, as everything that is said there.

A comment, its answers and its end are decisions without a step: they decide nothing, void nothing and stay on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cms.workflows.cases.models import Decision

COMMENT, ANSWER, RESOLVE = "comment", "answer", "resolve"
KINDS = (COMMENT, ANSWER, RESOLVE)
SCHEMA = 1
"""Of the evidence of a comment: `schema`, `about` (a field, `field/place` of a block, "" the whole), `label` (its name
in words then); of what follows one, `of`, the number of the comment."""


@dataclass
class Thread:
    """A comment with what followed."""

    comment: Decision
    answers: list[Decision] = field(default_factory=list)
    resolved: Decision | None = None

    @property
    def number(self) -> int:
        return int(self.comment.number)

    @property
    def label(self) -> str:
        return str(self.comment.facts.get("label", ""))

    @property
    def about(self) -> str:
        return str(self.comment.facts.get("about", ""))


def evidence(about: str, label: str) -> dict[str, Any]:
    return {"schema": SCHEMA, "about": about, "label": label}


def evidence_of(number: int) -> dict[str, Any]:
    return {"schema": SCHEMA, "of": number}


def threads(decisions: Sequence[Decision]) -> list[Thread]:
    """The comments among the decisions of a case, oldest first."""
    found: dict[int, Thread] = {}
    for each in decisions:
        if each.kind == COMMENT:
            found[each.number] = Thread(each)
        elif each.kind in (ANSWER, RESOLVE):
            thread = found.get(int(each.facts.get("of", 0)))
            if thread is None:
                continue
            if each.kind == RESOLVE:
                thread.resolved = each
            else:
                thread.answers.append(each)
    return list(found.values())


def unresolved(found: Iterable[Thread]) -> list[Thread]:
    return [each for each in found if each.resolved is None]
