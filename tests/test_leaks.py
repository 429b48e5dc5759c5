"""What is not public is nowhere: internal, draft, returned, scheduled; for visitors and another unit's staff."""

import pytest
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.pages.models import AnnouncementPage, OtherInternalPage
from cms.workflows.cases import lookup
from tests.attacks.test_by_admin import body
from tests.factories.bureau import user
from tests.factories.leaks import SECRET, STATES, Leaks


@pytest.fixture
def leaks(db):
    return Leaks()


def client(name=""):
    found = Client()
    if name:
        found.force_login(user(name))
    return found


def public_addresses(leaks):
    lists = ["/", "/gong-gao/", "/mu-lu/", "/mu-lu/?category=announcements", "/yu-zhong/", "/nei-bu/", "/feed/"]
    lists += ["/feed/gong-gao/", "/feed/nei-bu/", "/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/intranet/"]
    lists += [f"/search/?q={word}" for word in (SECRET, "密语", "玩具", "公告", "附件")]
    lists += ["/search/?q=玩具&category=other_internal", "/mu-lu/?category=other_internal", "/intranet/?unit=municipal"]
    for page in leaks.items.values():
        slug = page.slug
        lists += [f"/gong-gao/{slug}/", f"/nei-bu/{slug}/", f"/intranet/page:{page.pk}/", f"/yu-zhong/{slug}/"]
    for sha256, name in leaks.files.values():
        lists += [f"/files/{sha256}/{name}", f"/files/{sha256}/x.pdf"]
    return lists


def test_a_visitor_finds_nothing(leaks):
    visitor = client()
    open_files = {f"/files/{leaks.files['public'][0]}/{leaks.files['public'][1]}"}
    for address in public_addresses(leaks):
        response = visitor.get(address)
        told = body(response)
        shown = [f"{SECRET} {state}" for state in STATES] if "/search/" in address else [SECRET]
        assert not any(words in told for words in shown), address
        if address.startswith("/files/") and address not in open_files:
            assert response.status_code == 404, address
    assert "可以公开的公告" in body(visitor.get("/gong-gao/"))
    assert visitor.get(next(iter(open_files))).status_code == 200


def test_a_conditional_request_tells_nothing(leaks):
    visitor = client()
    for state in STATES:
        sha256, name = leaks.files[state]
        response = visitor.get(f"/files/{sha256}/{name}", headers={"if-none-match": f'"{sha256}"'})
        assert response.status_code == 404


def admin_addresses(leaks):
    found = ["/admin/", "/admin/pages/", "/admin/cases/", "/admin/cases/all/", "/admin/reports/workflow/"]
    found += ["/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/locked/"]
    found += ["/admin/reports/workflow_tasks/", "/admin/reports/page-types-usage/", "/admin/documents/"]
    found += ["/admin/documents/chooser/", "/admin/documents/chooser/results/", "/admin/images/"]
    found += ["/admin/choose-page/", f"/admin/choose-page/search/?q={SECRET}", f"/admin/pages/search/?q={SECRET}"]
    found += [f"/admin/documents/?q={SECRET}", f"/admin/documents/chooser/results/?q={SECRET}"]
    found += [f"/admin/choose-page/{leaks.folder.pk}/", f"/admin/choose-page/{leaks.news.pk}/"]
    found += [f"/admin/pages/{leaks.folder.pk}/", f"/admin/pages/{leaks.news.pk}/"]
    found += [f"/admin/api/main/pages/?child_of={leaks.news.pk}", f"/admin/api/main/pages/?search={SECRET}"]
    found += [
        "/admin/api/main/pages/",
        "/admin/api/main/documents/",
        f"/admin/api/main/pages/?child_of={leaks.folder.pk}",
    ]
    for page in leaks.items.values():
        pk, revision = page.pk, page.latest_revision_id
        found += [
            f"/admin/pages/{pk}/{what}/"
            for what in ("edit", "history", "usage", "copy", "move", "delete", "edit/preview")
        ]
        found += [f"/admin/pages/{pk}/revisions/{revision}/view/", f"/admin/pages/{pk}/view_draft/"]
        found += [f"/admin/pages/{pk}/revisions/compare/earliest...latest/", f"/admin/pages/{pk}/workflow_history/"]
        found += [f"/admin/api/main/pages/{pk}/"]
        found += [
            f"/admin/bulk/wagtailcore/page/{what}/?id={pk}" for what in ("delete", "move", "publish", "unpublish")
        ]
        case = lookup.running(page) or lookup.latest(page)
        found += [f"/admin/cases/{case.pk}/", f"/admin/cases/{case.pk}/submit/"] if case else []
    for document in get_document_model().objects.all():
        found += [f"/admin/documents/edit/{document.pk}/", f"/admin/files/document/{document.pk}/{document.filename}"]
        found += [f"/admin/documents/chooser/{document.pk}/", f"/admin/documents/usage/{document.pk}/"]
    return found


