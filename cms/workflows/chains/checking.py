"""What must hold of the chains of any text, whoever wrote it. Every check raises ChainError."""

from collections.abc import Iterable, Iterator

from cms.workflows.chains.rules import ClassRules, Rules
from cms.workflows.chains.tables import ChainError
from cms.workflows.chains.values import CHANNELS, FINISHING, PREPARING, Step

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
    unknown = sorted(set(rules.channels) - set(CHANNELS))
    if unknown or not rules.channels:
        raise ChainError(f"{where}: no such channel {', '.join(unknown)}; there are {', '.join(CHANNELS)}")
    if not rules.reviewed and rules.name not in UNREVIEWED:
        raise ChainError(f"{where}: the reviews of §6.1 cannot be switched off")
    for action, written in rules.actions.items():
        told = f"{where} {action}"
        check_end(told, written.steps)
        check_preparation(told, written.steps)
        check_filings(told, written.steps)
        if rules.reviewed and action in ("publish", "modify") and all(s.kind != "attest" for s in written.steps):
            raise ChainError(f"{told}: nobody attests that it is accurate and necessary (§6.1)")


def check_end(where: str, steps: tuple[Step, ...]) -> None:
    """The last step is the publication, and none before it is."""
    if not steps or steps[-1].kind not in FINISHING:
        raise ChainError(f"{where}: the last step has to be one of {', '.join(FINISHING)}")
    if any(step.kind in FINISHING for step in steps[:-1]):
        raise ChainError(f"{where}: only the last step publishes")
    if steps[-1].condition:
        raise ChainError(f"{where}: the last step cannot depend on a condition")


def check_preparation(where: str, steps: tuple[Step, ...]) -> None:
    """Somebody prepares it; what is decided before submission comes first, in the order of `PREPARING`."""
    order = [PREPARING.index(step.kind) if step.kind in PREPARING else len(PREPARING) for step in steps]
    if order[0] == len(PREPARING) or order != sorted(order):
        raise ChainError(f"{where}: a chain begins with {', '.join(PREPARING)}, in this order")


def check_filings(where: str, steps: tuple[Step, ...]) -> None:
    """A filing names the authorities that it goes to, and nothing else has any."""
    for step in steps:
        if (step.kind == "filing") != bool(step.recipients):
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
    if regulation.seats:
        _check_seats(regulation)


def _check_seats(regulation: Rules) -> None:
    for where, seats in _seats_used(regulation):
        unknown = [seat for seat in seats if seat and seat not in regulation.seats]
        if unknown:
            raise ChainError(f"{where}: unknown seat {', '.join(unknown)}; there are {', '.join(regulation.seats)}")


def _seats_used(regulation: Rules) -> Iterator[tuple[str, Iterable[str]]]:
    yield "reviews", regulation.reviews
    told = regulation.municipal
    yield "municipal", (*told.reviews, told.director, told.leading_group)
    for name, rules in regulation.classes.items():
        yield f"classes {name}", (rules.provider, rules.reviewed_by_provider)
        for action, written in rules.actions.items():
            for step in written.steps:
                yield f"classes {name} {action}", step.seats
    for name, channel in regulation.channels.items():
        for step in channel.steps:
            yield f"channels {name}", step.seats
