"""organisation load and organisation check, and the organisation of the demonstration."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from cms.organisation import chart, permissions, services
from cms.organisation.models import Office, Post, Tenure, Unit
from cms.organisation.seats import DEPUTY_IN_CHARGE, Directory, SeatRef

FIXTURE = chart.EXAMPLE
SMALL = """
[[roles]]
name = "查阅"
permissions = ["disclosure_organisation.view_office"]

[[users]]
username = "legal"
family_name = "张"
given_name = "三"

[[units]]
identifier = "bureau"
name = "某局"
kind = "municipal"
code = "A1"
offices = [{ identifier = "legal", name = "法规处" }]
posts = [
  {identifier="director", name="局长", kind="leader", chief=true, holders=["legal"], in_charge_of=["legal"]},
  { identifier = "meeting", name = "局务会", kind = "body", secretary = "legal" },
  { identifier = "legal", name = "法规处", office = "legal", roles = ["查阅"], holders = ["legal"] },
]
leading_group = [{ user = "legal", role = "chair" }]
"""


def load(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("organisation", "load", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def small(tmp_path, db) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_loading_sets_up_what_the_file_says(small, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "一个很长的口令")
    load(small)
    user = get_user_model().objects.get(username="legal")
    assert user.get_full_name() == "张三" and user.check_password("一个很长的口令")
    directory = Directory.at()
    unit = directory.municipal_unit_id
    assert [h.name for h in directory.holders(SeatRef(unit, "meeting"))] == ["张三"]
    office = directory.office_by_identifier(unit, "legal")
    assert [h.post_identifier for h in directory.holders(SeatRef(unit, DEPUTY_IN_CHARGE, office.id))] == ["director"]
    assert permissions.units_with_permission(user, "disclosure_organisation.view_office") == {unit}


def test_without_a_password_nobody_can_log_in(small, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    load(small)
    assert not get_user_model().objects.get(username="legal").has_usable_password()


def test_the_password_comes_from_a_variable_of_ones_choice(small, monkeypatch):
    monkeypatch.setenv("OTHER", "另一个很长的口令")
    load(small, "--password-env", "OTHER")
    assert get_user_model().objects.get(username="legal").check_password("另一个很长的口令")


def test_loading_again_keeps_what_was_entered_and_revives_nothing(small):
    load(small)
    Office.objects.update(name="政策法规处")
    services.end_tenure(Tenure.objects.get(post__identifier="legal"))
    out = load(small)
    assert Office.objects.get().name == "政策法规处" and "units[bureau].offices[legal]" in out
    assert Tenure.objects.filter(post__identifier="legal").count() == 1
    assert Directory.at().holders(SeatRef(Unit.objects.get().pk, "legal")) == ()


def test_update_brings_names_back_but_no_tenure(small):
    load(small)
    Office.objects.update(name="政策法规处")
    Post.objects.get(identifier="legal").roles.clear()
    services.end_tenure(Tenure.objects.get(post__identifier="legal"))
    load(small, "--update")
    assert Office.objects.get().name == "法规处"
    assert Post.objects.get(identifier="legal").roles.count() == 1
    assert Tenure.objects.filter(post__identifier="legal").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ('kind = "municipal"', 'kind = "kingdom"', "units[bureau]"),
        ('code = "A1"', "code = 1", "units[bureau].code"),
        ('code = "A1"', "", "units[bureau]"),
        ('office = "legal"', 'office = "lost"', "units[bureau].posts[legal].office"),
        ('secretary = "legal"', 'secretary = "lost"', "units[bureau].posts[meeting].secretary"),
        ('roles = ["查阅"]', 'roles = ["无"]', "units[bureau].posts[legal].roles"),
        ('roles = ["查阅"]', 'duty = "x"', "units[bureau].posts[legal]"),
        ('holders = ["legal"] },\n]', 'holders = ["lost"] },\n]', "units[bureau].posts[legal].holders"),
        ("view_office", "view_nothing", "roles[查阅]"),
        ('identifier = "meeting"', 'identifier = "legal"', "units[bureau].posts[legal]"),
        ('in_charge_of=["legal"]', 'in_charge_of="legal"', "units[bureau].posts[director].in_charge_of"),
        ('role = "chair"', 'role = "king"', "units[bureau].leading_group[legal]"),
        ('username = "legal"', "username = 5", "users[5].username"),
        ("[[units]]", "[[units]", "small.toml"),
    ],
)
def test_a_bad_file_names_the_entry_and_writes_nothing(small, old, new, entry):
    assert old in SMALL
    small.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CommandError) as error:
        load(small)
    assert entry in str(error.value)
    assert not Unit.objects.exists() and not get_user_model().objects.filter(username="legal").exists()


def test_a_file_that_is_not_there_is_said_to_be_so(db, tmp_path):
    with pytest.raises(CommandError, match="lost"):
        load(tmp_path / "lost.toml")


def test_check_lists_what_is_missing(small):
    load(small)
    call_command("organisation", "check", stdout=StringIO())
    for row in Tenure.objects.filter(post__identifier="legal"):
        services.end_tenure(row)
    Office.objects.create(unit=Unit.objects.get(), identifier="orphan", name="无人分管处")
    Post.objects.create(unit=Unit.objects.get(), identifier="idle", name="无分管的领导", kind="leader")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("organisation", "check", stdout=out)
    for word in ("法规处", "无人分管处", "无分管的领导"):
        assert word in out.getvalue()


@pytest.fixture
def demonstration(db) -> Directory:
    load(FIXTURE, "--password", "示范口令示范口令")
    return Directory.at()


def test_the_demonstration_has_no_gaps_and_loads_twice(demonstration):
    counts = [model.objects.count() for model in (Unit, Office, Post, Tenure)]
    load(FIXTURE, "--update")
    assert [model.objects.count() for model in (Unit, Office, Post, Tenure)] == counts
    call_command("organisation", "check", stdout=StringIO())


def test_the_demonstration_has_a_user_per_post_named_after_it(demonstration):
    unit = demonstration.municipal_unit_id
    named = "legal planning general publicity personnel director discipline deputy_publicity deputy_legal"
    named += " deputy_general deputy_personnel deputy_licensing deputy_quality deputy_metrology"
    named += " deputy_standardisation deputy_special_equipment leading_group_office"
    for identifier in named.split():
        assert identifier in [h.username for h in demonstration.holders(SeatRef(unit, identifier))], identifier
    for identifier in ("legal", "general", "publicity"):
        holders = [h.username for h in demonstration.holders(SeatRef(unit, identifier))]
        assert holders == [identifier, f"{identifier}_2"]
    superusers = get_user_model().objects.filter(is_superuser=True)
    assert [user.username for user in superusers] == ["admin"]
    assert demonstration.posts_of(superusers[0].pk) == ()


@pytest.mark.parametrize(
    ("username", "category"),
    [
        ("editor_licensing", "licensing"),
        ("editor_regulations", "regulations"),
        ("editor_plans", "plans"),
        ("editor_announcements", "announcements"),
        ("editor_organisation", "organisation"),
        ("editor_recruitment", "recruitment"),
        ("editor_complaint_results", "complaint_results"),
        ("editor_public_services", "public_services"),
        ("editor_openness_contacts", "openness_contacts"),
        ("editor_personnel_matters", "personnel_matters"),
        ("editor_awards", "awards"),
        ("editor_emergency_plans", "emergency_plans"),
        ("editor_logistics", "logistics"),
        ("editor_projects_spending", "projects_spending"),
        ("editor_other_internal", "other_internal"),
        ("legal", "regulations"),
        ("general", "plans"),
        ("personnel", "organisation"),
    ],
)
def test_each_category_of_the_demonstration_has_who_drafts_it(demonstration, username, category):
    user = get_user_model().objects.get(username=username)
    post = next(p for p in demonstration.posts_of(user.pk) if p.office_id)
    assert permissions.may_draft(user, category, post.office_id, directory=demonstration)
    assert demonstration.deputies_over(post.office_id)


def test_the_units_below_have_the_same_seats_of_their_own(demonstration):
    seats = "director deputy_publicity deputy_legal deputy_general deputy_personnel general legal planning publicity"
    seats += " personnel discipline bureau_meeting leading_group leading_group_office"
    below = demonstration.units_below(demonstration.municipal_unit_id)
    assert len(below) == 3
    for unit in below:
        for identifier in seats.split():
            holders = demonstration.holders(SeatRef(unit, identifier))
            assert holders and all(holder.unit_id == unit for holder in holders), (unit, identifier)
