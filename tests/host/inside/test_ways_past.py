"""Ways by which somebody who has a post and publishes the host's pages as well could have an item live at once."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Page, PageViewRestriction

from cms.publication import current
from tests.host.bulletins.models import BulletinPage
from tests.host.home.models import StandardPage
from tests.host.inside.test_beside import Holder, drafted, person, published
from tests.host.inside.world import form_of, said, standard


@pytest.fixture
def both(disclosing):
    """The drafter of bulletins is one of the host's moderators too."""
    person("editor_announcements").groups.add(disclosing.moderators)
    return disclosing


def with_token(user) -> Client:
    _row, secret = APIToken.create_token(user=user, name="t")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def is_nowhere_live() -> bool:
    items = BulletinPage.objects.all()
    return not any(item.live or current.link(item.disclosure_key) for item in items)


def test_begun_with_the_button_to_publish_it_is_a_draft(both):
    editor = Holder("editor_announcements")
    address = reverse("wagtailadmin_pages:add", args=["bulletins", "bulletinpage", both.about.pk])
    office = editor.user.tenures.get().post.office_id
    entered = form_of(editor.client.get(address)) | {"title": "Toys", "slug": "toys", "text": "Checked."}
    answer = editor.client.post(address, {**entered, "issuing_office": office, "action-publish": "1"}, follow=True)
    assert "Only its approval chain publishes it" in said(answer)
    assert BulletinPage.objects.get(slug="toys") and is_nowhere_live()
    assert Client().get("/about/toys/").status_code == 404


@pytest.mark.parametrize("ticked", ["publish_copies", "alias"])
def test_copied_with_its_publication_it_is_a_draft(both, ticked):
    page = published(both)
    editor = Holder("editor_announcements").client
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": both.about.pk, ticked: "on"}
    assert editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copied).status_code < 500
    copy = BulletinPage.objects.exclude(pk=page.pk).get()
    assert not copy.live and current.link(copy.disclosure_key) is None
    assert Client().get("/about/copy/").status_code == 404


def test_a_section_is_copied_without_its_items(both):
    section = both.page(both.home, "Section", "section")
    published(both, section, "kept")
    editor = Holder("editor_announcements").client
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": both.home.pk, "publish_copies": "on"}
    for entered in ({"copy_subpages": "on"}, {"copy_subpages": "on", "alias": "on"}):
        answer = editor.post(reverse("wagtailadmin_pages:copy", args=[section.pk]), copied | entered, follow=True)
        assert "copy the page without what stands below it" in said(answer)
    assert BulletinPage.objects.count() == 1 and not Page.objects.filter(slug="copy").exists()
    editor.post(reverse("wagtailadmin_pages:copy", args=[section.pk]), copied, follow=True)
    assert StandardPage.objects.get(slug="copy").live


def test_no_operation_of_the_api_with_a_token_has_it_live(both):
    page, section = drafted(both), both.page(both.home, "Section", "section")
    client = with_token(person("editor_announcements"))

    def send(path, **entered):
        answer = client.post(f"/api/v3/pages/{path}", json.dumps(entered), content_type="application/json")
        assert answer.status_code < 500, answer.content
        return answer

    meta = {"type": "bulletins.BulletinPage", "parent_id": both.about.pk, "action": "publish"}
    send("", title="By token", slug="by-token", issuing_office=page.issuing_office_id, text="x", meta=meta)
    send(f"{page.pk}/actions/copy/", destination_id=section.pk, slug="copied", keep_live=True)
    send(f"{both.about.pk}/actions/copy/", destination_id=section.pk, slug="all", recursive=True, keep_live=True)
    send(f"{both.about.pk}/actions/create_alias/", destination_id=section.pk, slug="alias", recursive=True)
    send(f"{both.about.pk}/actions/copy_for_translation/", locale="en", recursive=True, alias=True)
    send(f"{page.pk}/actions/publish/")
    assert is_nowhere_live()
    assert BulletinPage.objects.get(pk=page.pk).get_parent().pk == both.about.pk


def test_a_post_begins_nothing_of_the_hosts_by_the_api_and_a_stranger_no_item(disclosing):
    meta = {"type": "home.StandardPage", "parent_id": disclosing.about.pk}
    body = {"title": "Not mine", "slug": "not-mine", "meta": meta}
    holder, stranger = with_token(person("editor_announcements")), with_token(disclosing.moderator)
    assert holder.post("/api/v3/pages/", json.dumps(body), content_type="application/json").status_code in (403, 404)
    meta["type"] = "bulletins.BulletinPage"
    assert stranger.post("/api/v3/pages/", json.dumps(body), content_type="application/json").status_code in (403, 404)
    assert not Page.objects.filter(slug="not-mine").exists()
    meta["type"] = "home.StandardPage"
    assert stranger.post("/api/v3/pages/", json.dumps(body), content_type="application/json").status_code == 201


def test_the_api_without_a_token_tells_the_hosts_pages_alone(disclosing):
    page = published(disclosing)
    titles = [each["title"] for each in Client().get("/api/v3/pages/").json()["items"]]
    assert "About us" in titles and page.title not in titles
    assert Client().get(f"/api/v3/pages/{page.pk}/").status_code == 404
    assert Client().get("/api/v3/pages/find/?html_path=/about/toys/").status_code == 404


def test_whatever_becomes_of_the_hosts_page_what_was_signed_stays_at_its_address(disclosing):
    published(disclosing)
    about = StandardPage.objects.get(pk=disclosing.about.pk)
    moderator = Client()
    moderator.force_login(disclosing.moderator, backend="cms.organisation.permissions.PostBackend")
    edit = reverse("wagtailadmin_pages:edit", args=[about.pk])
    moderator.post(edit, standard("About us", "moved-on", **{"action-publish": "1"}), follow=True)
    assert "host page About us" in Client().get("/moved-on/").content.decode()
    assert "sealed Bulletin toys" in Client().get("/about/toys/").content.decode()
    assert Client().get("/moved-on/toys/").status_code == 404
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    moderator.post(reverse("wagtailadmin_pages:unpublish", args=[about.pk]), {"include_descendants": "on"}, follow=True)
    assert not StandardPage.objects.get(pk=about.pk).live
    assert "sealed Bulletin toys" in Client().get("/about/toys/").content.decode()


@pytest.mark.parametrize(
    "path", ["/about/%00/", "/" + "a/" * 2000, "/about/toys/" + "x" * 3000 + "/", "/%E4%B8%AD%2F/"]
)
def test_an_address_put_together_by_hand_is_answered_and_costs_no_more(disclosing, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(20):
        answer = Client().get(path)
    assert answer.status_code == 404 and "host: nothing here" in answer.content.decode()
