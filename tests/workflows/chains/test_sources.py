"""An app's chains are a file of their own: read beside the regulation, refused with its place, put in force by name."""

import io

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import translation

from cms.casefile import verification
from cms.ledger.models import LedgerEntry
from cms.organisation.models import Post
from cms.workflows.cases import regulation
from cms.workflows.cases.models import ChainVersion
from cms.workflows.chains import reading, sources
from cms.workflows.chains.tables import ChainError
from tests.factories.bureau import load_organisation, unit, user
from tests.tampering import by_hand

OWN = """# 听证
[seats]
hearing_officer = { label = "听证主持人", role = "leader" }

[categories]
hearings = { label = "听证", classes = ["hearing"] }

[classes.hearing]
label = "听证"
clause = "§3.1.10"
channels = ["web"]
publish = [
  { kind = "draft", seats = ["originating_office"] },
  { kind = "attest", seats = ["originating_office"] },
  { kind = "sign", seats = ["hearing_officer"] },
  { kind = "publish", seats = ["publicity"] },
]
"""


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("chain", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def ships(tmp_path, monkeypatch):
    """The tests' app ships this text of chains."""

    def ship(text: str, app: str = "testapp"):
        file = tmp_path / f"{app}.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setattr(apps.get_app_config(app), sources.ATTRIBUTE, str(file), raising=False)
        return file

    return ship


@pytest.fixture
def organisation(db):
    load_organisation()


def test_one_text_of_several_comes_apart_as_it_was():
    texts = {"regulation": reading.FILE.read_text(encoding="utf-8"), "a": f"\n\n{OWN}", "b": "[seats]", "c": OWN}
    whole = sources.joined(texts)
    assert sources.apart(whole) == texts
    assert sources.joined(sources.apart(whole)) == whole
    assert sources.apart(OWN) == {"regulation": OWN}, "as every stored text before"


def test_an_apps_class_is_composed_like_one_of_the_regulation(ships):
    ships(OWN)
    steps = reading.regulation().chain("hearing", "publish", "web", subordinate=True).steps
    assert [step.kind for step in steps] == ["draft", "attest", "review", "sign", "review", "sign", "sign", "publish"]
    assert steps[2].clause == "§6.1", "the reviews of the regulation"
    assert set(reading.regulation().sources.values()) == {"regulation", "testapp"}


CLASS = OWN[OWN.index("[classes") :].replace("hearing_officer", "director")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            CLASS.replace("classes.hearing", "classes.licensing"),
            r"classes licensing is defined twice.*regulation\.toml.*line 92.*testapp.*line 1",
        ),
        ("\n[categories]\n# no\nlicensing = { label = 'x', classes = ['other'] }\n", r"categories licensing .*line 4"),
        ('[seats]\nlegal = { label = "别的", role = "leader" }\n', r"seats legal is defined twice"),
        ('[channels.wall]\nclause = "§1"\nsteps = []\n', r"channels wall is defined twice.*line 304.*line 1"),
        ("[settings]\ndays = 1\n", r"line 1: \[settings\] belongs to the regulation"),
        ('[[reviews]]\nseat = "general"\nwhat = "x"\n', r"line 1: \[reviews\] belongs to the regulation"),
        ("categories = 7\n", "expected a table"),
        (OWN.replace('"sign", seats', '"wink", seats'), r"testapp\.toml \(testapp\), line 8: .*unknown kind 'wink'"),
        (OWN.replace('["hearing_officer"]', '["nobody"]'), r"line 8: classes hearing publish.*unknown seat nobody"),
        (OWN.replace("channels =", "reviewed = false\nchannels ="), r"line 8: .*§6\.1 cannot be switched off"),
        (OWN + "\n[classes.hearing]\n", r"the text of testapp is not TOML"),
        (OWN + "\n#: chains of somebody\n", r"the chains of testapp, line 19"),
    ],
)
def test_what_an_app_may_not_say_is_refused_with_its_place(ships, db, text, said):
    ships(text)
    with pytest.raises(ChainError, match=said):
        reading.regulation()
    with pytest.raises(CommandError, match=said):
        run("check")


def test_two_apps_that_define_the_same_class_are_refused_with_both_places(ships):
    ships(CLASS)
    ships("# another\n" + CLASS, app="disclosure_pages")
    places = r"in .*disclosure_pages\.toml \(disclosure_pages\), line 2 and in .*testapp\.toml \(testapp\), line 1"
    with pytest.raises(ChainError, match=f"classes hearing is defined twice: {places}"):
        reading.regulation()


