"""Reads the data file of the chains, and says in words what is wrong with one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from cms.questions import Question
from cms.workflows.chains import checking, composed, sources
from cms.workflows.chains.regulation import Regulation
from cms.workflows.chains.rules import ROLES_BY_NAME, ChannelRules, ClassRules, MunicipalRules, Rules, Seat, Written
from cms.workflows.chains.tables import ChainError, Table
from cms.workflows.chains.values import CONDITIONS, CONTACTS, Step
from cms.workflows.chains.vocabulary import CHANNELS, DEPUTIES_CONCERNED, RELATIONS, ROLES, STEP_KINDS, Action

FILE = sources.SHIPPED


def parse(text: str) -> Regulation:
    """The regulation of a text, that of the installed files or a stored version's. Raises ChainError."""
    whole = sources.merged(text)
    try:
        found = _regulation(text, Table("", whole.data, _TABLES))
    except ChainError as error:
        raise ChainError(whole.placed(str(error))) from error
    return replace(found, sources=whole.places)


_TABLES = frozenset({"settings", "seats", "reviews", "municipal", "categories", "classes", "channels"})
_SETTINGS = frozenset({"days", "legality_for_major_only"})
_MUNICIPAL = frozenset({"reviews", "director", "leading_group", "clause", "bureau_too", "leading_group_office"})
_SEAT = frozenset({"label", "role", "stands_for"})
_REVIEW = frozenset({"seat", "what"})
_CATEGORY = frozenset({"label", "classes"})
_CLASS = frozenset(
    {"label", "clause", "channels", "provider", "office", "reviewed", "reviewed_by_provider", *Action.values, CONTACTS},
)
_ACTION = frozenset({"steps", "same_as", "clause", "requires_basis"})
_CHANNEL = frozenset({"clause", "level", "steps"})
_STEP = frozenset({"kind", "seats", "any", "when", "clause", "days", "part", "recipients", "what"})


@dataclass(frozen=True)
class _Context:
    """What is written once and counts for every step: its usual limit, and which seats are several people."""

    days: int
    several: frozenset[str]


def _regulation(text: str, table: Table) -> Regulation:
    settings = table.table("settings", _SETTINGS)
    seats = _seats(table)
    several = frozenset(seat.name for seat in seats.values() if seat.is_several) if seats else {DEPUTIES_CONCERNED}
    context = _Context(settings.days("days"), frozenset(several))
    reviews = {each.text("what"): each.text("seat") for each in table.tables("reviews", _REVIEW)}
    checking.check_reviews(reviews)
    classes, channels, categories = table.table("classes"), table.table("channels"), table.table("categories")
    found = Regulation(
        text=text,
        classes={name: _class(name, classes.table(name, _CLASS), context) for name in classes},
        categories={name: _category(categories.table(name, _CATEGORY)) for name in categories},
        channels={name: _channel(name, channels.table(name, _CHANNEL), context) for name in channels},
        reviews=tuple(reviews.values()),
        review_names={seat: name for name, seat in reviews.items()},
        legality=reviews[checking.LEGALITY],
        municipal=_municipal(table.table("municipal", _MUNICIPAL)),
        days=context.days,
        legality_for_major_only=settings.flag("legality_for_major_only", False),
        seats=seats,
    )
    if not found.seats:
        found = replace(found, seats=_all_seats(found))
    checking.check_regulation(found)
    composed.check(found)
    return found


def _seats(table: Table) -> dict[str, Seat]:
    seats = table.table("seats") if "seats" in table else None
    return {name: _seat(name, seats) for name in seats} if seats is not None else {}


def _seat(name: str, seats: Table) -> Seat:
    """A table that says label and role, or the label alone, as stored texts have it of seats that are known."""
    if not seats.is_table(name):
        return Seat(name, seats.text(name), _role_by_name(f"{seats.where} {name}", name), _relation(name))
    table = seats.table(name, _SEAT)
    role, relation = table.text("role"), table.text("stands_for", "")
    if role not in ROLES:
        raise ChainError(f"{table.where}: unknown role {role!r}; there are {', '.join(ROLES)}")
    if relation and relation not in RELATIONS:
        raise ChainError(f"{table.where}: stands for {relation!r}; there are {', '.join(RELATIONS)}")
    return Seat(name, table.text("label"), role, relation)


