"""Composes a chain from what the file writes: reviews (§6.1), other channels, withdrawal, the municipal tier."""

from dataclasses import replace

from cms.workflows.chains.rules import ChannelRules, ClassRules, Rules
from cms.workflows.chains.values import CONTACTS, MUNICIPAL, Chain, Step
from cms.workflows.chains.vocabulary import CHANNELS, LEADING, PUBLISHER, Action, Phase

STATING = ("attest", "provide")
FOR_LEADING_GROUP = "particularly_major_or_sensitive"
WITHDRAWAL = "§5.5.4"
REVIEWS = "§6.1"


class NoSuchChain(LookupError):
    """The regulation has no such chain. `alternatives` lists what there is instead."""

    def __init__(self, what: str, alternatives: tuple[str, ...]) -> None:
        super().__init__(what)
        self.what = what
        self.alternatives = alternatives


def compose(
    regulation: Rules,
    procedure_class: str,
    action: str,
    channel: str,
    *,
    subordinate: bool = False,
    contacts_only: bool = False,
) -> Chain:
    """Every step for this class, action and channel, in order, conditional ones included. Raises NoSuchChain."""
    rules = _rules(regulation, procedure_class, action, channel)
    lesser = contacts_only and action == "modify" and CONTACTS in rules.actions
    steps, clause, basis = _written(rules, CONTACTS if lesser else action)
    if Action(action).is_reviewed and rules.reviewed:
        steps = _with_reviews(regulation, rules, steps)
    is_public = rules.reviewed and CHANNELS[channel].is_public
    if is_public and not subordinate and regulation.municipal.bureau_too:
        steps = _with_own_leading_group(regulation, steps)
    if channel != rules.own_channel:
        facts = regulation.channels[channel]
        steps = _on_channel(regulation, facts, steps, action)
        clause = WITHDRAWAL if action == "withdraw" else facts.clause
    if subordinate and is_public:
        steps = _with_municipal(regulation, steps, action)
    steps = tuple(_standing(regulation, _named(regulation, step)) for step in steps)
    return Chain(procedure_class, action, channel, clause, steps, rules.label, basis)


def _rules(regulation: Rules, procedure_class: str, action: str, channel: str) -> ClassRules:
    rules = regulation.classes.get(procedure_class)
    if rules is None:
        raise NoSuchChain(procedure_class, tuple(regulation.classes))
    if channel not in rules.channels:
        raise NoSuchChain(channel, rules.channels)
    actions = actions_of(rules, channel, rules.own_channel)
    if action not in actions:
        raise NoSuchChain(action, actions)
    return rules


def actions_of(rules: ClassRules, channel: str, own: str) -> tuple[str, ...]:
    """What can be done with this class in this channel; `repeal` is an act of its own channel only."""
    return tuple(
        action.value
        for action in Action
        if action.is_in_every_class or (action.value in rules.actions and channel == own)
    )


def _written(rules: ClassRules, action: str) -> tuple[tuple[Step, ...], str, bool]:
    """The steps of the file for this action; a repeated chain keeps the clauses where a reader finds its wording."""
    if action in rules.actions:
        found = rules.actions[action]
        return found.steps, found.clause, found.requires_basis
    publish = rules.actions["publish"].steps
    if action == "modify":
        return publish, rules.clause, False
    clause = WITHDRAWAL if rules.reviewed else rules.clause
    return _withdrawal(publish, clause), clause, False


def _withdrawal(publish: tuple[Step, ...], clause: str) -> tuple[Step, ...]:
    """撤销程序与公示程序相同 (§5.5.4): the same steps, without what concerns a new text, and a take-down at the end."""
    drafts = [step for step in publish if step.kind == "draft"]
    first = drafts or [Step("draft", publish[0].seats, clause=publish[0].clause, days=publish[0].days)]
    middle = [step for step in publish[:-1] if not step.definition.prepares]
    return (*first, *middle, replace(publish[-1], kind="take_down", clause=clause))


def is_leader(rules: Rules, step: Step) -> bool:
    """Whether a leader, or the leading group, signs here."""
    signs = step.definition.is_signature and not step.definition.is_review
    return signs and any(rules.role_of(seat) in LEADING for seat in step.seats)


