"""The words that chains are made of. Nothing here knows the database, Wagtail or who holds which seat."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

from cms.workflows.chains.vocabulary import STEP_KINDS, StepKind

MUNICIPAL = "municipal"
"""`Step.level` of a step that the municipal bureau takes for a subordinate unit (§6.1)."""
CONTACTS = "modify_contacts"
"""The chain of a modification that changes contacts or duty phones only, where a class writes one."""


@dataclass(frozen=True)
class Marks:
    """What is decided about a case and is not its content. Particularly major implies major."""

    major: bool = False
    particularly_major: bool = False
    sensitive: bool = False
    rule_changed: bool = False

    @property
    def is_major(self) -> bool:
        return self.major or self.particularly_major

    @property
    def for_leading_group(self) -> bool:
        return self.particularly_major or self.sensitive


CONDITIONS = {
    "": lambda marks: True,
    "major": lambda marks: marks.is_major,
    "major_or_sensitive": lambda marks: marks.is_major or marks.sensitive,
    "rule_changed": lambda marks: marks.rule_changed,
    "major_only": lambda marks: marks.is_major and not marks.for_leading_group,
    "particularly_major_or_sensitive": lambda marks: marks.for_leading_group,
}
"""When a step applies. `major` is the square bracket of §5.1; the others belong to the municipal tier of §6.1."""


def applies(condition: str, marks: Marks) -> bool:
    """Whether a step with this condition is due. Raises KeyError for a condition that does not exist."""
    return bool(CONDITIONS[condition](marks))


@dataclass(frozen=True)
class Step:
    """One step of a chain as the regulation names it.

    `seats` are identifiers of posts, or relations to the item (`originating_office`, `deputy_in_charge`,
    `deputies_concerned`). `part` names what a `provide` step provides ("" is the whole form). `recipients` are the
    authorities that a `filing` goes to; the step waits for one record each. `days` is its limit in working days.
    `what` names the review of a step that the file writes, `names` that of each seat (保密审查, 合法性审查, …; §6.1).
    `states` are the reviews, (seat, name), that whoever attests or provides here states in so many words.
    """

    kind: str
    seats: tuple[str, ...]
    all_of: bool = False
    condition: str = ""
    clause: str = ""
    days: int = 3
    level: str = ""
    part: str = ""
    recipients: tuple[str, ...] = ()
    what: str = ""
    names: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()

    @property
    def definition(self) -> StepKind:
        """All that its kind means. Raises KeyError for a kind that no plugin added."""
        return STEP_KINDS[self.kind]

    def without(self, seats: Collection[str]) -> "Step":
        """The same for the other seats only."""
        kept = [place for place, seat in enumerate(self.seats) if seat not in seats]
        left = tuple(self.seats[place] for place in kept)
        names = tuple(self.names[place] for place in kept) if self.names else ()
        return replace(self, seats=left, names=names, all_of=len(left) > 1)


@dataclass(frozen=True)
class Chain:
    """The steps for a procedure class, an action and a channel, from the drafting to the publication."""

    procedure_class: str
    action: str
    channel: str
    clause: str
    steps: tuple[Step, ...]
    label: str = ""
    requires_basis: bool = False

    @property
    def key(self) -> str:
        return f"{self.procedure_class}/{self.action}/{self.channel}"


@dataclass(frozen=True)
class PlanSeat:
    """A seat of one case: post identifier in a unit; `office` where the seat is one over, or of, an office.

    `what` is the name of the review that it gives, where it gives one.
    """

    identifier: str
    unit: int
    office: int | None = None
    what: str = ""

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.identifier}" + (f"/{self.office}" if self.office is not None else "")


@dataclass(frozen=True)
class PlanStep:
    """A step of one case: the seats are resolved to units and offices, never to people. `number` counts from 1."""

    number: int
    kind: str
    seats: tuple[PlanSeat, ...]
    all_of: bool = False
    condition: str = ""
    clause: str = ""
    days: int = 3
    level: str = ""
    part: str = ""
    recipients: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()

    @property
    def definition(self) -> StepKind:
        """All that its kind means. Raises KeyError for a kind whose plugin is gone."""
        return STEP_KINDS[self.kind]


@dataclass(frozen=True)
class Plan:
    """What a case has to go through; frozen when the case opens (rule 7). Steps with a condition are all in it."""

    procedure_class: str
    action: str
    channel: str
    clause: str
    steps: tuple[PlanStep, ...] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    @lru_cache(maxsize=256)
    def from_text(text: str) -> "Plan":
        """Of what `as_json` wrote, as text; the same plan for the same text."""
        return Plan.from_json(json.loads(text))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Plan":
        """Raises KeyError or TypeError for anything that `as_json` did not write."""
        steps = tuple(
            PlanStep(
                **{
                    **step,
                    "seats": tuple(PlanSeat(**seat) for seat in step["seats"]),
                    "recipients": tuple(step["recipients"]),
                    "states": tuple((seat, name) for seat, name in step.get("states", ())),
                }
            )
            for step in data["steps"]
        )
        return cls(**{**data, "steps": steps})