def _role_by_name(where: str, name: str) -> str:
    if name not in ROLES_BY_NAME:
        raise ChainError(f"{where}: its role is missing; there are {', '.join(ROLES)}")
    return ROLES_BY_NAME[name]


def _relation(name: str) -> str:
    return name if name in RELATIONS else ""


def _all_seats(found: Rules) -> dict[str, Seat]:
    """Those of a stored text that has no table of seats: every seat that it mentions."""
    mentioned = {seat: where for where, seats in checking.seats_used(found) for seat in seats if seat}
    return {seat: Seat(seat, "", _role_by_name(where, seat), _relation(seat)) for seat, where in mentioned.items()}


def _municipal(table: Table) -> MunicipalRules:
    return MunicipalRules(
        reviews=table.names("reviews"),
        director=table.text("director"),
        leading_group=table.text("leading_group"),
        clause=table.text("clause"),
        bureau_too=table.flag("bureau_too", False),
        leading_group_office=table.text("leading_group_office", "leading_group_office"),
    )


def _category(table: Table) -> tuple[str, tuple[str, ...]]:
    return table.text("label"), table.names("classes")


def _class(name: str, table: Table, context: _Context) -> ClassRules:
    clause = table.text("clause")
    actions = {"publish": Written(_steps(table, "publish", clause, context), clause)}
    for action in (*Action.values[1:], CONTACTS):
        if action in table:
            actions[action] = _written(table.table(action, _ACTION), actions, context)
    provider = table.text("provider", "")
    found = ClassRules(
        name=name,
        label=table.text("label"),
        clause=clause,
        channels=table.names("channels"),
        actions=actions,
        provider=provider,
        office=table.text("office", ""),
        reviewed=table.flag("reviewed", True),
        reviewed_by_provider=table.text("reviewed_by_provider", provider),
    )
    checking.check_class(found)
    return found


def _written(table: Table, actions: dict[str, Written], context: _Context) -> Written:
    clause = table.text("clause")
    if "same_as" not in table:
        return Written(_steps(table, "steps", clause, context), clause, table.flag("requires_basis", False))
    other = table.text("same_as")
    if other not in actions:
        raise ChainError(f"{table.where}: same as {other!r}, which is not written above it")
    return Written(actions[other].steps, clause, table.flag("requires_basis", False))


def _channel(name: str, table: Table, context: _Context) -> ChannelRules:
    if name not in CHANNELS:
        raise ChainError(f"{table.where}: there is no such channel; there are {', '.join(CHANNELS.names())}")
    clause = table.text("clause")
    steps = _steps(table, "steps", clause, context, level=table.text("level", ""))
    checking.check_end(table.where, steps)
    return ChannelRules(name, clause, steps)


def _steps(table: Table, key: str, clause: str, context: _Context, level: str = "") -> tuple[Step, ...]:
    return tuple(_step(row, clause, context, level) for row in table.tables(key, _STEP))


def _step(row: Table, clause: str, context: _Context, level: str) -> Step:
    kind, when, seats = row.text("kind"), row.text("when", ""), row.names("seats")
    if kind not in STEP_KINDS:
        raise ChainError(f"{row.where}: unknown kind {kind!r}; there are {', '.join(STEP_KINDS.names())}")
    if when not in CONDITIONS:
        raise ChainError(f"{row.where}: unknown condition {when!r}; there are {', '.join(filter(None, CONDITIONS))}")
    if not seats:
        raise ChainError(f"{row.where}: a {kind} needs a seat")
    several = len(seats) > 1 or seats[0] in context.several
    return Step(
        kind=kind,
        seats=seats,
        all_of=several and not row.flag("any", False),
        condition=when,
        clause=row.text("clause", clause),
        days=row.days("days", context.days),
        level=level,
        part=row.text("part", ""),
        recipients=row.names("recipients", []),
        what=row.text("what", ""),
    )


def regulation() -> Regulation:
    """The chains of the files that are installed. Raises ChainError."""
    return _installed(sources.installed())


@lru_cache(maxsize=8)
def _installed(found: tuple[sources.Source, ...]) -> Regulation:
    return parse(sources.joined({each.name: each.read() for each in found}))


in_force: Question[Callable[[], Regulation]] = Question("workflows.in_force", "Which chains are in force?")
"""Answered by whoever keeps versions of the chains."""


def active() -> Regulation:
    """The chains in force: what is answered, else the file's."""
    answer = in_force.alone()
    return answer() if answer is not None else regulation()
