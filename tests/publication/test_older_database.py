"""A restored backup beside today's checkpoint log: nothing is called done that is not shown, and there is a way on.

The database goes back by a savepoint: checkpoint log, vault and what a process keeps stay as they are, as on a real
site.
"""

import contextlib
import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cms.casefile import offline, verification
from cms.ledger import checkpoints
from cms.pages.models import LicensingPage
from cms.publication import adopting, current, verify
from cms.publication.models import Adoption, Publication
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import fees, sign_all, submit, user
from tests.tampering import by_hand


@pytest.fixture
def hour(django_capture_on_commit_callbacks):
    """`with hour():` what is done in it really happened, and then the database of before is restored."""

    @contextlib.contextmanager
    def restored():
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            yield
        transaction.savepoint_rollback(backup)
        current.forget()

    return restored


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def modify(page, days: int) -> None:
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.promised_days = days
    draft.save_revision(user=user("editor_licensing"))
    services.provide(lookup.running(draft), user("planning"))
    sign_all(submit(draft))


def licence(bureau, title: str):
    page = bureau.licence(title)
    fees(page)
    sign_all(submit(page))
    return page


def path(page) -> str:
    return f"/xu-ke/{page.slug}/"


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("publication", *arguments, stdout=out)
    return out.getvalue()


def test_what_is_published_anew_is_on_view_at_once(client, bureau, published, hour, committed):
    with hour():
        modify(published, 3)
        licence(bureau, "另一项")
    assert client.get(path(published)).status_code == 404
    newest = checkpoints.current().highest
    with committed():
        modify(published, 5)
    assert client.get(path(published)).status_code == 200
    assert "5" in client.get(path(published)).content.decode()
    assert Publication.objects.get(item=published.disclosure_key, number__gt=newest)
    assert current.of_item(published.disclosure_key).number > newest, "no number is given twice"


def test_the_drill(client, bureau, published, hour, committed, caplog):
    """Back up, publish more, restore, see the message, adopt, everything as of the backup is on view, publish anew."""
    with hour():
        modify(published, 3)
        licence(bureau, "备份之后的")
    with pytest.raises(CommandError, match=r"比见证文件旧.*publication adopt"):
        told("reconcile")
    with pytest.raises(CommandError):
        told("verify")
    for other in ("scheduler", "search"):
        with pytest.raises(CommandError, match="比见证文件旧"):
            call_command(other, "status", stdout=io.StringIO())
    assert client.get(path(published)).status_code == 404
    dry = told("adopt")
    assert published.title in dry and "什么也没有改动" in dry
    assert not Adoption.objects.exists() and client.get(path(published)).status_code == 404
    with pytest.raises(CommandError, match="请填写理由"):
        told("adopt", "--apply", "--user", "publicity", "--reason", " ")
    with pytest.raises(CommandError, match="没有可用的用户"):
        told("adopt", "--apply", "--reason", "备份")
    with committed(), caplog.at_level(logging.ERROR, "cms.publication.alarm"):
        call_command("publication", "adopt", "--apply", user="publicity", reason="磁盘损坏", stdout=io.StringIO())
    assert any("adopted an older database" in record.message for record in caplog.records)
    assert client.get(path(published)).status_code == 200
    assert list(verification.findings()) == [] and verification.glance() == []
    told("verify"), told("reconcile")
    assert "没有什么需要接受" in told("adopt")
    with committed():
        modify(published, 7)
    assert client.get(path(published)).status_code == 200
    assert current.of_item(published.disclosure_key).number > Adoption.objects.get().number
    assert list(verification.findings()) == []


def adopt(committed, **options) -> None:
    with committed():
        call_command(
            "publication", "adopt", "--apply", user="publicity", reason="磁盘损坏", stdout=io.StringIO(), **options
        )


def test_the_home_page_is_on_view_again_and_everything_below_it(client, bureau, published, hour, committed):
    from wagtail.models import Page

    with hour():
        home = Page.objects.get(pk=bureau.home.pk).specific
        home.organiser = "新的主办单位"
        home.save_revision(user=user("publicity"))
        sign_all(submit(home, by="publicity"))
    assert client.get("/").status_code == 404 and client.get(path(published)).status_code == 404
    why = adopting.why_not_shown(published.disclosure_key)
    assert why and "政务公开" in why and "publication adopt" in why
    adopt(committed)
    assert client.get("/").status_code == 200 and client.get(path(published)).status_code == 200
    assert adopting.why_not_shown(published.disclosure_key) is None


def test_adopted_twice_and_published_between(client, bureau, published, hour, committed):
    with hour():
        modify(published, 3)
    with committed():
        licence(bureau, "先发布，后采纳")
    adopt(committed)
    with hour():
        modify(published, 4)
    assert client.get(path(published)).status_code == 404
    adopt(committed)
    assert client.get(path(published)).status_code == 200
    assert list(verification.findings()) == []


def test_another_process_reads_the_adoption(client, published, hour, committed):
    """A server that looked before, and one that begins afterwards."""
    with hour():
        modify(published, 3)
    client.get(path(published))
    checkpoints._open.clear()
    adopt(committed)
    assert client.get(path(published)).status_code == 200
    checkpoints._open.clear()
    assert client.get(path(published)).status_code == 200