@pytest.mark.parametrize("name", ["yuzhong_editor", "yuzhong_publicity", "institute_general", "shapingba_discipline"])
def test_another_unit_s_staff_find_nothing(leaks, name):
    stranger, found = client(name), []
    for address in [*public_addresses(leaks), *admin_addresses(leaks)]:
        if "search" in address or "q=" in address:
            told = body(stranger.get(address)).replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
            told = told.replace(f"q={SECRET}", "")
            leaking = any(f"{SECRET} {state}" in told or f"{SECRET}附件" in told for state in STATES)
        else:
            response = stranger.get(address)
            assert response.status_code < 500, address
            leaking = SECRET in body(response)
        if leaking:
            found.append(address)
    assert not found


def test_staff_of_the_unit_read_what_is_internal(leaks):
    page = leaks.items["internal"]
    sha256, name = leaks.files["internal"]
    for reader in ("editor_licensing", "legal", "discipline"):
        staff = client(reader)
        assert f"{SECRET} internal" in body(staff.get("/intranet/"))
        response = staff.get(f"/intranet/page:{page.pk}/")
        assert f"{SECRET}的正文" in body(response)
        assert response["Cache-Control"] == "private, no-store"
        assert staff.get(f"/files/{sha256}/{name}").status_code == 200
    for stranger in ("admin", "yuzhong_editor"):
        assert client(stranger).get(f"/intranet/page:{page.pk}/").status_code == 404
        assert stranger == "admin" or client(stranger).get(f"/files/{sha256}/{name}").status_code == 404


def test_an_internal_item_has_no_place_among_the_public_columns(leaks):
    page = OtherInternalPage(title="错处", **leaks.values("general"))
    assert not OtherInternalPage.can_create_at(leaks.news)
    assert not AnnouncementPage.can_create_at(Page.objects.get(pk=leaks.folder.pk).specific)
    assert OtherInternalPage.can_create_at(Page.objects.get(pk=leaks.folder.pk).specific)
    assert not page.can_move_to(leaks.news) if page.pk else True


def test_the_intranet_speaks_its_readers_language_around_what_was_signed(leaks):
    page, reader = leaks.items["internal"], user("legal")
    staff = client("legal")
    addresses = ("/intranet/", f"/intranet/page:{page.pk}/")
    lacking = ("/intranet/page:0/", f"/intranet/page:{leaks.items['draft'].pk}/", "/intranet/x/")
    chinese = [body(staff.get(address)) for address in addresses]
    assert all('<html lang="zh-CN">' in body(staff.get(address)) for address in lacking)
    profile = UserProfile.get_for_user(reader)
    profile.preferred_language = "en"
    profile.save()
    for address, before in zip(addresses, chinese, strict=True):
        told = body(staff.get(address))
        assert '<html lang="zh-CN">' in before and "跳到正文" in before, address
        assert '<html lang="en">' in told and "Skip to the text" in told and "跳到正文" not in told, address
        assert f"{SECRET} internal" in told and "Intranet" in told, address
    assert f"{SECRET}的正文" in told
    for address in lacking:
        answer = staff.get(address)
        told = body(answer)
        assert answer.status_code == 404 and '<html lang="en">' in told, address
        assert "There is no page at this address" in told and "这个地址没有页面" not in told, address
        assert answer["Cache-Control"] == "private, no-store"
    profile.preferred_language = ""
    profile.save()
    for address in addresses:
        english = body(staff.get(address, headers={"Accept-Language": "en"}))
        assert '<html lang="en">' in english, address
        assert '<html lang="zh-CN">' in body(staff.get(address)), "the other's page is not kept for them"
        assert '<html lang="zh-CN">' in body(client().get("/", headers={"Accept-Language": "en"})), "the public's"
