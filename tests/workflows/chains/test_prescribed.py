"""Every chain of the data file, compared literally with what the regulation prescribes."""

import pytest

from cms.workflows.chains import reading
from cms.workflows.chains.composing import NoSuchChain
from cms.workflows.chains.values import Marks, applies
from cms.workflows.chains.vocabulary import CHANNELS, Action
from tests.workflows.chains import notation
from tests.workflows.chains.prescribed import (
    ALONE,
    CATEGORIES,
    CHAINS,
    MUNICIPAL_DECISION,
    MUNICIPAL_TIER,
    SIGNED,
    of_the_bureau,
)

RULES = reading.regulation()
PLAIN = Marks()
MAJOR = Marks(major=True)
SPECIAL = Marks(particularly_major=True)
SENSITIVE = Marks(sensitive=True)


def test_there_are_these_chains_and_no_others():
    assert set(RULES.every()) == set(CHAINS)


@pytest.mark.parametrize("key", CHAINS, ids="/".join)
def test_chain_is_as_prescribed(key):
    clause, _steps = CHAINS[key]
    chain = RULES.chain(*key)
    assert (chain.clause, notation.chain(chain.steps)) == (clause, of_the_bureau(key))
    assert chain.key == "/".join(key)


@pytest.mark.parametrize("key", CHAINS, ids="/".join)
def test_subordinate_unit_asks_the_municipal_bureau_before_the_last_step(key):
    name, action, _channel = key
    own = CHAINS[key][1].split("; ")
    tier = [] if name in ALONE else MUNICIPAL_DECISION.split("; ")
    if tier and action in ("publish", "modify"):
        tier.insert(0, MUNICIPAL_TIER)
    chain = RULES.chain(*key, subordinate=True)
    assert notation.chain(chain.steps).split("; ") == [*own[:-1], *tier, own[-1]]
    assert all(step.clause == "§6.1" for step in chain.steps[len(own) - 1 : -1])


@pytest.mark.parametrize("name", SIGNED)
def test_chain_with_the_reviews_reads_like_the_regulation(name):
    plain = [step for step in RULES.chain(name, "publish", "web").steps if applies(step.condition, MAJOR)]
    assert notation.signed(plain) == SIGNED[name]


def due(key, marks, subordinate=False):
    return notation.signed(
        step for step in RULES.chain(*key, subordinate=subordinate).steps if applies(step.condition, marks)
    )


@pytest.mark.parametrize(
    ("key", "marks", "expected"),
    [
        (
            ("announcements", "publish", "web"),
            PLAIN,
            "{general, legal} → deputy_in_charge → publicity → deputy_publicity → publicity",
        ),
        (
            ("announcements", "publish", "web"),
            MAJOR,
            "{general, legal} → deputy_in_charge → [director] → publicity → deputy_publicity → publicity",
        ),
        (
            ("other", "publish", "web"),
            PLAIN,
            "publicity → general → publicity → legal → {deputies_concerned} → publicity",
        ),
        (
            ("other", "publish", "web"),
            SPECIAL,
            "publicity → general → publicity → legal → {deputies_concerned} → [director] → leading_group → publicity",
        ),
        (("internal", "publish", "intranet"), MAJOR, "{general, legal} → deputy_in_charge → [director] → general"),
        (("licensing", "publish", "web"), MAJOR, SIGNED["licensing"]),
        (
            ("announcements", "publish", "web"),
            SENSITIVE,
            "{general, legal} → deputy_in_charge → publicity → deputy_publicity → leading_group → publicity",
        ),
        (
            ("announcements", "withdraw", "web"),
            SPECIAL,
            "deputy_in_charge → [director] → publicity → deputy_publicity → leading_group → publicity",
        ),
        (
            ("plans.annual", "publish", "web"),
            SENSITIVE,
            "legal → director → leading_group → publicity",
        ),
        (
            ("plans.arrangement", "publish", "touchscreen"),
            SENSITIVE,
            "{general, legal} → {deputy_in_charge, deputy_publicity} → leading_group → "
            "general → deputy_general → general",
        ),
        (("internal", "publish", "intranet"), SENSITIVE, "{general, legal} → deputy_in_charge → general"),
    ],
)
def test_marks_add_the_director_where_the_text_names_him(key, marks, expected):
    assert due(key, marks) == expected


@pytest.mark.parametrize(
    ("marks", "tier"),
    [
        (PLAIN, ""),
        (MAJOR, "{general, legal} → director → "),
        (SPECIAL, "{general, legal} → leading_group → "),
        (SENSITIVE, "{general, legal} → leading_group → "),
        (Marks(major=True, sensitive=True), "{general, legal} → leading_group → "),
    ],
)
def test_marks_of_a_subordinate_unit(marks, tier):
    own = "{general, legal} → {deputy_in_charge, deputy_publicity} → "
    assert due(("plans.arrangement", "publish", "web"), marks, subordinate=True) == f"{own}{tier}publicity"
    own = "{deputy_in_charge, deputy_publicity} → "
    without_reviews = tier.replace("{general, legal} → ", "")
    assert due(("plans.arrangement", "withdraw", "web"), marks, subordinate=True) == f"{own}{without_reviews}publicity"