def _with_reviews(regulation: Rules, rules: ClassRules, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The reviews that no earlier step gives form one all-of step directly before the first leader (§6.1)."""
    place = next((n for n, step in enumerate(steps) if is_leader(regulation, step)), len(steps) - 1)
    given = {seat for step in steps[:place] if _always_reviews(step) for seat in step.seats}
    steps = _with_statement(regulation, steps, rules.reviewed_by_provider, given)
    given.add(rules.reviewed_by_provider)
    due = tuple(seat for seat in regulation.reviews if seat not in given)
    if not due:
        return steps
    made = [_review(regulation, due)]
    if regulation.legality_for_major_only and regulation.legality in due:
        always = tuple(seat for seat in due if seat != regulation.legality)
        made = [_review(regulation, always)] if always else []
        made.append(replace(_review(regulation, (regulation.legality,)), condition="major"))
    return (*steps[:place], *made, *steps[place:])


def _with_statement(regulation: Rules, steps: tuple[Step, ...], provider: str, given: set[str]) -> tuple[Step, ...]:
    """The office that provides an item, and would review it, states that review with what it attests or provides."""
    name = regulation.review_names.get(provider, "")
    places = [n for n, step in enumerate(steps) if step.kind in STATING and step.seats == (provider,)]
    if not name or provider in given or not places:
        return steps
    stating = replace(steps[places[-1]], states=((provider, name),))
    return (*steps[: places[-1]], stating, *steps[places[-1] + 1 :])


def _named(regulation: Rules, step: Step) -> Step:
    """A review by its name: what the file calls this step, else what §6.1 calls the review of each seat."""
    if not step.definition.is_review:
        return step
    return replace(step, names=tuple(step.what or regulation.review_names.get(seat, "") for seat in step.seats))


def _standing(regulation: Rules, step: Step) -> Step:
    """With what follows from the item in the chains' own words, whatever the text calls it."""
    return replace(step, seats=tuple(regulation.seats[seat].stands_for or seat for seat in step.seats))


def is_added_review(step: Step) -> bool:
    """A review that §6.1 adds to the steps that §5.1 lists."""
    return step.definition.is_review and step.clause == REVIEWS


def _always_reviews(step: Step) -> bool:
    """A review that only some cases have, or that either of two seats gives, cannot stand for the one of §6.1."""
    return step.definition.is_review and not step.condition and (step.all_of or len(step.seats) == 1)


def _review(regulation: Rules, seats: tuple[str, ...]) -> Step:
    return Step("review", seats, all_of=len(seats) > 1, clause=REVIEWS, days=regulation.days)


def _on_channel(regulation: Rules, rules: ChannelRules, steps: tuple[Step, ...], action: str) -> tuple[Step, ...]:
    """All approvers of the web chain, then what the channel adds (§4.5, §5.3, §5.4)."""
    approvals = [step for step in steps if not _is_publication(regulation, step)]
    added = rules.steps
    if action == "withdraw":
        added = (*added[:-1], replace(added[-1], kind="take_down", clause=WITHDRAWAL))
    return (*approvals, *added)


def _is_publication(rules: Rules, step: Step) -> bool:
    """The last step, and what whoever publishes does on the way to it: the channel has its own."""
    if step.definition.finishes:
        return True
    return step.definition.phase is Phase.PASSING and all(rules.role_of(seat) == PUBLISHER for seat in step.seats)


def _with_own_leading_group(regulation: Rules, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The bureau asks no less of itself: after its leaders, its leading group is one of the approvers (§6.1)."""
    facts = regulation.municipal
    group = Step("sign", (facts.leading_group,), False, FOR_LEADING_GROUP, facts.clause, regulation.days)
    return (*steps[:-1], group, steps[-1])


def _with_municipal(regulation: Rules, steps: tuple[Step, ...], action: str) -> tuple[Step, ...]:
    """市局负责审批审查全系统拟公开的重大政务信息 (§6.1): after the unit's own approvals, right before the last step."""
    facts = regulation.municipal

    def make(kind: str, seats: tuple[str, ...], when: str) -> Step:
        return Step(kind, seats, len(seats) > 1, when, facts.clause, regulation.days, MUNICIPAL)

    tier = []
    if Action(action).is_reviewed:
        tier.append(make("review", facts.reviews, "major_or_sensitive"))
    tier.append(make("sign", (facts.director,), "major_only"))
    tier.append(make("sign", (facts.leading_group,), FOR_LEADING_GROUP))
    return (*steps[:-1], *tier, steps[-1])
