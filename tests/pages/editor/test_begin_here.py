"""The buttons that begin something: exactly what a person drafts, where they do, each of them the form itself."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.pages.base import registry
from cms.pages.models import AnnouncementPage, ColumnPage, InternalFolderPage, LicensingPage, UnitHomePage
from cms.pages.structure.begin_here import Beginnings
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import Bureau, fees, office, sign_all, submit, unit, user
from tests.factories.typing_in import errors, fields

PEOPLE = ["editor_licensing", "editor_announcements", "editor_certification", "yuzhong_editor", "publicity", "admin"]
PEOPLE += ["discipline", "editor_logistics", "deputy_licensing", "director"]


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def places(bureau):
    def column(parent, title, takes, of="municipal"):
        page = ColumnPage(title=title, slug=f"c{title}", issuing_office=office("publicity", of), allowed_types=takes)
        return parent.add_child(instance=page)

    district = UnitHomePage(
        title="渝中", slug="yz", home_of=unit("yuzhong"), issuing_office=office("publicity", "yuzhong")
    )
    bureau.home.add_child(instance=district)
    folders = [
        home.add_child(instance=InternalFolderPage(title="内部", slug=f"nb{home.pk}", issuing_office=publicity))
        for home, publicity in (
            (bureau.home, office("publicity")),
            (district, office("publicity", "yuzhong")),
        )
    ]
    mixed = column(bureau.home, "公告", ["announcements", "recruitment"])
    return [
        *folders,
        mixed,
        column(mixed, "专栏", ["announcements"]),
        column(district, "区局", ["announcements", "plans"], "yuzhong"),
        bureau.licences,
        bureau.rules,
    ]


def buttons(client) -> dict[str, str]:
    """Address → words, as the person's home page has them."""
    html = client.get("/admin/").content.decode()
    return {
        each["href"]: each.get_text(" ", strip=True)
        for each in BeautifulSoup(html, "html.parser").select("#begin-section a[href], [id^=begin] a[href*='/add/']")
        if "/pages/add/" in each["href"]
    }


@pytest.mark.parametrize("name", PEOPLE)
def test_each_is_offered_what_its_form_lets_them_begin_and_nothing_else(client, places, name):
    client.force_login(user(name))
    offered = set(buttons(client))
    possible = set()
    for place in places:
        for model in registry.types().values():
            url = f"/admin/pages/add/disclosure_pages/{model._meta.model_name}/{place.pk}/"
            if client.get(url).status_code == 200:
                possible.add(url)
    assert offered == possible


def test_one_click_leads_into_the_form_and_two_places_are_told_apart(client, places):
    client.force_login(user("editor_announcements"))
    found = buttons(client)
    assert len(found) == 2 and any("专栏" in words for words in found.values())
    response = client.get(next(iter(found)))
    assert response.status_code == 200 and b"page-edit-form" in response.content
    client.force_login(user("editor_licensing"))
    assert list(buttons(client).values()) == ["新建行政许可事项"]


def test_as_many_queries_for_two_columns_as_for_twenty(bureau, places):
    person = user("editor_certification")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Beginnings(type(person).objects.get(pk=person.pk)).all()
        return len(queries) - 1

    before = asked()
    for number in range(18):
        page = ColumnPage(title=f"栏目{number}", slug=f"l{number}", issuing_office=office("publicity"))
        page.allowed_types = sorted(registry.types())
        bureau.home.add_child(instance=page)
    assert asked() == before


def copy_form(client, page):
    return client.get(f"/admin/pages/{page.pk}/copy/")


def published(bureau, title="特种设备使用登记"):
    page = bureau.licence(title)
    fees(page)
    sign_all(submit(page))
    page.refresh_from_db()
    assert page.live
    return page


def test_a_published_item_is_copied_by_one_press_into_an_item_of_its_own(client, bureau):
    page = published(bureau)
    client.force_login(user("editor_licensing"))
    form = fields(copy_form(client, page).content.decode())
    assert form["new_slug"] == f"{page.slug}-2" and form["new_title"] == "特种设备使用登记（副本）"
    response = client.post(f"/admin/pages/{page.pk}/copy/", form)
    copy = LicensingPage.objects.get(title="特种设备使用登记（副本）")
    assert response.status_code == 302 and response.url == f"/admin/pages/{copy.pk}/edit/"
    assert client.get(response.url).status_code == 200
    case = lookup.running(copy)
    assert (case.title, case.opened_by.username) == (copy.title, "editor_licensing")
    assert Case.objects.filter(item=copy.disclosure_key).count() == 1
    assert not copy.live and copy.expire_at is None and copy.index_number != page.index_number
    assert {each.user.username for each in copy.revisions.all()} == {"editor_licensing"}
    again = client.post(f"/admin/pages/{page.pk}/copy/", fields(copy_form(client, page).content.decode()))
    assert again.status_code == 302 and LicensingPage.objects.filter(slug=f"{page.slug}-3").exists()


def test_whoever_may_begin_none_copies_none(client, bureau):
    page = published(bureau)
    for name in ("editor_announcements", "editor_plans", "discipline"):
        client.force_login(user(name))
        assert copy_form(client, page).status_code in (302, 403)
        form = {"new_title": "x", "new_slug": "x", "new_parent_page": str(page.get_parent().pk)}
        assert client.post(f"/admin/pages/{page.pk}/copy/", form).status_code in (302, 403)
        assert not LicensingPage.objects.filter(title="x").exists()


def test_who_drafts_such_items_in_another_office_copies_what_is_on_view_for_their_own(client, bureau):
    page = published(bureau)
    draft = bureau.licence("未公开的")
    client.force_login(user("editor_certification"))  # drafts every category, of one office
    assert copy_form(client, draft).status_code in (302, 403)
    response = client.post(f"/admin/pages/{page.pk}/copy/", fields(copy_form(client, page).content.decode()))
    copy = LicensingPage.objects.get(title="特种设备使用登记（副本）")
    assert response.url == f"/admin/pages/{copy.pk}/edit/", errors(response.content.decode())
    assert copy.get_latest_revision_as_object().issuing_office == office("certification")
    assert client.get(response.url).status_code == 200


def test_a_case_is_called_what_its_draft_is_called(client, bureau):
    page = bureau.licence("先前的题目")
    draft = page.get_latest_revision_as_object()
    draft.title = "改了的题目"
    draft.save_revision(user=user("editor_licensing"))
    assert lookup.running(page).title == "改了的题目"
    client.force_login(user("editor_licensing"))
    home = client.get("/admin/").content.decode()
    assert "改了的题目" in home and not re.search("先前的题目", home)


def test_a_copy_of_an_announcement_begins_its_own_day_number_and_period(client, bureau, places):
    page = AnnouncementPage(
        title="抽查", slug="cc", issuing_office=office("quality"), document_number="渝质〔2026〕1号"
    )
    page.live, page.expire_at = False, "2020-01-01T00:00:00+08:00"
    page.created_on, page.term_until = "2019-12-01", "2019-12-31"
    places[2].add_child(instance=page)
    page.save_revision(user=user("editor_announcements"))
    client.force_login(user("editor_announcements"))
    client.post(f"/admin/pages/{page.pk}/copy/", fields(copy_form(client, page).content.decode()))
    copy = AnnouncementPage.objects.get(title="抽查（副本）").get_latest_revision_as_object()
    assert (copy.expire_at, copy.term_until, copy.document_number) == (None, None, "")
    assert copy.created_on and copy.created_on.year > 2019
