"""`manage.py chain explain` and `chain list`."""

import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from cms.organisation.models import Tenure
from cms.workflows.cases import regulation
from cms.workflows.chains import reading
from cms.workflows.chains.values import Marks, applies
from cms.workflows.chains.vocabulary import STEP_KINDS
from tests.factories.bureau import load_organisation
from tests.workflows.chains.prescribed import CATEGORIES, CHAINS

KEYS = {"step", "kind", "seats", "all_of", "condition", "clause", "holders"}


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("chain", *words, stdout=out)
    return out.getvalue()


def words(category: str, action: str, channel: str, *rest: str) -> list[str]:
    return ["explain", "--category", category, "--action", action, "--channel", channel, *rest]


def explained(*told: str) -> list[dict]:
    return json.loads(run(*words(*told), "--json"))


def ways(rows) -> list[tuple[str, str]]:
    return [(row["kind"], "+".join(row["seats"])) for row in rows]


def names(*usernames: str) -> list[str]:
    found = get_user_model().objects.in_bulk(usernames, field_name="username")
    return [found[each].get_full_name() for each in usernames]


@pytest.fixture
def organisation(db):
    load_organisation()


@pytest.mark.parametrize("key", CHAINS, ids="/".join)
def test_every_chain_can_be_explained_on_an_empty_database(db, key):
    rows = explained(*key)
    steps = [s for s in reading.regulation().chain(*key).steps if applies(s.condition, Marks())]
    assert [row["step"] for row in rows] == list(range(1, len(steps) + 1))
    for row, step in zip(rows, steps, strict=True):
        assert set(row) == KEYS
        assert row["kind"] == step.kind and row["kind"] in STEP_KINDS
        assert row["seats"] == list(step.seats)
        assert (row["all_of"], row["clause"], row["holders"]) == (step.all_of, step.clause, [])
    assert run(*words(*key)).count("\n") == len(rows) + 1


def test_holders_are_named(organisation):
    rows = explained("licensing", "publish", "web")
    assert ways(rows) == [
        ("draft", "originating_office"),
        ("provide", "planning"),
        ("attest", "originating_office"),
        ("review", "legal"),
        ("review", "general"),
        ("sign", "deputy_in_charge+deputy_publicity"),
        ("publish", "publicity"),
    ]
    assert [row["holders"] for row in rows] == [
        names("editor_licensing"),
        names("planning"),
        names("editor_licensing"),
        names("legal", "legal_2"),
        names("general", "general_2"),
        names("deputy_licensing", "deputy_publicity"),
        names("publicity", "publicity_2"),
    ]
    assert [row["all_of"] for row in rows] == [False] * 5 + [True, False]
    assert {row["condition"] for row in rows} == {None}


def test_table_in_words(organisation):
    told = run(*words("announcements", "publish", "web", "--major"))
    first, *lines = told.strip().splitlines()
    assert "announcements/publish/web" in first and "§5.1.4" in first and "质量技术监督局" in first
    assert len(lines) == 8
    assert "办公室+法规处" in lines[2] and "§6.1" in lines[2]
    assert "主要领导" in lines[4] and names("director")[0] in lines[4]


def test_leaders_concerned_keep_their_name(organisation):
    row = next(row for row in explained("other", "publish", "web", "--office", "quality") if row["kind"] == "sign")
    assert (row["seats"], row["all_of"]) == (["deputies_concerned"], True)
    assert row["holders"] == names("deputy_quality")


@pytest.mark.parametrize("mark", ["--major", "--particularly-major"])
def test_marks_bring_the_director_with_the_condition(organisation, mark):
    plain = explained("announcements", "publish", "web")
    marked = explained("announcements", "publish", "web", mark)
    added = [row for row in marked if row["condition"]]
    group = [("sign", "leading_group")] if mark == "--particularly-major" else []
    assert ways(added) == [("sign", "director"), *group]
    assert added[0]["condition"] == "major"
    assert ways(row for row in marked if row not in added) == ways(plain)
    assert [row["step"] for row in marked] == list(range(1, len(plain) + len(added) + 1))


@pytest.mark.parametrize(
    ("mark", "decides", "condition"),
    [
        ("--major", "director", "major_only"),
        ("--particularly-major", "leading_group", "particularly_major_or_sensitive"),
        ("--sensitive", "leading_group", "particularly_major_or_sensitive"),
    ],
)
def test_unit_goes_by_its_own_posts_and_then_to_the_bureau(organisation, mark, decides, condition):
    plain = explained("plans.arrangement", "publish", "web", "--unit", "yuzhong")
    assert names("yuzhong_general", "yuzhong_legal") == plain[2]["holders"]
    rows = explained("plans.arrangement", "publish", "web", "--unit", "yuzhong", mark)
    assert ways(rows[:-3]) == ways(plain[:-1])
    review, sign, publish = rows[-3:]
    assert ways([review, sign, publish]) == [
        ("review", "general+legal"),
        ("sign", decides),
        ("publish", "publicity"),
    ]
    assert (review["condition"], sign["condition"]) == ("major_or_sensitive", condition)
    assert review["holders"] == names("general", "general_2", "legal", "legal_2")
    assert sign["holders"] == names("director")
    assert publish["holders"] == names("yuzhong_publicity")


def test_bureau_has_no_tier_above_it_but_its_own_leading_group(organisation):
    plain = explained("plans.arrangement", "publish", "web")
    assert ways(explained("plans.arrangement", "publish", "web", "--major")) == ways(plain)
    for mark in ("--sensitive", "--particularly-major"):
        rows = explained("plans.arrangement", "publish", "web", mark)
        assert ways(rows) == [*ways(plain[:-1]), ("sign", "leading_group"), ways(plain)[-1]]
        assert rows[-2]["holders"] == names("director")


