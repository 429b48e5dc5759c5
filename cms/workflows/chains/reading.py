"""Reads the data file of the chains, and says in words what is wrong with one."""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cms.workflows.chains.values import ACTIONS, CHANNELS, CONDITIONS, FINISHING, KINDS, Chain, Step

FILE = Path(__file__).parent / "regulation.toml"


class ChainError(ValueError):
    """The text of the chains cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Written:
    """The steps that the file writes for one action of a class; the reviews of §6.1 are not among them."""

    steps: tuple[Step, ...]
    clause: str
    requires_basis: bool = False


@dataclass(frozen=True)
class ClassRules:
    """What the file says of a procedure class."""

    name: str
    label: str
    clause: str
    channels: tuple[str, ...]
    actions: dict[str, Written]
    provider: str = ""
    office: str = ""
    reviewed: bool = True
    reviewed_by_provider: str = ""


@dataclass(frozen=True)
class ChannelRules:
    """What a channel adds to the approvals of the web chain."""

    name: str
    clause: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Regulation:
    """The chains of one text. `chain` composes what applies; see composing.py."""

    text: str = field(repr=False)
    classes: dict[str, ClassRules]
    categories: dict[str, tuple[str, tuple[str, ...]]]
    channels: dict[str, ChannelRules]
    reviews: tuple[str, ...]
    municipal: dict[str, Any]
    days: int
    legality_for_major_only: bool = False

    @property
    def version(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def chain(self, procedure_class: str, action: str, channel: str, subordinate: bool = False) -> Chain:
        """The whole chain, steps with a condition included. Raises composing.NoSuchChain."""
        from cms.workflows.chains import composing

        return composing.compose(self, procedure_class, action, channel, subordinate=subordinate)


def parse(text: str) -> Regulation:
    """Raises ChainError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChainError(f"the text is not TOML: {error}") from error
    try:
        return _regulation(text, data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ChainError(f"something is missing or misplaced: {error!r}") from error


def _regulation(text: str, data: dict[str, Any]) -> Regulation:
    days = int(data["settings"]["days"])
    classes = {name: _class(name, told, days) for name, told in data["classes"].items()}
    channels = {name: _channel(name, told, days) for name, told in data["channels"].items()}
    categories = {}
    for name, told in data["categories"].items():
        unknown = set(told["classes"]) - set(classes)
        if unknown:
            raise ChainError(f"category {name}: no such class {', '.join(sorted(unknown))}")
        categories[name] = (str(told["label"]), tuple(told["classes"]))
    return Regulation(
        text=text,
        classes=classes,
        categories=categories,
        channels=channels,
        reviews=tuple(review["seat"] for review in data["reviews"]),
        municipal=data["municipal"],
        days=days,
        legality_for_major_only=bool(data["settings"].get("legality_for_major_only", False)),
    )


def _class(name: str, told: dict[str, Any], days: int) -> ClassRules:
    unknown = set(told["channels"]) - set(CHANNELS)
    if unknown:
        raise ChainError(f"class {name}: no such channel {', '.join(sorted(unknown))}")
    actions = {"publish": Written(_steps(name, told["publish"], told["clause"], days), told["clause"])}
    for action in ACTIONS[1:]:
        if action in told:
            actions[action] = _written(name, told[action], actions, days)
    for action, written in actions.items():
        _check(f"{name} {action}", written.steps)
    return ClassRules(
        name=name,
        label=str(told["label"]),
        clause=str(told["clause"]),
        channels=tuple(told["channels"]),
        actions=actions,
        provider=str(told.get("provider", "")),
        office=str(told.get("office", "")),
        reviewed=bool(told.get("reviewed", True)),
        reviewed_by_provider=str(told.get("reviewed_by_provider", told.get("provider", ""))),
    )


def _written(name: str, told: dict[str, Any], actions: dict[str, Written], days: int) -> Written:
    clause = str(told["clause"])
    if "same_as" in told:
        return Written(actions[told["same_as"]].steps, clause)
    return Written(_steps(name, told["steps"], clause, days), clause, bool(told.get("requires_basis", False)))


def _channel(name: str, told: dict[str, Any], days: int) -> ChannelRules:
    level = str(told.get("level", ""))
    steps = _steps(f"channel {name}", told["steps"], told["clause"], days, level=level)
    return ChannelRules(name, str(told["clause"]), steps)


def _steps(where: str, rows: list[dict[str, Any]], clause: str, days: int, level: str = "") -> tuple[Step, ...]:
    return tuple(_step(where, row, clause, days, level) for row in rows)


_KNOWN = {"kind", "seats", "any", "when", "clause", "days", "part", "recipients"}


def _step(where: str, row: dict[str, Any], clause: str, days: int, level: str) -> Step:
    odd = set(row) - _KNOWN
    if odd:
        raise ChainError(f"{where}: unknown word {', '.join(sorted(odd))}")
    if row["kind"] not in KINDS:
        raise ChainError(f"{where}: unknown kind {row['kind']!r}")
    if row.get("when", "") not in CONDITIONS:
        raise ChainError(f"{where}: unknown condition {row['when']!r}")
    seats = tuple(row["seats"])
    if not seats or not all(isinstance(seat, str) and seat.isidentifier() for seat in seats):
        raise ChainError(f"{where}: a {row['kind']} needs seats by their identifiers, not {seats!r}")
    several = len(seats) > 1 or seats == ("deputies_concerned",)
    return Step(
        kind=row["kind"],
        seats=seats,
        all_of=several and not row.get("any", False),
        condition=row.get("when", ""),
        clause=str(row.get("clause", clause)),
        days=int(row.get("days", days)),
        level=level,
        part=str(row.get("part", "")),
        recipients=tuple(row.get("recipients", ())),
    )


def _check(where: str, steps: tuple[Step, ...]) -> None:
    if not steps or steps[-1].kind not in FINISHING:
        raise ChainError(f"{where}: the last step has to be one of {', '.join(FINISHING)}")
    if any(step.kind in FINISHING for step in steps[:-1]):
        raise ChainError(f"{where}: only the last step publishes")


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
