"""What was typed and not saved: kept for its person alone, offered again, and nobody's version until it is saved."""

import datetime
import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Page

from cms.drafts import forms, jobs, services
from cms.drafts.models import UnsavedForm
from cms.organisation.models import Tenure
from cms.pages.models import AnnouncementPage, ColumnPage, InternalFolderPage, LicensingPage, LogisticsPage
from cms.workflows.cases import lookup
from tests.factories.bureau import Bureau, document, fees, office, submit, user
from tests.factories.typing_in import errors, with_row
from tests.pages.editing import sent

EDITOR, OTHER = "editor_announcements", "admin"


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def column(bureau):
    page = ColumnPage(title="公告", slug="gong-gao", issuing_office=office("publicity"))
    page.allowed_types = ["announcements", "licensing"]
    return bureau.home.add_child(instance=page)


@pytest.fixture
def page(column):
    item = AnnouncementPage(
        title="抽查公告", slug="cc", issuing_office=office("quality"), live=False, summary="原来的话"
    )
    item.kind, item.area = "quality", "电热毯"
    column.add_child(instance=item)
    item.save_revision(user=user(EDITOR))
    return AnnouncementPage.objects.get(pk=item.pk)


def edit(page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def begun(column) -> str:
    return f"/admin/pages/add/disclosure_pages/announcementpage/{column.pk}/"


def form(client, url: str) -> dict:
    return sent(client.get(url).content.decode(), AnnouncementPage)


def keep(client, address: str, data: dict, by: str = EDITOR):
    """As the form's script does it."""
    return client.post(address, data, headers={"X-Form-Of": str(user(by).pk)})


def offer(response) -> dict[str, str]:
    """What the page offers: words → address."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    links = {each.get_text(strip=True): each["href"] for each in soup.select(".messages a")}
    return links | {each.get_text(strip=True): each["action"] for each in soup.select(".messages form")}


def authors(page) -> set[str]:
    return {each.user.username for each in page.revisions.all()}


def test_what_was_typed_is_kept_offered_on_another_machine_and_counts_when_it_is_saved(client, page):
    client.force_login(user(OTHER))
    before = page.revisions.count()
    data = form(client, edit(page)) | {"summary": "没有保存的话"}
    data = with_row(data, "findings", name="某厂", subject="毯", model="A1", result="不合格")
    data |= {"body-count": "1", "body-0-type": "paragraph", "body-0-order": "0", "body-0-id": "", "body-0-deleted": ""}
    rich = {"blocks": [{"key": "a", "text": "正文一段", "type": "unstyled", "depth": 0}], "entityMap": {}}
    data["body-0-value"] = json.dumps(
        {**rich, "blocks": [rich["blocks"][0] | {"inlineStyleRanges": [], "entityRanges": []}]}
    )
    answer = keep(client, f"/admin/unsaved/{page.pk}/", data, OTHER)
    assert answer.status_code == 200 and "已暂存" in answer.json()["words"]
    assert page.revisions.count() == before and authors(page) == {EDITOR}
    client.logout()  # the session ended; another machine
    client.force_login(user(OTHER))
    response = client.get(edit(page))
    assert "没有保存的话" not in response.content.decode()
    offered = offer(response)
    restored = client.get(offered["恢复"])
    html = restored.content.decode()
    again = sent(html, AnnouncementPage)
    assert (again["summary"], again["findings-0-name"], again["findings-0-result"]) == (
        "没有保存的话",
        "某厂",
        "不合格",
    )
    assert json.loads(again["body-0-value"])["blocks"][0]["text"] == "正文一段"
    assert authors(page) == {EDITOR} and page.revisions.count() == before
    assert UnsavedForm.objects.count() == 1  # until it is saved
    saved = client.post(edit(page), again | {key: value for key, value in data.items() if key.startswith("body-")})
    assert saved.status_code == 302, errors(saved.content.decode())
    draft = AnnouncementPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.summary == "没有保存的话" and [row.name for row in draft.findings.all()] == ["某厂"]
    assert authors(page) == {EDITOR, OTHER} and not UnsavedForm.objects.exists()
    assert "恢复" not in offer(client.get(edit(page)))


def test_of_a_page_that_is_only_begun(client, column):
    client.force_login(user(EDITOR))
    data = form(client, begun(column)) | {"title": "还没有保存", "area": "玩具"}
    assert keep(client, f"/admin/unsaved/new/disclosure_pages/announcementpage/{column.pk}/", data).status_code == 200
    assert not AnnouncementPage.objects.exists()
    offered = offer(client.get(begun(column)))
    again = sent(client.get(offered["恢复"]).content.decode(), AnnouncementPage)
    assert (again["title"], again["area"]) == ("还没有保存", "玩具")
    assert client.post(begun(column), again).status_code == 302
    assert AnnouncementPage.objects.get().title == "还没有保存" and not UnsavedForm.objects.exists()


def test_what_is_dropped_is_gone_and_only_ones_own(client, page):
    for name in (EDITOR, OTHER):
        client.force_login(user(name))
        keep(client, f"/admin/unsaved/{page.pk}/", form(client, edit(page)) | {"summary": name}, name)
    offered = offer(client.get(edit(page)))
    assert client.get(offered["丢弃"]).status_code == 405
    assert client.post(offered["丢弃"]).url == edit(page)
    assert [row.user.username for row in UnsavedForm.objects.all()] == [EDITOR]
    assert "恢复" not in offer(client.get(edit(page)))


def test_nobody_else_reads_it(client, page):
    client.force_login(user(EDITOR))
    keep(client, f"/admin/unsaved/{page.pk}/", form(client, edit(page)) | {"summary": "只有我知道"})
    for name in (OTHER, "editor_certification", "discipline", "publicity"):
        client.force_login(user(name))
        for url in (f"{edit(page)}?unsaved=restore", f"/admin/unsaved/{page.pk}/", edit(page)):
            assert "只有我知道" not in client.get(url, follow=True).content.decode(), (name, url)
        client.post(f"/admin/unsaved/{page.pk}/discard/")
    assert UnsavedForm.objects.get().user.username == EDITOR


def test_each_view_asks_and_the_loss_of_the_right_drops_it(client, page, column):
    stranger = "editor_licensing"
    client.force_login(user(stranger))
    for address in (
        f"/admin/unsaved/{page.pk}/",
        f"/admin/unsaved/new/disclosure_pages/announcementpage/{column.pk}/",
    ):
        assert keep(client, address, {"summary": "x"}, stranger).status_code in (302, 403)
        assert client.get(address).status_code in (302, 403)
    assert not UnsavedForm.objects.exists()
    client.force_login(user(EDITOR))
    keep(client, f"/admin/unsaved/{page.pk}/", form(client, edit(page)) | {"summary": "x"})
    now = timezone.now()
    Tenure.objects.filter(user=user(EDITOR)).update(ends_at=now - datetime.timedelta(seconds=5))
    assert jobs.run(now)["without_right"] == 1 and not UnsavedForm.objects.exists()


def test_after_the_right_has_gone_nothing_is_kept_or_given_back(client, page):
    client.force_login(user(EDITOR))
    data = form(client, edit(page)) | {"summary": "x"}
    keep(client, f"/admin/unsaved/{page.pk}/", data)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=3)):
        Tenure.objects.filter(user=user(EDITOR)).update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
        assert services.kept(user(EDITOR), services.Place(page)) is None
        assert not UnsavedForm.objects.exists()


def test_after_thirty_days_it_goes(client, page, settings):
    client.force_login(user(EDITOR))
    keep(client, f"/admin/unsaved/{page.pk}/", form(client, edit(page)) | {"summary": "x"})
    now = timezone.now()
    assert jobs.run(now + datetime.timedelta(days=29)) == {"old": 0, "without_right": 0}
    settings.DISCLOSURE_DRAFTS = {"days": 10}
    assert jobs.run(now + datetime.timedelta(days=11))["old"] == 1 and not UnsavedForm.objects.exists()


def test_it_is_bounded_and_of_who_opened_the_form(client, page, settings, caplog):
    client.force_login(user(EDITOR))
    data = form(client, edit(page)) | {"summary": "机密内容"}
    assert client.post(f"/admin/unsaved/{page.pk}/", data).status_code == 409
    assert keep(client, f"/admin/unsaved/{page.pk}/", data, OTHER).status_code == 409
    settings.DISCLOSURE_DRAFTS = {"bytes": 100}
    answer = keep(client, f"/admin/unsaved/{page.pk}/", data)
    assert answer.status_code == 413 and "直接保存" in answer.json()["words"]
    assert not UnsavedForm.objects.exists() and "机密内容" not in caplog.text


def test_without_a_token_nothing_is_kept(page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user(EDITOR))
    assert keep(client, f"/admin/unsaved/{page.pk}/", {"summary": "x"}).status_code == 403
    token = client.get(f"/admin/unsaved/{page.pk}/").json()["token"]
    headers = {"X-Form-Of": str(user(EDITOR).pk), "X-CSRFToken": token}
    assert client.post(f"/admin/unsaved/{page.pk}/", {"summary": "x"}, headers=headers).status_code == 200


def test_a_form_that_names_what_is_not_its_senders_is_not_shown_again(client, page, bureau):
    hidden = Collection.get_first_root_node().add_child(name="别人的")
    secret = document("涉密名单")
    secret.collection = hidden
    secret.save()
    client.force_login(user(EDITOR))
    data = with_row(form(client, edit(page)), "disclosure_attachments", document=str(secret.pk), title="")
    keep(client, f"/admin/unsaved/{page.pk}/", data)
    response = client.get(f"{edit(page)}?unsaved=restore", follow=True)
    assert "涉密名单" not in response.content.decode()


def test_what_is_in_approval_offers_nothing(client, bureau):
    item = bureau.licence()
    UnsavedForm.objects.create(user=user("editor_licensing"), page=item, form="title=x", kept_at=timezone.now())
    client.force_login(user("editor_licensing"))
    assert "恢复" in offer(client.get(edit(item)))
    fees(item)
    submit(item)
    assert "恢复" not in offer(client.get(edit(item)))


def test_a_second_save_of_an_older_version_is_not_made_in_silence(client, page):
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"summary": "我写的话"}
    client.force_login(user(OTHER))
    client.post(edit(page), form(client, edit(page)) | {"summary": "别人写的话", "area": "玩具"})
    client.force_login(user(EDITOR))
    before = page.revisions.count()
    response = client.post(edit(page), mine)
    assert response.status_code == 409 and page.revisions.count() == before
    table = BeautifulSoup(response.content.decode(), "html.parser").select_one("#conflict").get_text(" ", strip=True)
    assert "别人写的话" in table and "我写的话" in table and "玩具" in table
    assert services.kept(user(EDITOR), services.Place(page)) is not None  # and what was typed is not lost either way
    merged = sent(response.content.decode(), AnnouncementPage)
    assert merged["summary"] == "我写的话"
    saved = client.post(edit(page), merged | {"area": "玩具"})
    assert saved.status_code == 302, errors(saved.content.decode())
    draft = AnnouncementPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.summary, draft.area) == ("我写的话", "玩具")


def test_a_save_that_came_while_this_one_waited_for_the_page_is_seen(client, page, monkeypatch):
    """Two people press at once: whoever is second is told, for it is asked when the page is theirs alone."""
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"summary": "我写的话"}
    other = Client()
    other.force_login(user(OTHER))
    theirs = form(other, edit(page)) | {"summary": "别人写的话"}
    real = transaction.atomic

    def waited():
        monkeypatch.setattr(forms.transaction, "atomic", real)
        assert other.post(edit(page), theirs).status_code == 302
        return real()

    monkeypatch.setattr(forms.transaction, "atomic", waited)
    assert client.post(edit(page), mine).status_code == 409
    assert AnnouncementPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == "别人写的话"


def test_where_the_version_that_both_began_with_is_gone_nothing_is_overwritten_unseen(client, page):
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"summary": "我写的话"}
    client.force_login(user(OTHER))
    client.post(edit(page), form(client, edit(page)) | {"area": "玩具"})
    newest = Page.objects.get(pk=page.pk).latest_revision_id
    page.revisions.exclude(pk=newest)._raw_delete("default")  # as when old versions are cleared
    client.force_login(user(EDITOR))
    for number in (mine["loaded_revision_id"], "999999"):
        response = client.post(edit(page), mine | {"loaded_revision_id": number})
        assert response.status_code == 409
        assert "玩具" in BeautifulSoup(response.content.decode(), "html.parser").select_one("#conflict").get_text()


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1", "x", ""])
def test_what_is_no_number_of_a_version_is_none(client, page, number):
    client.force_login(user(EDITOR))
    answer = client.post(edit(page), form(client, edit(page)) | {"loaded_revision_id": number})
    assert answer.status_code == 302, errors(answer.content.decode())


def test_whoever_saved_in_another_window_is_not_told_of_somebody_else(client, page):
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"summary": "这一窗"}
    client.post(edit(page), form(client, edit(page)) | {"summary": "另一窗"})
    said = BeautifulSoup(client.post(edit(page), mine).content.decode(), "html.parser").select_one("#conflict h2")
    assert "您打开此页之后" in said.get_text() and "别人" not in said.get_text()


def test_rows_that_somebody_added_meanwhile_are_a_conflict_too(client, page):
    client.force_login(user(EDITOR))
    mine = with_row(form(client, edit(page)), "findings", name="我厂", subject="", model="", result="合格")
    client.force_login(user(OTHER))
    client.post(
        edit(page), with_row(form(client, edit(page)), "findings", name="他厂", subject="", model="", result="坏")
    )
    client.force_login(user(EDITOR))
    response = client.post(edit(page), mine)
    assert response.status_code == 409
    table = BeautifulSoup(response.content.decode(), "html.parser").select_one("#conflict").get_text(" ", strip=True)
    assert "他厂" in table and "我厂" in table


def test_a_wrong_form_of_an_older_version_is_told_of_both(client, page):
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"title": "题" * 300}
    client.force_login(user(OTHER))
    client.post(edit(page), form(client, edit(page)) | {"area": "玩具"})
    client.force_login(user(EDITOR))
    response = client.post(edit(page), mine)
    table = BeautifulSoup(response.content.decode(), "html.parser").select_one("#conflict").get_text(" ", strip=True)
    assert response.status_code == 409 and "玩具" in table and "电热毯" in table
    assert AnnouncementPage.objects.get(pk=page.pk).get_latest_revision_as_object().area == "玩具"


def test_a_wrong_form_that_undoes_nothing_is_still_of_its_version_when_it_is_shown_again(client, page):
    client.force_login(user(EDITOR))
    mine = form(client, edit(page)) | {"title": "题" * 300, "area": "玩具"}
    client.force_login(user(OTHER))
    client.post(edit(page), form(client, edit(page)) | {"area": "玩具"})  # the same: nothing is undone
    client.force_login(user(EDITOR))
    response = client.post(edit(page), mine)
    assert response.status_code == 200 and "#conflict" not in response.content.decode()
    again = sent(response.content.decode(), AnnouncementPage)
    assert again["loaded_revision_id"] == mine["loaded_revision_id"]


def test_the_same_or_another_field_is_no_conflict(client, bureau):
    """Planning entered the fees while the editor's form was open: neither undoes the other."""
    item = bureau.licence()
    client.force_login(user("editor_licensing"))
    mine = sent(client.get(edit(item)).content.decode(), LicensingPage) | {"quota": "改了的数量"}
    fees(item)
    response = client.post(edit(item), mine)
    assert response.status_code == 302, errors(response.content.decode())
    draft = LicensingPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert draft.quota == "改了的数量" and draft.fees.count() == 1
    assert lookup.running(item) is not None


def test_an_internal_item_is_kept_likewise(client, bureau):
    folder = bureau.home.add_child(instance=InternalFolderPage(title="内部", issuing_office=office("general")))
    client.force_login(user("editor_logistics"))
    address = f"/admin/unsaved/new/disclosure_pages/logisticspage/{folder.pk}/"
    url = f"/admin/pages/add/disclosure_pages/logisticspage/{folder.pk}/"
    data = sent(client.get(url).content.decode(), LogisticsPage) | {"title": "内部的"}
    assert keep(client, address, data, "editor_logistics").status_code == 200
    restored = sent(client.get(f"{url}?unsaved=restore").content.decode(), LogisticsPage)
    assert restored["title"] == "内部的" and UnsavedForm.objects.count() == 1


@pytest.mark.parametrize("data", [{"title": "残缺的"}, {"title": "x", "body-count": "很多"}])
def test_a_form_put_together_by_hand_is_dropped_and_said_so(client, page, column, data):
    client.force_login(user(EDITOR))
    keep(client, f"/admin/unsaved/{page.pk}/", data)
    keep(client, f"/admin/unsaved/new/disclosure_pages/announcementpage/{column.pk}/", data)
    for url in (edit(page), begun(column)):
        response = client.get(f"{url}?unsaved=restore", follow=True)
        assert response.status_code == 200 and "不能恢复" in response.content.decode()
        assert "残缺的" not in response.content.decode()
    assert not UnsavedForm.objects.exists()


def test_what_was_kept_before_others_saved_is_restored_with_what_both_say(client, page):
    client.force_login(user(EDITOR))
    keep(client, f"/admin/unsaved/{page.pk}/", form(client, edit(page)) | {"summary": "我写的话"})
    client.force_login(user(OTHER))
    client.post(edit(page), form(client, edit(page)) | {"summary": "别人写的话"})
    client.force_login(user(EDITOR))
    response = client.get(f"{edit(page)}?unsaved=restore")
    table = BeautifulSoup(response.content.decode(), "html.parser").select_one("#conflict").get_text(" ", strip=True)
    assert "别人写的话" in table and "我写的话" in table


def test_wagtails_own_autosave_makes_no_versions_of_an_item(client, page, column):
    client.force_login(user(EDITOR))
    for address in (edit(page), begun(column)):
        drawn = BeautifulSoup(client.get(address).content, "html.parser").select_one("#page-edit-form")
        assert "w-unsaved" in drawn["data-controller"] and "w-autosave" not in drawn["data-controller"], address
