"""Reads the data file of the chains, and says in words what is wrong with one."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cms.workflows.chains import checking
from cms.workflows.chains.tables import ChainError, Table
from cms.workflows.chains.values import ACTIONS, CHANNELS, CONDITIONS, CONTACTS, KINDS, Chain, Step

__all__ = [
    "FILE",
    "ChainError",
    "ChannelRules",
    "ClassRules",
    "MunicipalRules",
    "Regulation",
    "Written",
    "active",
    "parse",
    "regulation",
    "set_source",
]

FILE = Path(__file__).parent / "regulation.toml"


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
class Regulation:
    """The chains of one text. `chain` composes what applies; see composing.py.

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

    def chain(
        self, procedure_class: str, action: str, channel: str, subordinate: bool = False, contacts_only: bool = False
    ) -> Chain:
        """The whole chain, steps with a condition included. Raises composing.NoSuchChain."""
        from cms.workflows.chains import composing

        return composing.compose(
            self, procedure_class, action, channel, subordinate=subordinate, contacts_only=contacts_only
        )

    def every(self) -> Iterator[tuple[str, str, str]]:
        """(class, action, channel) of every chain that there is, in the order of the text."""
        from cms.workflows.chains import composing

        for name, rules in self.classes.items():
            for channel in rules.channels:
                for action in composing.actions_of(rules, channel, rules.own_channel):
                    yield name, action, channel


def parse(text: str) -> Regulation:
    """The regulation of a text, the file's or a stored version's. Raises ChainError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChainError(f"the text is not TOML: {error}") from error
    return _regulation(text, Table("", data, _TABLES))


_TABLES = frozenset({"settings", "seats", "reviews", "municipal", "categories", "classes", "channels"})
_SETTINGS = frozenset({"days", "legality_for_major_only"})
_MUNICIPAL = frozenset({"reviews", "director", "leading_group", "clause", "bureau_too"})
_REVIEW = frozenset({"seat", "what"})
_CATEGORY = frozenset({"label", "classes"})
_CLASS = frozenset(
    {"label", "clause", "channels", "provider", "office", "reviewed", "reviewed_by_provider", *ACTIONS, CONTACTS},
)
_ACTION = frozenset({"steps", "same_as", "clause", "requires_basis"})
_CHANNEL = frozenset({"clause", "level", "steps"})
_STEP = frozenset({"kind", "seats", "any", "when", "clause", "days", "part", "recipients", "what"})


def _regulation(text: str, told: Table) -> Regulation:
    settings = told.table("settings", _SETTINGS)
    days = settings.days("days")
    reviews = {each.text("what"): each.text("seat") for each in told.tables("reviews", _REVIEW)}
    checking.check_reviews(reviews)
    classes, channels, categories = told.table("classes"), told.table("channels"), told.table("categories")
    found = Regulation(
        text=text,
        classes={name: _class(name, classes.table(name, _CLASS), days) for name in classes},
        categories={name: _category(categories.table(name, _CATEGORY)) for name in categories},
        channels={name: _channel(name, channels.table(name, _CHANNEL), days) for name in channels},
        reviews=tuple(reviews.values()),
        review_names={seat: name for name, seat in reviews.items()},
        legality=reviews[checking.LEGALITY],
        municipal=_municipal(told.table("municipal", _MUNICIPAL)),
        days=days,
        legality_for_major_only=settings.flag("legality_for_major_only", False),
        seats=_seats(told),
    )
    checking.check_regulation(found)
    return found


def _seats(told: Table) -> dict[str, str]:
    seats = told.table("seats") if "seats" in told else None
    return {name: seats.text(name) for name in seats} if seats is not None else {}


def _municipal(told: Table) -> MunicipalRules:
    return MunicipalRules(
        reviews=told.names("reviews"),
        director=told.text("director"),
        leading_group=told.text("leading_group"),
        clause=told.text("clause"),
        bureau_too=told.flag("bureau_too", False),
    )


def _category(told: Table) -> tuple[str, tuple[str, ...]]:
    return told.text("label"), told.names("classes")


def _class(name: str, told: Table, days: int) -> ClassRules:
    clause = told.text("clause")
    actions = {"publish": Written(_steps(told, "publish", clause, days), clause)}
    for action in (*ACTIONS[1:], CONTACTS):
        if action in told:
            actions[action] = _written(told.table(action, _ACTION), actions, days)
    provider = told.text("provider", "")
    found = ClassRules(
        name=name,
        label=told.text("label"),
        clause=clause,
        channels=told.names("channels"),
        actions=actions,
        provider=provider,
        office=told.text("office", ""),
        reviewed=told.flag("reviewed", True),
        reviewed_by_provider=told.text("reviewed_by_provider", provider),
    )
    checking.check_class(found)
    return found


def _written(told: Table, actions: dict[str, Written], days: int) -> Written:
    clause = told.text("clause")
    if "same_as" not in told:
        return Written(_steps(told, "steps", clause, days), clause, told.flag("requires_basis", False))
    other = told.text("same_as")
    if other not in actions:
        raise ChainError(f"{told.where}: same as {other!r}, which is not written above it")
    return Written(actions[other].steps, clause, told.flag("requires_basis", False))


def _channel(name: str, told: Table, days: int) -> ChannelRules:
    if name not in CHANNELS:
        raise ChainError(f"{told.where}: there is no such channel; there are {', '.join(CHANNELS)}")
    clause = told.text("clause")
    steps = _steps(told, "steps", clause, days, level=told.text("level", ""))
    checking.check_end(told.where, steps)
    return ChannelRules(name, clause, steps)


def _steps(told: Table, key: str, clause: str, days: int, level: str = "") -> tuple[Step, ...]:
    return tuple(_step(row, clause, days, level) for row in told.tables(key, _STEP))


def _step(row: Table, clause: str, days: int, level: str) -> Step:
    kind, when, seats = row.text("kind"), row.text("when", ""), row.names("seats")
    if kind not in KINDS:
        raise ChainError(f"{row.where}: unknown kind {kind!r}; there are {', '.join(KINDS)}")
    if when not in CONDITIONS:
        raise ChainError(f"{row.where}: unknown condition {when!r}; there are {', '.join(filter(None, CONDITIONS))}")
    if not seats:
        raise ChainError(f"{row.where}: a {kind} needs a seat")
    several = len(seats) > 1 or seats == ("deputies_concerned",)
    return Step(
        kind=kind,
        seats=seats,
        all_of=several and not row.flag("any", False),
        condition=when,
        clause=row.text("clause", clause),
        days=row.days("days", days),
        level=level,
        part=row.text("part", ""),
        recipients=row.names("recipients", []),
        what=row.text("what", ""),
    )


@lru_cache(maxsize=1)
def regulation() -> Regulation:
    """The chains of the file that is installed."""
    return parse(FILE.read_text(encoding="utf-8"))


_source: list[Callable[[], Regulation]] = []


def set_source(source: Callable[[], Regulation]) -> None:
    """Whoever keeps versions of the chains says which is in force."""
    _source[:] = [source]


def active() -> Regulation:
    """The chains in force: those of the source that was set, else the file's."""
    return _source[0]() if _source else regulation()
