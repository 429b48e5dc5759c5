"""`purge_revisions` clears old versions: no page links to one of them, an address that was kept answers in words."""

import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.management.commands import purge_revisions as wagtails
from wagtail.models import PageLogEntry, Revision, TaskState
from wagtail.users.models import UserProfile

from cms.pages.models import LicensingPage
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import Bureau, fees, sign_all, submit, user
from tests.tampering import by_hand

GONE = "不再保存"


@pytest.fixture
def page(db):
    """Written by several hands in many drafts, published, changed and published again; then drafted once more."""
    page = Bureau().licence()
    for name in ("deputy_licensing", "editor_licensing"):
        draft(page, name)
    fees(page)
    sign_all(submit(page))
    for name in ("editor_licensing", "deputy_licensing", "editor_licensing"):
        draft(page, name)
    sign_all(submit(LicensingPage.objects.get(pk=page.pk)))
    for name in ("deputy_licensing", "editor_licensing", "editor_licensing"):
        draft(page, name)
    return LicensingPage.objects.get(pk=page.pk)


def draft(page, name: str) -> None:
    text = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    text.summary += "补充。"
    text.save_revision(user=user(name), log_action=True)


def purge() -> str:
    out = io.StringIO()
    call_command("purge_revisions", stdout=out)
    return out.getvalue()


