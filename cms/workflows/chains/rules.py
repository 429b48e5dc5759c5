"""What the text of the chains says, as plain values: classes, channels, the municipal tier."""

import hashlib
from dataclasses import dataclass, field

from cms.workflows.chains.values import Step
from cms.workflows.chains.vocabulary import (
    BODY,
    CHIEF,
    DEPUTIES_CONCERNED,
    GROUP,
    LEADER,
    OFFICE,
    PROVIDER,
    PUBLISHER,
    REVIEWER,
    WEB,
)

ROLES_BY_NAME = {
    "originating_office": PROVIDER,
    "planning": OFFICE,
    "personnel": OFFICE,
    "legal": REVIEWER,
    "general": REVIEWER,
    "publicity": PUBLISHER,
    "director": CHIEF,
    "deputy_in_charge": LEADER,
    "deputies_concerned": LEADER,
    "deputy_publicity": LEADER,
    "deputy_legal": LEADER,
    "deputy_general": LEADER,
    "deputy_personnel": LEADER,
    "bureau_meeting": BODY,
    "leading_group": GROUP,
    "leading_group_office": OFFICE,
}
"""The roles of seats in stored texts, which did not say them; any other seat has to say its own."""


@dataclass(frozen=True)
class Seat:
    """A seat of the text. `stands_for` is one of RELATIONS where it follows from the item, else "" and `name` is the
    identifier of a post.
    """

    name: str
    label: str
    role: str
    stands_for: str = ""

    @property
    def is_several(self) -> bool:
        """Whether it can be several people, all of whom act."""
        return self.stands_for == DEPUTIES_CONCERNED


@dataclass(frozen=True)
class Written:
    """The steps that the file writes for one action of a class; the reviews of §6.1 are not among them."""

    steps: tuple[Step, ...]
    clause: str
    requires_basis: bool = False


@dataclass(frozen=True)
class ClassRules:
    """What the file says of a procedure class.

    `provider` is the office that provides every item of the class, `office` the one whose leader is in charge of it.
    `reviewed_by_provider` is the seat whose review of §6.1 is given with the attestation or the provision.
    """

    name: str
    label: str
    clause: str
    channels: tuple[str, ...]
    actions: dict[str, Written]
    provider: str = ""
    office: str = ""
    reviewed: bool = True
    reviewed_by_provider: str = ""

    @property
    def own_channel(self) -> str:
        """The channel whose chain the class writes; those of the others are composed from it."""
        return WEB if WEB in self.channels else self.channels[0]


@dataclass(frozen=True)
class ChannelRules:
    """What a channel adds to the approvals of the web chain."""

    name: str
    clause: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MunicipalRules:
    """Who acts for the municipal bureau on what its subordinate units disclose (§6.1).

    `leading_group_office` keeps the group's resolutions (§7). `bureau_too`:
    what is particularly major or sensitive of the bureau's own goes to its leading group as well.
    """

    reviews: tuple[str, ...]
    director: str
    leading_group: str
    clause: str
    bureau_too: bool = False
    leading_group_office: str = "leading_group_office"


@dataclass(frozen=True)
class Rules:
    """What one text says of the chains; `regulation.Regulation` composes what applies.

    `reviews` are the seats of §6.1, `legality` the one among them that may be limited to major items, `review_names`
    how the review of each is called. `seats` are those of the text, by their names.
    """

    text: str = field(repr=False)
    classes: dict[str, ClassRules]
    categories: dict[str, tuple[str, tuple[str, ...]]]
    channels: dict[str, ChannelRules]
    reviews: tuple[str, ...]
    legality: str
    municipal: MunicipalRules
    days: int
    legality_for_major_only: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    review_names: dict[str, str] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    """(table, name) of each seat, category, class and channel → whose text says it (`chains.sources`)."""

    def role_of(self, seat: str) -> str:
        """The role of a seat, by its name in the text or by what it stands for. Raises KeyError."""
        if seat in self.seats:
            return self.seats[seat].role
        return {each.stands_for: each.role for each in self.seats.values()}[seat]

    @property
    def labels(self) -> dict[str, str]:
        """Name of each seat → what the text calls it."""
        return {seat.name: seat.label for seat in self.seats.values()}

    def seat_of(self, role: str) -> str:
        """The identifier of the post that has this role; the first, where several have. Raises KeyError."""
        found = next((seat for seat in self.seats.values() if seat.role == role and not seat.stands_for), None)
        if found is None:
            raise KeyError(role)
        return found.name

    @property
    def version(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()