def test_repeal_and_withdrawal_of_a_normative_document(organisation):
    assert ways(explained("regulations.normative", "repeal", "web")) == [
        ("draft", "originating_office"),
        ("sign", "director"),
        ("publish", "publicity"),
    ]
    assert ways(explained("regulations.normative", "withdraw", "web")) == [
        ("draft", "originating_office"),
        ("review", "legal"),
        ("sign", "director"),
        ("take_down", "publicity"),
    ]


def test_office_says_who_is_in_charge(organisation):
    def signing(*rest):
        return next(row for row in explained(*rest) if row["kind"] == "sign")["holders"]

    key = ("plans.arrangement", "publish", "web", "--office")
    assert signing(*key, "metrology") == names("deputy_metrology", "deputy_publicity")
    assert signing(*key, "special_equipment") == names("deputy_special_equipment", "deputy_publicity")
    assert signing("licensing.fees", "publish", "wall") == names("deputy_licensing")


def test_who_stands_in_is_named(organisation):
    Tenure.objects.filter(post__identifier="planning", post__unit__kind="municipal").update(ends_at=timezone.now())
    row = explained("licensing", "publish", "web")[1]
    assert row["seats"] == ["planning"]
    assert row["holders"] and row["holders"] != names("planning")


def test_category_names_its_class(organisation):
    assert explained("recruitment", "publish", "web") == explained("other", "publish", "web")
    assert explained("awards", "publish", "intranet") == explained("internal", "publish", "intranet")


@pytest.mark.parametrize(
    ("told", "listed"),
    [
        (("plans", "publish", "web"), ["plans.annual", "plans.arrangement", "regulations.normative"]),
        (("regulations", "publish", "web"), ["regulations.law", "regulations.normative"]),
        (("licences", "publish", "web"), [*CATEGORIES, "regulations.law"]),
        (("other", "repeal", "web"), ["publish", "modify", "withdraw"]),
        (("licensing", "repeal", "touchscreen"), ["publish", "modify", "withdraw"]),
        (("other", "publish", "wall"), ["web", "touchscreen"]),
        (("internal", "publish", "web"), ["intranet"]),
        (("licensing", "approve", "web"), ["publish", "modify", "withdraw", "repeal"]),
        (("licensing", "publish", "radio"), ["web", "wall", "touchscreen", "leaflet", "intranet"]),
        (("licensing", "publish", "web", "--unit", "nowhere"), ["municipal", "yuzhong", "institute"]),
        (("licensing", "publish", "web", "--office", "nowhere"), ["licensing_office", "legal"]),
        (("licensing", "publish", "web", "--unit", "institute", "--office", "licensing_office"), ["metrology"]),
    ],
)
def test_what_there_is_not_is_a_clear_error(organisation, told, listed):
    with pytest.raises(CommandError) as refused:
        explained(*told)
    assert all(name in str(refused.value) for name in listed)


def test_unit_of_an_empty_database_is_an_error_only_when_it_is_asked_for(db):
    assert explained("licensing", "publish", "web")
    with pytest.raises(CommandError):
        explained("licensing", "publish", "web", "--unit", "municipal")


def test_list_prints_every_chain_and_category(db):
    lines = run("list").splitlines()
    chains, categories = lines[: lines.index("")], lines[lines.index("") + 1 :]
    assert [line.split("\t")[0] for line in chains] == ["/".join(key) for key in reading.regulation().every()]
    assert {line.split("\t")[0] for line in chains} == {"/".join(key) for key in CHAINS}
    assert all(line.split("\t")[1] == CHAINS[tuple(line.split("\t")[0].split("/"))][0] for line in chains)
    assert {line.split("\t")[0]: tuple(line.split("\t")[2].split(", ")) for line in categories} == CATEGORIES
    assert "review {general, legal} → sign deputy_in_charge → [sign director]" in run("list")


def test_version_in_force_is_what_is_explained(organisation, tmp_path):
    text = reading.FILE.read_text(encoding="utf-8")
    regulation.activate(text.replace('seats = ["deputy_personnel"]', 'seats = ["director"]'), None, "改由局长审批")
    assert ("sign", "director") in ways(explained("organisation", "publish", "web"))
    assert "organisation/publish/web" in run("list")
    file = tmp_path / "chains.toml"
    file.write_text(text, encoding="utf-8")
    run("activate", str(file), "--as", "admin", "--reason", "恢复")
    assert ("sign", "deputy_personnel") in ways(explained("organisation", "publish", "web"))


def test_text_that_cannot_be_read_changes_nothing(organisation, tmp_path):
    before = regulation.in_force().number
    file = tmp_path / "chains.toml"
    text = reading.FILE.read_text(encoding="utf-8")
    file.write_text(text.replace('what = "保密审查"', 'what = "不审查"'), encoding="utf-8")
    for told in (str(file), str(tmp_path / "missing.toml")):
        with pytest.raises(CommandError):
            run("activate", told, "--as", "admin", "--reason", "取消保密审查")
    assert regulation.in_force().number == before


@pytest.mark.parametrize("told", [["list"], words("licensing", "publish", "web")])
def test_database_that_is_not_there_yet_is_a_clear_error(db, monkeypatch, told):
    def missing():
        raise OperationalError("no such table")

    with reading.in_force.answered_by(missing), pytest.raises(CommandError, match="migrate"):
        run(*told)


def test_explaining_asks_the_same_number_of_questions_of_any_chain(organisation, django_assert_num_queries):
    for key in (("licensing", "publish", "web"), ("other", "publish", "touchscreen")):
        with django_assert_num_queries(7):  # the version in force, and the directory's six
            explained(*key)