def links(client, address: str) -> set[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    html = response.content.decode().partition("<main")[2]
    found = {each.replace("&amp;", "&") for each in re.findall(r'href="([^"#]+)"', html)}
    return {each for each in found if each.startswith("/admin/") and "logout" not in each}


def walk(client, page) -> None:
    found: set[str] = set()
    places = [f"/admin/pages/{page.pk}/{name}/" for name in ("history", "workflow_history", "edit")]
    places += [f"/admin/cases/life/{page.pk}/"]
    places += ["/admin/cases/", "/admin/cases/register/", "/admin/reports/workflow/", "/admin/reports/site-history/"]
    places += [f"/admin/cases/{case.pk}/" for case in Case.objects.all()]
    for address in places:
        found |= links(client, address)
    dead = [each for each in sorted(found) if client.get(each, follow=True).status_code == 404]
    assert dead == []


def test_no_link_of_a_history_is_dead_after_the_command(page, client):
    client.force_login(user("admin"))
    before = set(Revision.objects.filter(object_id=str(page.pk)).values_list("pk", flat=True))
    said = purge()
    assert re.search(r"已清理旧版本 [1-9]", said) or re.search(r"^[1-9]\d* old versions cleared", said)
    gone = before - set(Revision.objects.values_list("pk", flat=True))
    assert gone
    walk(client, page)
    html = client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert GONE in html
    for number in gone:
        assert f"/revisions/{number}/" not in html and f"{number}..." not in html


def test_an_address_that_was_kept_answers_in_words(page, client):
    client.force_login(user("editor_licensing"))
    before = set(Revision.objects.filter(object_id=str(page.pk)).values_list("pk", flat=True))
    purge()
    gone = sorted(before - set(Revision.objects.values_list("pk", flat=True)))[0]
    base = f"/admin/pages/{page.pk}/revisions"
    for address in (f"{base}/{gone}/view/", f"{base}/{gone}/revert/", f"{base}/compare/{gone}...latest/"):
        response = client.get(address, follow=True)
        assert response.status_code == 200 and GONE in response.content.decode(), address
        assert response.redirect_chain[-1][0] == f"/admin/pages/{page.pk}/history/"
    response = client.post(f"{base}/{gone}/revert/", {"title": "x"})
    assert (response.status_code, response.url) == (307, f"/admin/pages/{page.pk}/edit/"), "what was typed goes on"
    client.force_login(user("yuzhong_editor"))
    assert GONE not in client.get(f"{base}/{gone}/view/", follow=True).content.decode(), "not theirs to know"


def test_what_was_submitted_and_who_wrote_stays(page):
    authors, steps = lookup.writers(page), TaskState.objects.count()
    assert len(authors) > 1
    purge()
    assert lookup.writers(page) == authors, "rule 2 bars the same people as before"
    assert TaskState.objects.count() == steps, "Wagtail's reports still tell who approved"
    kept = set(Revision.objects.values_list("pk", flat=True))
    assert set(Case.objects.exclude(revision_id=None).values_list("revision_id", flat=True)) <= kept
    sign_all(submit(page))


def test_a_signed_version_that_went_otherwise_is_read_from_what_was_sealed(page, client):
    client.force_login(user("admin"))
    case = Case.objects.exclude(revision_id=None).order_by("pk").first()
    by_hand('UPDATE "wagtailcore_workflowstate" SET current_task_state_id = NULL WHERE id = %s', case.workflow_state_id)
    by_hand('DELETE FROM "wagtailcore_taskstate" WHERE revision_id = %s', case.revision_id)
    by_hand('DELETE FROM "wagtailcore_revision" WHERE id = %s', case.revision_id)
    assert PageLogEntry.objects.filter(revision_id=case.revision_id).exists()
    walk(client, page)
    assert client.get(f"/admin/cases/{case.pk}/preview/").status_code == 200


def test_a_draft_may_still_be_deleted_and_no_list_links_to_it(page, client):
    second = LicensingPage(title="没有写完的", issuing_office=page.issuing_office, live=False, item="没有写完的")
    page.get_parent().add_child(instance=second)
    second.save_revision(user=user("editor_licensing"))
    case, number = lookup.running(LicensingPage.objects.get(pk=second.pk)), second.pk
    assert case is not None
    client.force_login(user("editor_licensing"))
    assert client.post(f"/admin/pages/{number}/delete/").status_code == 302
    assert not LicensingPage.objects.filter(pk=number).exists()
    assert not Revision.objects.filter(object_id=str(number)).exists()
    client.force_login(user("admin"))
    walk(client, page)
    for name in ("", "provide/", "submit/", "end/"):
        response = client.get(f"/admin/cases/{case.pk}/{name}", follow=True)
        assert response.status_code == 200, name
        assert name != "submit/" or "草稿已被删除" in response.content.decode(), name


def test_the_function_behind_wagtails_command_keeps_what_the_record_needs_too(page, client, monkeypatch):
    whole = Revision.delete

    def on_its_own(self, *args, **kwargs):
        with transaction.atomic():  # as outside a test, where each deletion is a transaction of its own
            return whole(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "delete", on_its_own)
    client.force_login(user("admin"))
    signed = set(Case.objects.exclude(revision_id=None).values_list("revision_id", flat=True))
    authors = lookup.writers(page)
    cleared, kept = wagtails.purge_revisions()
    assert cleared and kept
    assert signed <= set(Revision.objects.values_list("pk", flat=True)) and lookup.writers(page) == authors
    with pytest.raises(ProtectedError), transaction.atomic():
        Revision.objects.filter(pk__in=signed).delete()
    walk(client, page)


def test_the_addresses_of_a_draft_that_was_deleted_say_so_and_lead_on(page, client):
    second = LicensingPage(title="没有写完的", issuing_office=page.issuing_office, live=False, item="没有写完的")
    page.get_parent().add_child(instance=second)
    second.save_revision(user=user("editor_licensing"))
    case, number = lookup.running(LicensingPage.objects.get(pk=second.pk)), second.pk
    client.force_login(user("editor_licensing"))
    assert client.post(f"/admin/pages/{number}/delete/").status_code == 302
    for name in ("editor_licensing", "admin"):
        client.force_login(user(name))
        addresses = [f"/admin/pages/{number}/{end}" for end in ("", "edit/", "history/", "view_draft/", "delete/")]
        for address in (*addresses, f"/admin/cases/life/{number}/", f"/admin/cases/begin/{number}/publish/"):
            response = client.get(address, follow=True)
            said = response.content.decode()
            assert response.status_code == 200 and "已由" in said and "删除" in said, (name, address)
            assert response.redirect_chain[-1][0] == f"/admin/cases/{case.pk}/", (name, address)
    client.force_login(user("yuzhong_editor"))
    response = client.get(f"/admin/pages/{number}/edit/", follow=True)
    assert "没有写完的" not in response.content.decode(), "not theirs to know"


def test_the_addresses_of_a_file_or_an_account_that_is_gone_say_so(page, client):
    client.force_login(user("admin"))
    for address in ("/admin/documents/edit/99999/", "/admin/images/99999/", "/admin/users/edit/99999/"):
        response = client.get(address, follow=True)
        assert response.status_code == 200 and "或者它已被删除" in response.content.decode(), address


def test_an_account_that_is_deleted_or_put_out_of_use_leaves_no_dead_link(page, client):
    for name in ("deputy_licensing", "legal"):
        person = user(name)
        person.is_active = False
        person.save()
    client.force_login(user("admin"))
    walk(client, page)


@pytest.mark.parametrize(("chosen", "said"), [("en", "was deleted by"), ("zh-hans", "已由")])
def test_what_is_said_of_it_is_in_the_readers_language_whatever_the_browser_asks_for(page, client, chosen, said):
    second = LicensingPage(title="没有写完的", issuing_office=page.issuing_office, live=False, item="没有写完的")
    page.get_parent().add_child(instance=second)
    second.save_revision(user=user("editor_licensing"))
    profile = UserProfile.get_for_user(user("editor_licensing"))
    profile.preferred_language = chosen
    profile.save()
    client.force_login(user("editor_licensing"))
    client.post(f"/admin/pages/{second.pk}/delete/")
    other = "zh-hans" if chosen == "en" else "en"
    response = client.get(f"/admin/pages/{second.pk}/edit/", headers={"Accept-Language": other}, follow=True)
    assert said in response.content.decode()
    response = client.get(f"/admin/pages/{page.pk}/unpublish/", headers={"Accept-Language": other}, follow=True)
    refused = BeautifulSoup(response.content.decode(), "html.parser").select_one(".messages > ul").get_text()
    assert refused.strip() and bool(re.search("[撤审程]", refused)) == (chosen == "zh-hans"), refused
