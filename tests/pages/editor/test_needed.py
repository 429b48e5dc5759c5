"""What must be there before a submission: marked in the form, counted above it, the same as the service asks."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.pages.base import registry
from cms.pages.models import AnnouncementPage, ColumnPage, InternalFolderPage, RecruitmentPage
from cms.workflows.cases import drafting, lookup
from tests.factories.bureau import Bureau, office, unit, user
from tests.factories.typing_in import errors
from tests.pages.editing import sent

OTHER_WORDS = ("截止时间", "下线", "展示至", "期限至", "过期日期", "上线日期")
"""What the expiry was called beside 到期时间."""


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def column(bureau):
    page = ColumnPage(title="公告", slug="gong-gao", issuing_office=office("publicity"))
    page.allowed_types = ["announcements", "recruitment", "licensing", "regulations"]
    return bureau.home.add_child(instance=page)


def editor_of(model) -> str:
    """Somebody with a single post that drafts such items in the bureau."""
    return f"editor_{model.category}"


def begin(client, model, parent, by: str):
    client.force_login(user(by))
    return client.get(f"/admin/pages/add/disclosure_pages/{model._meta.model_name}/{parent.pk}/")


def lines(response) -> list[tuple[str, str]]:
    """(words, fragment) of what the form says is missing."""
    found = BeautifulSoup(response.content.decode(), "html.parser").select("#needed li")
    return [(each.get_text(strip=True), each.a["href"] if each.a else "") for each in found]


def count(response) -> str:
    return BeautifulSoup(response.content.decode(), "html.parser").select_one(".needed-count").get_text(strip=True)


def save(client, url: str, data: dict):
    response = client.post(url, data, follow=True)
    assert response.redirect_chain, errors(response.content.decode())
    return response


def test_the_form_of_a_new_announcement_fills_in_what_is_known_and_counts_what_is_not(client, column):
    editor = editor_of(AnnouncementPage)
    response = begin(client, AnnouncementPage, column, editor)
    form = BeautifulSoup(response.content.decode(), "html.parser").find("form", id="page-edit-form")
    assert form.select_one("label[for=id_title]").get_text(strip=True).startswith("标题")
    (only,) = drafting.offices(user(editor), AnnouncementPage, unit().pk)
    offered = form.select("#id_issuing_office option")
    assert [(each["value"], each.has_attr("selected")) for each in offered] == [(str(only.pk), True)]
    assert form.select_one("#id_created_on")["value"] == timezone.localdate().isoformat()
    assert [at for _words, at in lines(response)] == ["#lacks-summary", "#lacks-area", "#lacks-body"]
    assert count(response) == "还缺 3 项："
    marked = {each.find_parent(["label", "h2", "h3"]).get_text(" ", strip=True) for each in form.select(".needed-mark")}
    assert any("内容概述" in each or "摘要" in each for each in marked), marked
    assert len(marked) == len(AnnouncementPage.needed()) - 2  # without the office and the genre no draft is saved


def test_in_english_too(client, column):
    editor = user(editor_of(AnnouncementPage))
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "en"})
    response = begin(client, AnnouncementPage, column, editor.username)
    assert count(response) == "3 things are missing before the submission:"
    assert "“Summary” is not filled in." in dict(lines(response))


def test_what_is_filled_in_is_missing_no_more_in_the_form_and_at_the_submission(client, column):
    response = begin(client, AnnouncementPage, column, editor_of(AnnouncementPage))
    url = response.request["PATH_INFO"]
    data = {**sent(response.content.decode(), AnnouncementPage), "title": "抽查公告", "kind": "recall"}
    response = save(client, url, data)
    page = AnnouncementPage.objects.get(title="抽查公告")
    assert page.issuing_office_id and page.created_on == timezone.localdate()
    assert count(response) == "还缺 4 项："  # a recall says what one can do
    case = lookup.running(page)
    shown = client.get(f"/admin/cases/{case.pk}/submit/").content.decode()
    links = re.findall(rf'href="/admin/pages/{page.pk}/edit/#lacks-(\w+)"', shown)
    assert links == ["summary", "area", "body", "advice"] == [at.removeprefix("#lacks-") for _w, at in lines(response)]
    edit = f"/admin/pages/{page.pk}/edit/"
    data = sent(client.get(edit).content.decode(), AnnouncementPage)
    data |= {"summary": "一句话", "area": "电热毯", "advice": "退货"}
    data |= {"body-count": "1", "body-0-type": "heading", "body-0-order": "0", "body-0-id": "", "body-0-deleted": ""}
    data |= {"body-0-value-text": "标题", "body-0-value-level": "2"}
    response = save(client, edit, data)
    assert count(response) == "提交前必填的都已填好。", lines(response)
    assert "#lacks-" not in client.get(f"/admin/cases/{case.pk}/submit/").content.decode()


def test_an_office_for_which_one_does_not_draft_is_neither_offered_nor_taken(client, column):
    response = begin(client, AnnouncementPage, column, editor_of(AnnouncementPage))
    data = {**sent(response.content.decode(), AnnouncementPage), "title": "他处的", "summary": "要留下的话"}
    data["issuing_office"] = str(office("general").pk)
    answer = client.post(response.request["PATH_INFO"], data)
    html = answer.content.decode()
    assert "不起草这个处室的" in errors(html), errors(html)
    assert "要留下的话" in html and not AnnouncementPage.objects.filter(title="他处的").exists()


def test_whoever_drafts_for_several_offices_chooses_among_exactly_these(client, column):
    person = user("admin")
    client.force_login(person)
    response = client.get(f"/admin/pages/add/disclosure_pages/announcementpage/{column.pk}/")
    form = BeautifulSoup(response.content.decode(), "html.parser")
    keys = {each["value"] for each in form.select("#id_issuing_office option") if each["value"]}
    assert keys == {str(each.pk) for each in unit().offices.all()}


@pytest.mark.parametrize("category", sorted(registry.types()))
def test_each_line_leads_to_something_in_the_form_and_each_need_is_marked(client, bureau, column, category):
    model = registry.types()[category]
    parent = column
    if model.disclosure_channel == "intranet":
        parent = bureau.home.add_child(instance=InternalFolderPage(title="内部", issuing_office=office("general")))
    ColumnPage.objects.filter(pk=column.pk).update(allowed_types=sorted(registry.types()))
    client.force_login(user("admin"))
    response = client.get(f"/admin/pages/add/disclosure_pages/{model._meta.model_name}/{parent.pk}/")
    form = BeautifulSoup(response.content.decode(), "html.parser").find("form", id="page-edit-form")
    given = {name for names in model.provided_parts.values() for name in names}
    own = [name for name in model.needed() if name not in given]
    own = [name for name in own if name not in ("issuing_office", "genre")]  # without them no draft is saved
    assert len(form.select(".needed-mark")) == len(own), own
    fragments = [at.removeprefix("#lacks-") for _words, at in lines(response)]
    assert set(fragments) <= {*model.needed(), "expire_at"} - given and len(fragments) > 1
    for name in fragments:
        there = form.select(f'#id_{name}, [data-contentpath="{name}"], #id_{name}-FORMS, #{name}')
        assert there, name


def expiry(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object().expire_at


@pytest.mark.parametrize(("model", "name"), [(AnnouncementPage, "term_until"), (RecruitmentPage, "apply_until")])
def test_a_term_is_typed_once_and_moved_once(client, column, model, name):
    def midnight_after(day: datetime.date):
        return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))

    response = begin(client, model, column, editor_of(model))
    first = timezone.localdate() + datetime.timedelta(days=10)
    data = {**sent(response.content.decode(), model), "title": "有期限的", name: first.isoformat()}
    save(client, response.request["PATH_INFO"], data)
    page = model.objects.get(title="有期限的")
    assert expiry(page) == midnight_after(first)
    edit = f"/admin/pages/{page.pk}/edit/"
    later = first + datetime.timedelta(days=5)
    save(client, edit, {**sent(client.get(edit).content.decode(), model), name: later.isoformat()})
    assert expiry(page) == midnight_after(later)
    own = sent(client.get(edit).content.decode(), model)
    save(client, edit, {**own, "expire_at": f"{first.isoformat()} 12:00"})
    save(client, edit, {**sent(client.get(edit).content.decode(), model), name: first.isoformat()})
    kept = expiry(page)
    assert timezone.localtime(kept).hour == 12  # what somebody entered is theirs
    no_term = {**sent(client.get(edit).content.decode(), model), "expire_at": "", "no_expiry_reason": "长期有效"}
    save(client, edit, no_term)
    assert expiry(page) is None


def test_the_expiry_has_one_name(client, column):
    response = begin(client, AnnouncementPage, column, editor_of(AnnouncementPage))
    form = BeautifulSoup(response.content.decode(), "html.parser").find("form", id="page-edit-form")
    words = form.get_text(" ")
    assert "到期时间" in words and not [each for each in OTHER_WORDS if each in words]
    assert str(AnnouncementPage._meta.get_field("expire_at").verbose_name) == "到期时间"
