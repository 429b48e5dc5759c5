"""What must hold of the chains of any text, whoever wrote it. Every check raises ChainError."""

from collections.abc import Iterable, Iterator

from cms.workflows.chains.rules import ClassRules, Rules
from cms.workflows.chains.tables import ChainError
from cms.workflows.chains.values import Step
from cms.workflows.chains.vocabulary import CHANNELS, CHIEF, GROUP, REVIEWER, STEP_KINDS, Action

SECRECY, LEGALITY = "保密审查", "合法性审查"
"""The two reviews of §6.1, in its words. The secrecy review cannot be switched off, and so not left out."""

UNREVIEWED = ("structure",)
"""Structure carries no disclosed text of its own; every other class is reviewed (§6.1)."""


def check_reviews(reviews: dict[str, str]) -> None:
    """The text names both reviews of §6.1 and the seat that gives each."""
    if set(reviews) != {SECRECY, LEGALITY}:
        raise ChainError(f"reviews: §6.1 has {SECRECY} and {LEGALITY}, not {', '.join(reviews) or 'none'}")


def check_class(rules: ClassRules) -> None:
    """A class can be posted somewhere, is reviewed, and each of its actions is a chain."""
    where = f"classes {rules.name}"
    unknown = sorted(set(rules.channels) - set(CHANNELS.names()))
    if unknown or not rules.channels:
        raise ChainError(f"{where}: no such channel {', '.join(unknown)}; there are {', '.join(CHANNELS.names())}")
    if not rules.reviewed and rules.name not in UNREVIEWED:
        raise ChainError(f"{where}: the reviews of §6.1 cannot be switched off")
    for action, written in rules.actions.items():
        facts = f"{where} {action}"
        check_end(facts, written.steps)
        check_preparation(facts, written.steps)
        check_filings(facts, written.steps)
        if (
            rules.reviewed
            and action in (Action.PUBLISH, Action.MODIFY)
            and all(s.kind != "attest" for s in written.steps)
        ):
            raise ChainError(f"{facts}: nobody attests that it is accurate and necessary (§6.1)")


def check_end(where: str, steps: tuple[Step, ...]) -> None:
    """The last step is the publication, and none before it is."""
    if not steps or not steps[-1].definition.finishes:
        last = STEP_KINDS.names(lambda kind: kind.finishes)
        raise ChainError(f"{where}: the last step has to be one of {', '.join(last)}")
    early = next((n for n, step in enumerate(steps[:-1], start=1) if step.definition.finishes), None)
    if early is not None:
        raise ChainError(f"{where}, number {early}: only the last step publishes")
    if steps[-1].condition:
        raise ChainError(f"{where}: the last step cannot depend on a condition")


def check_preparation(where: str, steps: tuple[Step, ...]) -> None:
    """Somebody prepares it; what is decided before submission comes first, in the order of the vocabulary."""
    first = STEP_KINDS.names(lambda kind: kind.prepares)
    order = [first.index(step.kind) if step.kind in first else len(first) for step in steps]
    if order[0] == len(first) or order != sorted(order):
        raise ChainError(f"{where}: a chain begins with {', '.join(first)}, in this order")


def check_filings(where: str, steps: tuple[Step, ...]) -> None:
    """A filing names the authorities that it goes to, and nothing else has any."""
    for step in steps:
        fact = step.definition.fact
        if (fact is not None and fact.to_recipients) != bool(step.recipients):
            raise ChainError(f"{where}: recipients belong to a filing, and a filing has some ({step.kind})")


def check_regulation(regulation: Rules) -> None:
    """What one part of the text says of another: classes of a category, channels of a class, seats of a step."""
    for name, (_label, classes) in regulation.categories.items():
        unknown = sorted(set(classes) - set(regulation.classes))
        if unknown or not classes:
            raise ChainError(f"categories {name}: no such class {', '.join(unknown)}")
    for name, rules in regulation.classes.items():
        missing = [each for each in rules.channels if each not in (rules.own_channel, *regulation.channels)]
        if missing:
            raise ChainError(f"classes {name}: the text does not say what {', '.join(missing)} adds to its web chain")
    _check_seats(regulation)
    _check_roles(regulation)


def _check_seats(regulation: Rules) -> None:
    for where, seats in seats_used(regulation):
        unknown = [seat for seat in seats if seat and seat not in regulation.seats]
        if unknown:
            raise ChainError(f"{where}: unknown seat {', '.join(unknown)}; there are {', '.join(regulation.seats)}")


def _check_roles(regulation: Rules) -> None:
    facts = regulation.municipal
    wanted = [
        *(("reviews", seat, (REVIEWER,)) for seat in regulation.reviews),
        *(("municipal reviews", seat, (REVIEWER,)) for seat in facts.reviews),
        ("municipal director", facts.director, (CHIEF,)),
        ("municipal leading_group", facts.leading_group, (GROUP,)),
    ]
    for where, seat, roles in wanted:
        _check_role(regulation, where, seat, roles)
    for where, steps in _steps_written(regulation):
        for number, step in enumerate(steps, start=1):
            check_step(regulation, f"{where}, number {number}", step)


def check_step(regulation: Rules, where: str, step: Step) -> None:
    """The seats of a step have a role that its kind takes: each, or one of them where any of them may act."""
    roles = step.definition.roles
    fitting = [seat for seat in step.seats if regulation.role_of(seat) in roles]
    if not roles or len(fitting) == len(step.seats) or (fitting and not step.all_of):
        return
    odd = next(seat for seat in step.seats if seat not in fitting)
    _check_role(regulation, f"{where}: a {step.kind}", odd, roles)


def _check_role(regulation: Rules, where: str, seat: str, roles: tuple[str, ...]) -> None:
    role = regulation.role_of(seat)
    if role not in roles:
        raise ChainError(f"{where}: {seat} has the role {role} and not {' or '.join(roles)}")


def _steps_written(regulation: Rules) -> Iterator[tuple[str, tuple[Step, ...]]]:
    for name, rules in regulation.classes.items():
        for action, written in rules.actions.items():
            yield f"classes {name} {action}", written.steps
    for name, channel in regulation.channels.items():
        yield f"channels {name} steps", channel.steps


def seats_used(regulation: Rules) -> Iterator[tuple[str, Iterable[str]]]:
    """(place, seats) of every mention of a seat in the text."""
    yield "reviews", regulation.reviews
    facts = regulation.municipal
    yield "municipal", (*facts.reviews, facts.director, facts.leading_group)
    for name, rules in regulation.classes.items():
        yield f"classes {name}", (rules.provider, rules.reviewed_by_provider)
        for action, written in rules.actions.items():
            for step in written.steps:
                yield f"classes {name} {action}", step.seats
    for name, channel in regulation.channels.items():
        for step in channel.steps:
            yield f"channels {name}", step.seats
