"""The text of the chains: what is read, and what is refused with its place."""

import tomllib

import pytest

from cms.workflows.chains import reading
from cms.workflows.chains.tables import ChainError

TEXT = reading.FILE.read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """The text with the first occurrence replaced; the test is wrong when there is none."""
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


def test_installed_text_is_read_once_and_named_by_its_digest():
    rules = reading.regulation()
    assert rules is reading.regulation()
    assert rules.text == TEXT
    assert len(rules.version) == 64
    assert rules.version != reading.parse(TEXT + "\n").version
    assert reading.parse(TEXT) == rules


def test_every_seat_that_is_declared_is_used():
    rules = reading.regulation()
    used = {seat for key in rules.every() for s in rules.chain(*key, subordinate=True).steps for seat in s.seats}
    assert used == set(rules.seats)
    assert all(seat.label for seat in rules.seats.values())


def test_text_follows_the_order_of_part_five():
    """A newcomer lays the file beside the source: the clauses of the classes rise with the text."""
    classes = tomllib.loads(TEXT)["classes"]
    clauses = [told["clause"] for told in classes.values() if told["clause"].startswith("§5")]
    assert clauses == sorted(clauses)
    assert clauses[0] == "§5.1.1"


def test_stored_text_without_a_table_of_seats_can_be_read():
    start, end = TEXT.index("\n[seats]"), TEXT.index("[[reviews]]")
    rules = reading.parse(TEXT[:start] + TEXT[end:])
    assert all(seat.label == "" for seat in rules.seats.values())
    assert rules.chain("licensing", "publish", "web") == reading.regulation().chain("licensing", "publish", "web")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "review"', 'kind = "glance"', "classes licensing publish, number 4: unknown kind 'glance'"),
        ('seats = ["deputy_legal"]', 'seats = ["deputy_leagl"]', "unknown seat deputy_leagl"),
        ('seats = ["deputy_legal"]', "seats = []", "needs a seat"),
        ('seats = ["deputy_legal"]', 'seats = "deputy_legal"', "not a list"),
        ('seats = ["deputy_legal"]', "seats = [7]", "not a list of words"),
        (
            'seats = ["deputy_in_charge", "deputy_publicity"]',
            'seats = ["deputy_publicity", "deputy_publicity"]',
            "twice",
        ),
        ('when = "major"', 'when = "huge"', "unknown condition 'huge'"),
        ('when = "major"', 'wenn = "major"', "unknown word wenn"),
        ("any = true }", 'any = "no" }', "not true or false"),
        ("days = 1 ", "days = 0 ", "at least one day"),
        ("days = 10 ", 'days = "ten" ', "not a whole number"),
        ('[classes."plans.annual"]\n', '[classes.licensing]\nlabel = "x"\n', "not TOML"),
        ('channels = ["web", "touchscreen"]', 'channels = ["web", "radio"]', "no such channel radio"),
        ('channels = ["web", "touchscreen"]', "channels = []", "no such channel"),
        ('channels = ["web", "touchscreen"]', 'channels = ["web", "intranet"]', "what intranet adds"),
        ('classes = ["licensing"]', 'classes = ["license"]', "categories licensing: no such class license"),
        ('classes = ["licensing"]', "classes = []", "no such class"),
        ('same_as = "publish"', 'same_as = "repeal"', "same as 'repeal'"),
        ('label = "其他"\n', "", "classes other: label is missing"),
        ('  { kind = "post", seats = ["general"] },\n', "", "the last step has to be"),
        ('{ kind = "receive", seats = ["publicity"] }', '{ kind = "publish", seats = ["publicity"] }', "only the last"),
        ('  { kind = "attest", seats = ["general"], clause = "§6.1" },\n', "", "nobody attests"),
        ('  { kind = "draft", seats = ["general"] },\n  { kind = "attest", seats = ["general"], clause = "§6.1" },\n',
         "", "a chain begins with"),
        (', recipients = ["国家质检总局", "市人大", "市政府法制办"], days', ", days", "a filing has some"),
        ('{ kind = "sign", seats = ["director"] }', '{ kind = "sign", seats = ["director"], recipients = ["x"] }',
         "recipients belong to a filing"),
        ('what = "保密审查"', 'what = "文字审查"', "reviews: §6.1 has 保密审查"),
        ('[[reviews]]\nseat = "general"\nwhat = "保密审查"\n', "", "reviews: §6.1 has 保密审查"),
        ('label = "其他"\n', 'label = "其他"\nreviewed = false\n', "cannot be switched off"),
        ('director = "director"\n', 'director = "boss"\n', "municipal: unknown seat boss"),
        ("[channels.wall]", "[channels.radio]", "there is no such channel"),
        ("[settings]", "[setings]", "unknown word setings"),
        ("days = 3\n", "", "days is missing"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_place(old, new, said):
    text = changed(old, new)
    with pytest.raises(ChainError) as refused:
        reading.parse(text)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "x", "classes = 3", '[settings]\ndays = 3\n[reviews]\nseat = "general"\n'])
def test_what_is_no_regulation_is_refused(text):
    with pytest.raises(ChainError):
        reading.parse(text)


def test_order_of_preparation_is_kept():
    draft, attest = (
        '  { kind = "draft", seats = ["general"] },\n',
        '  { kind = "attest", seats = ["general"], clause = "§6.1" },\n',
    )
    with pytest.raises(ChainError, match="in this order"):
        reading.parse(changed(draft + attest, attest + draft))


def test_who_keeps_versions_says_what_is_in_force():
    with reading.in_force.answered_by():
        assert reading.active() is reading.regulation()
    other = reading.parse(changed("days = 3\n", "days = 5\n"))
    with reading.in_force.answered_by(lambda: other):
        assert reading.active() is other