def test_changed_rule_has_to_be_resolved_and_filed_before_the_director_signs():
    steps = RULES.chain("regulations.normative", "modify", "web").steps
    changed = [step.kind for step in steps if applies(step.condition, Marks(rule_changed=True))]
    assert changed[3:] == ["resolution", "filing", "review", "sign", "publish"]
    assert [step.kind for step in steps if applies(step.condition, MAJOR)][3:] == ["review", "sign", "publish"]


def test_filings_go_to_the_three_authorities_of_the_text():
    for action in ("publish", "modify"):
        filing = next(s for s in RULES.chain("regulations.normative", action, "web").steps if s.kind == "filing")
        assert filing.recipients == ("国家质检总局", "市人大", "市政府法制办")


def test_clauses_tell_the_reviews_of_part_six_from_the_steps_of_part_five():
    for key in CHAINS:
        for step in RULES.chain(*key, subordinate=True).steps:
            if step.kind == "attest":
                assert step.clause == "§6.1", key
            elif step.clause == "§6.1":
                assert step.kind == "review" or (step.kind, step.level) == ("sign", "municipal"), (key, step)
        for step in RULES.chain(*key).steps:
            if step.clause == "§6.1" and step.kind == "sign":
                assert (step.seats, step.level) == (("leading_group",), ""), (key, step)
    licensing = RULES.chain("licensing", "publish", "web").steps
    assert [(s.seats[0], s.clause) for s in licensing if s.kind == "review"] == [
        ("legal", "§5.1.1"),
        ("general", "§6.1"),
    ]
    other = RULES.chain("other", "publish", "web").steps
    assert [(s.seats[0], s.clause) for s in other if s.kind == "review"] == [("general", "§5.1.6"), ("legal", "§6.1")]


def test_what_ends_by_an_act_cannot_be_submitted_without_it():
    """§5.5.3: the policy basis of an abolition; §5.5.2: the act that repeals a normative document."""
    needing = [key for key in CHAINS if RULES.chain(*key).requires_basis]
    assert needing == [("licensing", "repeal", "web"), ("regulations.normative", "repeal", "web")]


def test_a_normative_document_ends_by_its_act_and_the_director_alone():
    """No resolution of the bureau's meeting, no filing: neither where it is repealed nor where it is taken down."""
    for action in ("repeal", "withdraw"):
        for channel in ("web", "touchscreen"):
            if ("regulations.normative", action, channel) in CHAINS:
                kinds = {step.kind for step in RULES.chain("regulations.normative", action, channel).steps}
                assert not kinds & {"resolution", "filing"}, (action, channel)
    for marks in (PLAIN, MAJOR, Marks(rule_changed=True)):
        assert due(("regulations.normative", "repeal", "web"), marks) == "director → publicity"
        assert due(("regulations.normative", "withdraw", "web"), marks) == "legal → director → publicity"


def test_a_text_that_was_put_in_force_before_keeps_its_own_rule():
    """Rule 7: one that says nothing of the bureau's own leading group has no step of it."""
    older = reading.parse(RULES.text.replace("bureau_too = true\n", ""))
    for key in CHAINS:
        assert notation.chain(older.chain(*key).steps) == CHAINS[key][1]
        assert older.chain(*key, subordinate=True) == RULES.chain(*key, subordinate=True)


def test_categories_are_as_decided():
    assert {name: classes for name, (_label, classes) in RULES.categories.items()} == CATEGORIES
    assert all(label for label, _classes in RULES.categories.values())


def test_offices_that_provide_a_class():
    named = {name: rules.provider for name, rules in RULES.classes.items() if rules.provider}
    assert named == {
        "plans.annual": "general",
        "regulations.law": "legal",
        "organisation": "personnel",
        "licensing.fees": "planning",
    }
    assert RULES.classes["licensing.fees"].office == "licensing_office"


@pytest.mark.parametrize("channel", CHANNELS.names())
@pytest.mark.parametrize("action", Action.values)
@pytest.mark.parametrize("name", RULES.classes)
def test_combination_that_the_text_lacks_says_what_there_is(name, action, channel):
    if (name, action, channel) in CHAINS:
        RULES.chain(name, action, channel)
        return
    with pytest.raises(NoSuchChain) as refused:
        RULES.chain(name, action, channel)
    channels = {key[2] for key in CHAINS if key[0] == name}
    if channel in channels:
        assert refused.value.what == action
        assert set(refused.value.alternatives) == {key[1] for key in CHAINS if key[::2] == (name, channel)}
    else:
        assert refused.value.what == channel
        assert set(refused.value.alternatives) == channels


def test_unknown_words_say_what_there_is():
    with pytest.raises(NoSuchChain) as refused:
        RULES.chain("plans", "publish", "web")
    assert "plans.annual" in refused.value.alternatives
    for wrong in (("other", "hide", "web"), ("other", "publish", "radio")):
        with pytest.raises(NoSuchChain):
            RULES.chain(*wrong)
