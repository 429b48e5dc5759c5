"""What must hold of every chain that a text composes, whatever its seats are called. Every check raises ChainError."""

from collections.abc import Iterator

from cms.workflows.chains import checking, composing
from cms.workflows.chains.regulation import Regulation
from cms.workflows.chains.tables import ChainError
from cms.workflows.chains.values import CONTACTS, Chain, Step
from cms.workflows.chains.vocabulary import SHOWN, TAKEN_DOWN, Action


def check(regulation: Regulation) -> None:
    """All of them: each class, action and channel, of the bureau and of a unit below it."""
    for where, chain, own in every(regulation):
        checking.check_end(where, chain.steps)
        checking.check_preparation(where, chain.steps)
        checking.check_filings(where, chain.steps)
        for number, step in enumerate(chain.steps, start=1):
            checking.check_step(regulation, f"{where}, number {number}", step)
        _check_outcome(where, chain)
        if regulation.classes[chain.procedure_class].reviewed:
            _check_decided(where, chain)
            _check_reviews(where, regulation, chain)
            _check_approvals(where, chain, own)


def every(regulation: Regulation) -> Iterator[tuple[str, Chain, Chain]]:
    """(place, chain, chain of the class's own channel): the place names class, action, channel, and for whom it is."""
    for name, action, channel in regulation.every():
        rules = regulation.classes[name]
        lesser = action == Action.MODIFY and CONTACTS in rules.actions
        for subordinate in (False, True):
            for contacts_only in (False, True) if lesser else (False,):
                facts = [f"classes {name} {action} on {channel}"]
                facts += ["of a unit below"] if subordinate else []
                facts += ["contacts only"] if contacts_only else []
                of = (subordinate, contacts_only)
                chain = regulation.chain(name, action, channel, *of)
                own = chain if channel == rules.own_channel else regulation.chain(name, action, rules.own_channel, *of)
                yield ", ".join(facts), chain, own


def _check_outcome(where: str, chain: Chain) -> None:
    """A new text goes on view, a withdrawal comes down; a repeal does one or the other."""
    wanted = {Action.PUBLISH: SHOWN, Action.MODIFY: SHOWN, Action.WITHDRAW: TAKEN_DOWN}.get(Action(chain.action))
    last = chain.steps[-1]
    if wanted is not None and last.definition.ends_in != wanted:
        raise ChainError(f"{where}: a {last.kind} is not what a {chain.action} ends in")


def _check_decided(where: str, chain: Chain) -> None:
    if not any(step.definition.is_approval for step in chain.steps):
        raise ChainError(f"{where}: nobody reviews, signs or resolves between its preparation and its end")


def _check_reviews(where: str, regulation: Regulation, chain: Chain) -> None:
    """Both reviews of §6.1 are given, and before the first leader signs."""
    if not Action(chain.action).is_reviewed:
        return
    first = next((n for n, step in enumerate(chain.steps) if composing.is_leader(regulation, step)), len(chain.steps))
    given = {seat for step in chain.steps[:first] for seat in _reviewed_by(step)}
    for seat in regulation.reviews:
        if seat not in given and not _is_providers(regulation, chain, seat):
            what = regulation.review_names[seat]
            raise ChainError(f"{where}: no {what} by {seat} before a leader signs (§6.1)")


def _reviewed_by(step: Step) -> tuple[str, ...]:
    stated = tuple(seat for seat, _name in step.states)
    return (*step.seats, *stated) if step.definition.is_review else stated


def _is_providers(regulation: Regulation, chain: Chain, seat: str) -> bool:
    """Whether the class leaves this review to whoever provides or attests the item."""
    return regulation.classes[chain.procedure_class].reviewed_by_provider == seat


def _check_approvals(where: str, chain: Chain, own: Chain) -> None:
    """What is shown elsewhere has every approval of the class's own channel (§5.2 to §5.4)."""
    there = [(step.kind, step.seats) for step in chain.steps]
    for step in own.steps:
        if step.definition.is_approval and (step.kind, step.seats) not in there:
            raise ChainError(f"{where}: without the {step.kind} of {', '.join(step.seats)} that {own.channel} asks for")
