"""What holds of every chain that can be composed, whatever the data file says."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from cms.workflows.chains import reading
from cms.workflows.chains.values import MUNICIPAL, Marks, Step, applies
from cms.workflows.chains.vocabulary import STEP_KINDS
from tests.workflows.chains import notation

PREPARING = STEP_KINDS.names(lambda kind: kind.prepares)
FINISHING = STEP_KINDS.names(lambda kind: kind.finishes)
RULES = reading.regulation()
TEXT = RULES.text
LIMITED = reading.parse(TEXT.replace("legality_for_major_only = false", "legality_for_major_only = true"))
KEYS = st.sampled_from(list(RULES.every()))
MARKS = st.builds(Marks, st.booleans(), st.booleans(), st.booleans(), st.booleans())
PASSED_ON = ("receive", "circulate", "screen")


@given(KEYS, st.booleans())
def test_preparation_comes_first_and_one_publication_last(key, subordinate):
    steps = RULES.chain(*key, subordinate=subordinate).steps
    order = [PREPARING.index(s.kind) if s.kind in PREPARING else len(PREPARING) for s in steps]
    assert order[0] < len(PREPARING)
    assert order == sorted(order)
    assert [step.kind in FINISHING for step in steps] == [False] * (len(steps) - 1) + [True]
    assert steps[-1].condition == ""


@given(KEYS, st.booleans(), MARKS)
def test_secrecy_is_always_reviewed_and_legality_too(key, subordinate, marks):
    name, action, _channel = key
    assume(action in ("publish", "modify") and name != "structure")
    steps = [s for s in RULES.chain(*key, subordinate=subordinate).steps if applies(s.condition, marks)]
    given_by = {seat for s in steps if s.kind in ("review", "provide", "attest") and s.level == "" for seat in s.seats}
    assert {"general", "legal"} <= given_by
    assert any(step.kind == "attest" for step in steps)


@given(KEYS, st.booleans(), MARKS)
def test_limiting_the_legality_review_leaves_secrecy_alone(key, subordinate, marks):
    name, action, _channel = key
    assume(action in ("publish", "modify") and name != "structure")
    all_of_it, limited = (rules.chain(*key, subordinate=subordinate).steps for rules in (RULES, LIMITED))
    due = [s for s in limited if applies(s.condition, marks)]
    assert "general" in {seat for s in due if s.kind in ("review", "attest") for seat in s.seats}
    seats = sorted(seat for s in all_of_it if s.kind == "review" for seat in s.seats)
    assert sorted(seat for s in limited if s.kind == "review" for seat in s.seats) == seats
    if marks.is_major:
        assert {seat for s in due if s.kind == "review" for seat in s.seats} >= {
            seat for s in all_of_it if s.kind == "review" and s.level == "" for seat in s.seats
        }


@given(KEYS, st.booleans())
def test_nobody_reviews_twice(key, subordinate):
    steps = RULES.chain(*key, subordinate=subordinate).steps
    reviews = [(step.level, seat) for step in steps if step.kind == "review" for seat in step.seats]
    assert len(reviews) == len(set(reviews))


@given(KEYS, st.booleans())
def test_reviews_of_part_six_stand_directly_before_the_first_leader(key, subordinate):
    steps = [s for s in RULES.chain(*key, subordinate=subordinate).steps if s.level != MUNICIPAL]
    places = [n for n, s in enumerate(steps) if s.kind == "review" and s.clause == "§6.1"]
    assert len(places) <= 1
    signs = [n for n, s in enumerate(steps) if s.kind == "sign"]
    if places and key[2] in ("web", "wall", "intranet"):
        assert places == [signs[0] - 1 if signs else len(steps) - 2]


@given(KEYS, MARKS)
def test_marks_only_add_steps(key, marks):
    plain = [s for s in RULES.chain(*key, subordinate=True).steps if applies(s.condition, Marks())]
    marked = [s for s in RULES.chain(*key, subordinate=True).steps if applies(s.condition, marks)]
    assert [s for s in marked if s in plain] == plain


@given(KEYS)
def test_withdrawal_is_signed_by_those_who_signed_the_publication(key):
    name, _action, channel = key
    assume(name != "regulations.normative")  # it is taken down by a chain of its own
    published, withdrawn = (RULES.chain(name, action, channel) for action in ("publish", "withdraw"))

    def approvals(chain):
        return [notation.told(s) for s in chain.steps if s.kind not in (*PREPARING, *FINISHING) and s.clause != "§6.1"]

    assert approvals(withdrawn) == approvals(published)
    assert (withdrawn.steps[-1].kind, withdrawn.steps[-1].seats) == ("take_down", published.steps[-1].seats)
    assert {s.kind for s in withdrawn.steps if s.kind in PREPARING} == {"draft"}


@given(KEYS)
def test_another_channel_needs_every_approver_of_the_web(key):
    name, action, channel = key
    assume(channel in ("wall", "touchscreen", "leaflet") and name != "licensing.fees")

    def approvers(steps: tuple[Step, ...]) -> list[str]:
        return [notation.told(s) for s in steps if s.kind not in (*PASSED_ON, *FINISHING)]

    web = approvers(RULES.chain(name, action, "web").steps)
    other = RULES.chain(name, action, channel).steps
    assert approvers(other)[: len(web)] == web
    assert not [s for s in other if s.seats == ("publicity",)]


@given(KEYS, st.booleans())
def test_steps_of_several_seats_need_all_of_them_but_for_structure(key, subordinate):
    for step in RULES.chain(*key, subordinate=subordinate).steps:
        several = len(step.seats) > 1 or step.seats == ("deputies_concerned",)
        assert step.all_of == (several and key[0] != "structure")
        assert step.days >= 1
        assert step.clause


@given(st.sampled_from([name for name in RULES.classes if name not in ("structure",)]), st.data())
def test_reviews_are_completed_around_whatever_the_text_writes(name, data):
    """A text with another order of signatures still gets every review of §6.1, before its first leader."""
    rules = RULES.classes[name]
    written = rules.actions["publish"]
    prepared = tuple(s for s in written.steps if s.kind in PREPARING)
    middle = [s for s in written.steps[:-1] if s.kind not in PREPARING]
    shuffled = tuple(data.draw(st.permutations(middle)))
    changed = replace(written, steps=(*prepared, *shuffled, written.steps[-1]))
    other = replace(RULES, classes={**RULES.classes, name: replace(rules, actions={"publish": changed})})
    steps = other.chain(name, "publish", rules.own_channel).steps
    first = next((n for n, s in enumerate(steps) if s.kind == "sign"), len(steps) - 1)
    given_by = {seat for s in steps[:first] if s.kind in ("review", "provide", "attest") for seat in s.seats}
    assert {"general", "legal"} <= given_by
    kept = [replace(s, names=(), states=()) for s in steps if s.clause != "§6.1" or s.kind == "attest"]
    assert kept == list(changed.steps)