def test_two_apps_may_name_the_same_seat_in_the_same_words(ships):
    ships(OWN)
    ships(OWN[: OWN.index("[categories]")], app="disclosure_pages")
    assert reading.regulation().seats["hearing_officer"].role == "leader"


def test_a_file_that_is_declared_and_not_there_is_said_in_words(monkeypatch):
    monkeypatch.setattr(apps.get_app_config("testapp"), sources.ATTRIBUTE, "none.toml", raising=False)
    with pytest.raises(ChainError, match=r"the chains of testapp cannot be read.*none\.toml"):
        reading.regulation()


def test_an_app_that_comes_later_is_put_in_force_by_somebody_with_the_right(organisation, ships):
    assert regulation.in_force().number == 1
    file = ships(OWN)
    with translation.override("en"):
        assert "not in force: manage.py chain activate --of testapp --as USERNAME" in run("check")
    assert "hearing" not in run("list")
    printed = run("activate", str(file), "--as", "admin", "--reason", "听证上线")
    assert "testapp" in printed and "admin" in printed
    assert "hearing/publish/web\t§3.1.10" in run("list") and "\ttestapp" in run("list")
    assert "testapp" in run("explain", "--category", "hearings", "--action", "publish")
    with translation.override("en"):
        assert "not in force" not in run("check")
    first, second = run("history").splitlines()
    assert first.split("\t")[0] == "1" and first.split("\t")[3] == "regulation"
    number, _when, who, changed, why = second.split("\t")
    assert (number, who, changed, why) == ("2", "admin", "testapp", "听证上线")
    assert run("history", "--of", "testapp").splitlines() == [second]
    run("activate", "--of", "testapp", "--as", "admin", "--reason", "again")
    assert ChainVersion.objects.count() == 2


def test_a_new_regulation_leaves_the_chains_of_apps_in_force(organisation, ships, tmp_path):
    ships(OWN)
    regulation.in_force()
    changed = tmp_path / "new.toml"
    written = reading.FILE.read_text(encoding="utf-8")
    changed.write_text(written.replace("days = 3\n", "days = 5\n", 1), encoding="utf-8")
    run("activate", str(changed), "--as", "admin", "--reason", "五天")
    assert regulation.active().days == 5 and "hearing" in regulation.active().classes
    run("activate", "--as", "admin", "--reason", "as installed")
    assert regulation.active().days == 3 and "hearing" in regulation.active().classes


@pytest.mark.parametrize(
    ("who", "why", "said"),
    [
        ("nobody_of_this_name", "x", "There is no account"),
        ("legal", "x", "manage_chains"),
        ("yuzhong_publicity", "x", "manage_chains"),
        ("admin", "  ", "Give the reason"),
        ("admin", "长" * 301, "longer than 300"),
    ],
)
def test_who_has_no_right_or_no_reason_puts_nothing_in_force(organisation, ships, who, why, said):
    ships(OWN)
    with translation.override("en"), pytest.raises(CommandError, match=said):
        run("activate", "--as", who, "--reason", why)
    assert not ChainVersion.objects.exists() and not LedgerEntry.objects.exists()


def test_the_right_is_that_of_a_post_of_the_bureau_and_not_of_a_unit_below(organisation, ships):
    ships(OWN)
    role = Group.objects.create(name="审批链")
    role.permissions.add(Permission.objects.get(codename="manage_chains"))
    Post.objects.get(unit=unit("yuzhong"), identifier="publicity").roles.add(role)
    with pytest.raises(CommandError):
        run("activate", "--as", "yuzhong_publicity", "--reason", "x")
    Post.objects.get(unit=unit(), identifier="legal").roles.add(role)
    run("activate", "--as", "legal", "--reason", "x")
    assert regulation.newest().activated_by == "legal"
    type(user("legal")).objects.filter(username="legal").update(is_active=False)
    with pytest.raises(CommandError):
        run("activate", "--as", "legal", "--reason", "again")


@pytest.mark.parametrize("column", ["activated_by", "reason", "text"])
def test_nobody_is_written_in_as_the_one_who_did_it(organisation, column):
    """Who put a version in force, and why, is kept by the ledger as the text is."""
    run("activate", "--as", "admin", "--reason", "先行")
    assert not list(verification.of_cases())
    by_hand(f"UPDATE disclosure_workflows_chainversion SET {column} = 'somebody else'")
    assert [each.what for each in verification.of_cases()] == ["chains"]
