"""What the text of the chains says, as plain values: classes, channels, the municipal tier."""

import hashlib
from dataclasses import dataclass, field

from cms.workflows.chains.values import Step


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
        return "web" if "web" in self.channels else self.channels[0]


@dataclass(frozen=True)
class ChannelRules:
    """What a channel adds to the approvals of the web chain."""

    name: str
    clause: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MunicipalRules:
    """Who acts for the municipal bureau on what its subordinate units disclose (§6.1).

    `bureau_too`: what is particularly major or sensitive of the bureau's own goes to its leading group as well.
    """

    reviews: tuple[str, ...]
    director: str
    leading_group: str
    clause: str
    bureau_too: bool = False


@dataclass(frozen=True)
class Rules:
    """What one text says of the chains; `regulation.Regulation` composes what applies.

    `reviews` are the seats of §6.1, `legality` the one among them that may be limited to major items, `review_names`
    how the review of each is called. `seats` are the seats that the text declares, with their labels.
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
    seats: dict[str, str] = field(default_factory=dict)
    review_names: dict[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()
