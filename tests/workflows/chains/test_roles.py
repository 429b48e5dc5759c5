"""A seat says its role in the text: whatever seats are called, the chains come out as the regulation has them."""

import re

import pytest

from cms.workflows.chains import composed, reading
from cms.workflows.chains.tables import ChainError
from cms.workflows.chains.vocabulary import RELATIONS

TEXT = reading.FILE.read_text(encoding="utf-8")
RULES = reading.regulation()
SIGNED = '{ kind = "sign", seats = ["deputy_in_charge", "deputy_publicity"] },\n  '
RENAMED = {
    "deputy_publicity": "vice_news",
    "deputy_legal": "vice_law",
    "deputy_general": "vice_house",
    "deputy_personnel": "vice_people",
    "deputy_in_charge": "vice_of_it",
    "deputies_concerned": "vices_of_them",
    "originating_office": "whose_it_is",
    "director": "head",
    "publicity": "news",
    "general": "house",
    "legal": "law_office",
    "personnel": "people_office",
    "planning": "money_office",
    "bureau_meeting": "meeting",
    "leading_group": "openness_group",
}


def renamed(text: str, names: dict[str, str] = RENAMED) -> str:
    """With other names for seats, wherever one is mentioned; what they stand for stays."""
    for old, new in names.items():
        text = re.sub(rf'(?<!stands_for = )"{old}"', f'"{new}"', text)
        text = re.sub(rf"^{old} = \{{", f"{new} = {{", text, flags=re.M)
    return text


def labels(text: str) -> str:
    """As texts were before seats said their roles."""
    return re.sub(r'^(\w+) = \{ label = ("[^"]*"), role = .*\}$', r"\1 = \2", text, flags=re.M)


def changed(old: str, new: str) -> str:
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


def test_renamed_seats_compose_the_same_chains():
    other = reading.parse(renamed(TEXT))
    names = {old: new for old, new in RENAMED.items() if old not in RELATIONS}
    for (where, expected, _own), (_where, chain, _there) in zip(
        composed.every(RULES), composed.every(other), strict=True
    ):
        told = [
            (step.kind, tuple(names.get(seat, seat) for seat in step.seats), step.all_of) for step in expected.steps
        ]
        assert [(step.kind, step.seats, step.all_of) for step in chain.steps] == told, where
        assert [step.names for step in chain.steps] == [step.names for step in expected.steps], where


def test_what_follows_from_the_item_is_known_under_any_name():
    steps = reading.parse(renamed(TEXT)).chain("other", "publish", "web").steps
    assert [step.seats for step in steps if step.kind == "draft"] == [("originating_office",)]
    assert ("deputies_concerned",) in [step.seats for step in steps if step.kind == "sign" and step.all_of]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "chief" }', 'role = "boss" }', "seats director: unknown role 'boss'"),
        (', role = "chief" }', " }", "seats director: role is missing"),
        ('stands_for = "deputy_in_charge" }', 'stands_for = "somebody" }', "seats deputy_in_charge: stands for 'some"),
        ('director = { label = "局长,即主要领导", role = "chief" }', 'director = { label = "x", role = "office" }',
         "municipal director: director has the role office and not chief"),
        ('publicity = { label = "宣教处", role = "publisher" }', 'publicity = { label = "宣教处", role = "office" }',
         "classes licensing publish, number 6: a publish: publicity has the role office and not publisher"),
        ('deputy_general = { label = "分管办公室的局领导", role = "leader" }',
         'deputy_general = { label = "分管办公室的局领导", role = "office" }',
         "channels touchscreen steps, number 2: a sign: deputy_general has the role office"),
        ('legal = { label = "法规处", role = "reviewer" }', 'legal = { label = "法规处", role = "office" }',
         "legal has the role office and not reviewer"),
        ('leading_group = { label = "政务公开领导小组", role = "group" }',
         'leading_group = { label = "政务公开领导小组", role = "body" }', "municipal leading_group: leading_group has"),
        ('bureau_meeting = { label = "局务会", role = "body" }',
         'bureau_meeting = { label = "局务会", role = "leader" }',
         "classes regulations.normative publish, number 4: a resolution"),
        ('personnel = { label = "干部人事处", role = "office" }', 'personnel = "干部人事处"\nfinance = "财务处"',
         "seats finance: its role is missing"),
    ],
)  # fmt: skip
def test_a_wrong_role_is_refused_with_its_place(old, new, said):
    with pytest.raises(ChainError) as refused:
        reading.parse(changed(old, new))
    assert said in str(refused.value)


def test_a_stored_text_of_other_names_has_to_say_roles():
    """It was taken in, and came out with the secrecy review behind the leader."""
    assert reading.parse(labels(TEXT)).chain("licensing", "publish", "web") == RULES.chain(
        "licensing", "publish", "web"
    )
    with pytest.raises(ChainError, match="vice_news: its role is missing"):
        reading.parse(labels(renamed(TEXT, {"deputy_publicity": "vice_news"})))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # what one part of the text writes is right by itself; what is composed of the parts is not
        ('[channels.touchscreen]\nclause = "§5.3"\nsteps = [\n  { kind = "receive", seats = ["general"] },',
         '[channels.touchscreen]\nclause = "§5.3"\nsteps = [\n  { kind = "attest", seats = ["general"] },',
         "classes licensing publish on touchscreen: a chain begins with draft, provide, attest, in this order"),
        ('  { kind = "receive", seats = ["general"] },\n  { kind = "sign", seats = ["deputy_general"] },\n'
         '  { kind = "post", seats = ["general"] },\n]\n\n# 五(四)',
         '  { kind = "take_down", seats = ["general"] },\n]\n\n# 五(四)',
         "classes licensing publish on touchscreen: a take_down is not what a publish ends in"),
        (SIGNED + '{ kind = "publish"', SIGNED + '{ kind = "take_down"',
         "classes licensing publish on web: a take_down is not what a publish ends in"),
    ],
)  # fmt: skip
def test_what_is_composed_wrongly_is_refused_with_its_place(old, new, said):
    with pytest.raises(ChainError) as refused:
        reading.parse(changed(old, new))
    assert said in str(refused.value)
