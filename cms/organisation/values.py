"""The values in which the organisation answers: a seat, who holds it, who acts in it and why."""

from dataclasses import dataclass, replace
from typing import Literal

from cms.organisation import words

Via = Literal["tenure", "delegation", "colleague", "deputy", "director", "superior"]
Why = Literal["barred", "absent"]


@dataclass(frozen=True, slots=True)
class SeatRef:
    """A seat of a unit: a post's identifier, or a resolved one together with the office it is resolved from."""

    unit_id: int
    identifier: str
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who may act in a seat. The post is the one by which they may: their own, or the delegated one."""

    user_id: int
    username: str
    name: str
    post_id: int
    post_identifier: str
    post_name: str
    unit_id: int
    via: Via
    acting_for: str = ""

    @property
    def reason(self) -> str:
        """Why this person may act, in words of the active language; empty for a holder in their own right."""
        return words.holder(self.via, self.name, self.acting_for)

    def of(self, via: Via, acting_for: str) -> "Holder":
        return replace(self, via=via, acting_for=acting_for)


@dataclass(frozen=True, slots=True)
class Out:
    """A holder who does not act: barred (wrote the text), or absent (has delegated)."""

    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who may act in a seat. `via` names the group that stands in, `out` those for whom it does.

    `unit` is the short name of the seat's unit.
    """

    seat: SeatRef
    label: str
    holders: tuple[Holder, ...]
    stand_in: bool
    vacant: bool
    via: Via | None = None
    out: tuple[Out, ...] = ()
    unit: str = ""

    @property
    def in_full(self) -> str:
        """The seat with its unit: the general office of a district is not that of the bureau."""
        return words.seat_in_full(self.unit, self.label)

    @property
    def reason(self) -> str:
        """In words of the active language: who does not act and why, and who stands in; empty in the plain case."""
        if not self.stand_in and not self.vacant:
            return ""
        barred = [entry.name for entry in self.out if entry.why == "barred"]
        absent = [entry.name for entry in self.out if entry.why == "absent"]
        standing_in = [holder.name for holder in self.holders if holder.via == self.via]  # others act by rule 6
        return words.assignment(self.label, self.via, barred, absent, standing_in)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that somebody holds now. `delegated_by`: the giver's name when `via` is "delegation"."""

    post_id: int
    identifier: str
    name: str
    unit_id: int
    office_id: int | None
    via: Via
    delegated_by: str = ""
    kind: str = ""
    categories: tuple[str, ...] = ()