def test_a_process_that_dies_before_the_witness_is_told_is_made_good(client, published, hour):
    with hour():
        modify(published, 3)
    adopting.adopt("publicity", "磁盘损坏")  # what follows the commit never happens
    assert client.get(path(published)).status_code == 404
    verify.reconcile()
    assert client.get(path(published)).status_code == 200
    before = checkpoints.current().offset
    verify.reconcile()
    assert checkpoints.current().offset == before, "it is told once"


def test_what_was_removed_by_hand_is_not_adopted(client, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        modify(published, 3)
    newest = current.of_item(published.disclosure_key).number
    by_hand(f'DELETE FROM "{Publication._meta.db_table}" WHERE number = %s', newest)
    current.forget()
    with pytest.raises(CommandError, match=str(newest)):
        told("adopt", "--apply", "--user", "publicity", "--reason", "试试")
    with pytest.raises(CommandError, match=str(newest)):
        told("reconcile")
    assert client.get(path(published)).status_code == 404


def test_a_forged_adoption_explains_nothing(published, hour, committed):
    with hour():
        modify(published, 3)
    adopt(committed)
    by_hand(f'UPDATE "{Adoption._meta.db_table}" SET "reason" = %s', "另一个理由")
    assert any(each.what == "adoption" for each in verification.findings())
    assert any("an entry is missing" in each.message for each in verification.findings())


def test_a_copy_of_the_ledger_names_the_gap_until_it_is_adopted(published, hour, committed, tmp_path):
    with hour():
        modify(published, 3)
    with committed():
        modify(published, 5)
    for finds in (True, False):
        file = tmp_path / "ledger.jsonl"
        call_command("casefile", "export", str(file), stdout=io.StringIO())
        script = Path(offline.__file__)
        done = subprocess.run([sys.executable, str(script), str(file)], capture_output=True, text=True, check=False)
        assert (done.returncode == 1) is finds, done.stdout
        if finds:
            adopt(committed)


@pytest.mark.parametrize("way", ["show", "keep-down"])
def test_what_was_taken_down_after_the_backup_comes_back_only_when_somebody_says_so(
    client, bureau, published, hour, committed, way
):
    with committed():
        other = licence(bureau, "没有撤下的")
    with hour():
        modify(other, 3)
        taken_down(published)
        assert client.get(path(published)).status_code == 410
    assert "备份之后已撤下" in told("adopt")
    with pytest.raises(CommandError, match="--withdrawn"):
        told("adopt", "--apply", "--user", "publicity", "--reason", "磁盘损坏")
    assert not Adoption.objects.exists()
    adopt(committed, withdrawn=way)
    assert client.get(path(other)).status_code == 200
    assert client.get(path(published)).status_code == (200 if way == "show" else 404)
    assert list(verification.findings()) == []
    told("reconcile")
    if way == "keep-down":
        with committed():
            modify(published, 9)
        assert client.get(path(published)).status_code == 200


def taken_down(page) -> None:
    services.take_down_now(LicensingPage.objects.get(pk=page.pk), user("general"), reason="涉密")


def test_status_says_it_as_data(published, hour):
    with hour():
        modify(published, 3)
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("scheduler", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["older_database"]["items"] == 1


def shown(client, name: str, page, part: str = "life") -> str:
    client.force_login(user(name))
    case = lookup.latest(LicensingPage.objects.get(pk=page.pk))
    address = f"/admin/cases/life/{page.pk}/" if part == "life" else f"/admin/cases/{case.pk}/"
    return client.get(address).content.decode()


def test_the_desk_calls_nothing_done_that_is_not_shown(client, bureau, published, hour, committed):
    assert "记录不完整" not in shown(client, "editor_licensing", published)
    with hour():
        modify(published, 3)
    for part in ("life", "case"):
        assert "缺少它较新的发布记录" in shown(client, "editor_licensing", published, part)
    assert "记录不完整" in shown(client, "editor_licensing", published)
    assert "记录不完整" in client.get("/admin/cases/channels/").content.decode()
    adopt(committed)
    for part in ("life", "case"):
        assert "缺少它较新的发布记录" not in shown(client, "editor_licensing", published, part)
    assert "记录不完整" not in client.get("/admin/cases/channels/").content.decode()


def test_what_is_published_below_something_that_is_not_shown_is_called_so(client, bureau, hour, committed):
    from wagtail.models import Page

    page = bureau.licence("在缺失的首页之下")
    fees(page)
    case = submit(page)
    sign_all(case, until="publish")
    with hour():
        home = Page.objects.get(pk=bureau.home.pk).specific
        home.organiser = "新的主办单位"
        home.save_revision(user=user("publicity"))
        sign_all(submit(home, by="publicity"))
    client.force_login(user("publicity"))
    with committed():
        answer = client.post(f"/admin/cases/{case.pk}/publish/", {"publish-comment": ""}, follow=True).content.decode()
    assert "上级页面没有公开" in answer, "the last step refuses, and the case waits there"
    adopt(committed)
    with committed():
        client.post(f"/admin/cases/{case.pk}/publish/", {"publish-comment": ""}, follow=True)
    assert client.get(path(page)).status_code == 200


def test_the_panel_of_the_administrator_says_it(client, published, hour):
    client.force_login(user("admin"))
    call_command("scheduler", "run", "--once", stdout=io.StringIO())
    assert "比见证文件旧" not in client.get("/admin/").content.decode()
    with hour():
        modify(published, 3)
    call_command("scheduler", "run", "--once", stdout=io.StringIO())
    assert "比见证文件旧" in client.get("/admin/").content.decode()
