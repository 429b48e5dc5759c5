"""Which chain an item goes through: class, action and channel, resolved to the seats of its unit and offices."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from cms.organisation.seats import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, Directory, OfficeFact
from cms.workflows.chains.composing import NoSuchChain, is_added_review
from cms.workflows.chains.regulation import Regulation
from cms.workflows.chains.values import MUNICIPAL, Chain, Plan, PlanSeat, PlanStep, Step


class RoutingError(ValueError):
    """There is no such chain; the message says what there is."""


class UnknownName(RoutingError):
    """Neither a procedure class nor a category."""


class AmbiguousCategory(RoutingError):
    """A category with several procedure classes, of which one has to be named."""


class NoSuchCombination(RoutingError):
    """A class, an action and a channel that the regulation does not have together."""


def resolve_class(regulation: Regulation, name: str) -> str:
    """The procedure class that a class or a category names. Raises UnknownName or AmbiguousCategory."""
    if name in regulation.classes:
        return name
    if name not in regulation.categories:
        known = [*regulation.classes, *(each for each in regulation.categories if each not in regulation.classes)]
        raise UnknownName(
            _("There is no class or category “%(name)s”. There are: %(known)s.")
            % {"name": name, "known": ", ".join(known)}
        )
    classes = regulation.categories[name][1]
    if len(classes) > 1:
        raise AmbiguousCategory(
            _("The category “%(name)s” has several classes; name one: %(classes)s.")
            % {"name": name, "classes": ", ".join(classes)}
        )
    return classes[0]


def chain_for(
    regulation: Regulation,
    procedure_class: str,
    action: str,
    channel: str,
    *,
    subordinate: bool = False,
    contacts_only: bool = False,
) -> Chain:
    """The chain. Raises NoSuchCombination, which says what the regulation has instead."""
    try:
        return regulation.chain(procedure_class, action, channel, subordinate=subordinate, contacts_only=contacts_only)
    except NoSuchChain as missing:
        raise NoSuchCombination(
            _("No chain for %(class)s, %(action)s, %(channel)s: not “%(what)s”. There are: %(known)s.")
            % {
                "class": procedure_class,
                "action": action,
                "channel": channel,
                "what": missing.what,
                "known": ", ".join(missing.alternatives),
            }
        ) from missing


def default_office(
    regulation: Regulation, procedure_class: str, directory: Directory, unit_id: int
) -> OfficeFact | None:
    """The office that the class names, otherwise a business office of the unit.

    Where a class names an `office` beside its provider (§5.2: the leader over licensing, not over planning), a unit
    that lacks it falls back to a business office: the provider's own leader would be the wrong one.
    """
    rules = regulation.classes[procedure_class]
    office = directory.office_by_identifier(unit_id, rules.office or rules.provider)
    if office is not None:
        return office
    offices = directory.offices(unit_id)
    return next((office for office in offices if office.kind == "business"), offices[0] if offices else None)


def plan_for(
    chain: Chain,
    *,
    directory: Directory,
    unit_id: int,
    office_id: int | None,
    concerned_office_ids: tuple[int, ...] = (),
) -> Plan:
    """The chain with its seats resolved to units and offices; who holds them is asked when they act.

    `concerned_office_ids` are the offices that provided part of the item; `office_id`, the issuing one, is always
    among them. Steps with a condition are all in the plan: marks change while a case runs (rule 4).
    """
    municipal = directory.municipal_unit_id or unit_id
    offices = tuple(dict.fromkeys(each for each in (office_id, *concerned_office_ids) if each is not None))
    offices = _one_per_deputy(directory, offices)
    due = _without_own_reviews(chain.steps, directory, unit_id, office_id)
    steps = tuple(
        PlanStep(
            number=number,
            kind=step.kind,
            seats=_seats(step, municipal if step.level == MUNICIPAL else unit_id, office_id, offices),
            all_of=step.all_of,
            condition=step.condition,
            clause=step.clause,
            days=step.days,
            level=step.level,
            part=step.part,
            recipients=step.recipients,
            states=step.states,
        )
        for number, step in enumerate(due, start=1)
    )
    return Plan(chain.procedure_class, chain.action, chain.channel, chain.clause, steps)


def _without_own_reviews(
    steps: tuple[Step, ...], directory: Directory, unit_id: int, office_id: int | None
) -> Iterator[Step]:
    """The office that provides an item gives its own review of §6.1 with its attestation, in so many words."""
    own: dict[str, str] = {}
    kept: list[Step] = []
    for step in steps:
        if is_added_review(step) and step.level != MUNICIPAL:
            mine = [seat for seat in step.seats if _is_of_office(directory, unit_id, seat, office_id)]
            own |= {seat: name for seat, name in zip(step.seats, step.names, strict=False) if seat in mine}
            if len(mine) == len(step.seats):
                continue
            step = step.without(mine) if mine else step
        kept.append(step)
    for step in kept:
        stated = tuple(own.items()) if step.kind == "attest" else ()
        yield replace(step, states=(*step.states, *stated)) if stated else step


def _is_of_office(directory: Directory, unit_id: int, seat: str, office_id: int | None) -> bool:
    post = directory.post(unit_id, seat)
    return post is not None and post.office_id == (office_id or -1)


def _one_per_deputy(directory: Directory, offices: tuple[int, ...]) -> tuple[int, ...]:
    """Offices under the same leader need that leader once; the issuing office comes first and always stays."""
    kept: dict[tuple[int, ...], int] = {}
    for office in offices:
        leaders = tuple(sorted(post.id for post in directory.deputies_over(office)))
        kept.setdefault(leaders or (-office,), office)
    return tuple(kept.values())


def _seats(step: Step, unit_id: int, office_id: int | None, offices: tuple[int, ...]) -> tuple[PlanSeat, ...]:
    found: list[PlanSeat] = []
    names = dict(zip(step.seats, step.names, strict=False))
    for identifier in step.seats:
        if identifier == DEPUTIES_CONCERNED:
            # never empty: an all-of step without a seat would hold without a signature
            found += [PlanSeat(DEPUTY_IN_CHARGE, unit_id, office) for office in offices or (office_id,)]
        elif identifier in (DEPUTY_IN_CHARGE, ORIGINATING_OFFICE):
            found.append(PlanSeat(identifier, unit_id, office_id))
        else:
            found.append(PlanSeat(identifier, unit_id, what=names.get(identifier, "")))
    return tuple(found)
