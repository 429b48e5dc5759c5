"""What else the host has: pictures, documents, snippets, settings, users, collections, translations, APIs, its
search."""

import datetime
import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, Locale, Page, Site
from wagtail.users.models import UserProfile

from tests.host.home.models import Banner, HomePage, StandardPage
from tests.host.inside.world import at, form_of, standard


def test_pictures_are_uploaded_tagged_shown_and_deleted(world):
    moderator = at(world.moderator)
    picture, other = world.picture(), world.picture("Other")
    edit = reverse("wagtailimages:edit", args=[picture.pk])
    entered = form_of(moderator.get(edit), "form[enctype]")
    sent = moderator.post(edit, {**entered, "title": "Red square", "tags": "host-tag", "credit": "Ed"}, follow=True)
    assert sent.status_code == 200
    picture.refresh_from_db()
    assert (picture.title, picture.credit) == ("Red square", "Ed")
    assert "Red square" in moderator.get(reverse("wagtailimages:index")).content.decode()
    assert "Red square" in moderator.get(reverse("wagtailimages_chooser:choose")).content.decode()
    tags = moderator.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "host"})
    assert json.loads(tags.content) == ["host-tag"]
    assert moderator.post(reverse("wagtailimages:delete", args=[picture.pk]), follow=True).status_code == 200
    assert not get_image_model().objects.filter(pk=picture.pk).exists()
    bulk = reverse("wagtail_bulk_action", args=["media_library", "customimage", "delete"])
    assert moderator.post(f"{bulk}?id={other.pk}&next=/admin/", follow=True).status_code == 200
    assert not get_image_model().objects.filter(pk=other.pk).exists()
    assert moderator.get(edit).status_code == 404


def test_documents_are_edited_served_and_deleted(world):
    moderator = at(world.moderator)
    paper, other = world.document(), world.document("Other")
    assert moderator.get(reverse("wagtaildocs:edit", args=[paper.pk])).status_code == 200
    assert paper.url.startswith("/documents/")
    assert Client().get(paper.url).status_code == 200
    assert moderator.post(reverse("wagtaildocs:delete", args=[paper.pk]), follow=True).status_code == 200
    bulk = reverse("wagtail_bulk_action", args=["media_library", "customdocument", "delete"])
    moderator.post(f"{bulk}?id={other.pk}&next=/admin/", follow=True)
    assert not get_document_model().objects.filter(pk__in=[paper.pk, other.pk]).exists()


def test_editors_of_a_collection_of_their_own(world):
    root = Collection.get_first_root_node()
    press = root.add_child(instance=Collection(name="Press"))
    group = world.editors
    for action in ("add", "change", "delete"):
        wanted = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_collection")
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=wanted)
    editor = at(world.editor)
    assert "Press" in editor.get(reverse("wagtailadmin_collections:index")).content.decode()
    edit = reverse("wagtailadmin_collections:edit", args=[press.pk])
    sent = {**form_of(editor.get(edit), "form[method=post]:has([name=name])"), "name": "Press anew"}
    editor.post(edit, sent, follow=True)
    press.refresh_from_db()
    assert press.name == "Press anew"
    editor.post(reverse("wagtailadmin_collections:delete", args=[press.pk]), follow=True)
    assert not Collection.objects.filter(pk=press.pk).exists()


def test_a_snippet_goes_through_its_workflow(world):
    editor, moderator = at(world.editor), at(world.moderator)
    add = reverse("wagtailsnippets_home_banner:add")
    editor.post(add, {"text": "Open on Sunday", "action-submit": "1"}, follow=True)
    banner = Banner.objects.get()
    assert not banner.live and banner.workflow_in_progress
    task = banner.current_workflow_task_state
    approve = reverse("wagtailsnippets_home_banner:workflow_action", args=[banner.pk, "approve", task.pk])
    assert moderator.post(approve, {"comment": ""}, follow=True).status_code == 200
    banner.refresh_from_db()
    assert banner.live
    assert "Open on Sunday" in moderator.get(reverse("wagtailsnippets_home_banner:list")).content.decode()


def test_the_api_tells_the_hosts_pages_pictures_and_documents(world):
    world.picture("Told"), world.document("Told too")
    public = Client()
    pages = public.get("/api/v2/pages/", {"type": "home.StandardPage", "fields": "introduction"}).json()
    assert [each["title"] for each in pages["items"]] == ["About us"]
    assert public.get(f"/api/v2/pages/{world.about.pk}/").json()["title"] == "About us"
    assert public.get("/api/v2/images/").json()["items"][0]["title"] == "Told"
    assert public.get("/api/v2/documents/").json()["items"][0]["title"] == "Told too"


def test_what_the_public_asks_of_the_host(world):
    public = Client()
    assert "host home" in public.get("/").content.decode()
    assert "host page About us" in public.get("/about/").content.decode()
    assert public.get("/about").status_code == 301
    assert "About us" in public.get("/search/?query=about").content.decode()
    assert "/about/" in public.get("/sitemap.xml").content.decode()
    missing = public.get("/nothing/here/")
    assert missing.status_code == 404
    assert "host: nothing here" in missing.content.decode()


def test_bulk_actions_on_pages(world):
    moderator = at(world.moderator)
    first, second = world.page(world.home, "First", "first"), world.page(world.home, "Second", "second")
    named = f"?id={first.pk}&id={second.pk}&next=/admin/"

    def bulk(action, **entered):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        assert moderator.get(url + named).status_code == 200
        assert moderator.post(url + named, entered, follow=True).status_code == 200
        return list(Page.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk"))

    assert [page.live for page in bulk("unpublish", include_descendants="")] == [False, False]
    assert [page.live for page in bulk("publish", include_descendants="")] == [True, True]
    assert {page.get_parent().pk for page in bulk("move", chooser=world.about.pk)} == {world.about.pk}
    assert bulk("delete") == []


def test_aliases_and_translations(world):
    french = Locale.objects.create(language_code="fr")
    translated = world.home.copy_for_translation(french)
    translated.get_latest_revision().publish()
    admin = at(world.admin)
    page = world.about.copy_for_translation(french, copy_parents=True)
    page.get_latest_revision().publish(user=world.moderator)
    page.refresh_from_db()
    assert page.live
    alias = world.about.create_alias(parent=world.home, update_slug="about-alias")
    assert Client().get(alias.url).status_code == 200
    convert = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
    assert admin.post(convert, follow=True).status_code == 200
    alias.refresh_from_db()
    assert alias.alias_of_id is None
    assert HomePage.objects.filter(locale=french).exists()


def test_settings_redirects_users_and_the_admins_of_django(world):
    admin = at(world.admin)
    edit = reverse("wagtailsettings:edit", args=["home", "contact", world.site.pk])
    admin.post(edit, {"telephone": "12345"}, follow=True)
    assert "12345" in admin.get(edit).content.decode()
    add = reverse("wagtailredirects:add")
    admin.post(add, {"old_path": "/old/", "is_permanent": "on", "redirect_page": world.about.pk}, follow=True)
    assert Client().get("/old/").status_code == 301
    assert "Ed Editor" in admin.get(reverse("wagtailusers_users:index")).content.decode()
    assert admin.get(reverse("wagtailusers_users:edit", args=[world.editor.pk])).status_code == 200
    assert admin.get("/admin/users/edit/99999/").status_code == 404
    assert admin.get("/django-admin/").status_code == 200


def test_what_is_typed_stays_as_it_was_typed(world):
    moderator = at(world.moderator)
    edit = reverse("wagtailadmin_pages:edit", args=[world.about.pk])
    entered = standard("About us", "about", seen_at="2026-01-02 10:00:30", **{"action-publish": "1"})
    moderator.post(edit, entered, follow=True)
    seen = StandardPage.objects.get(pk=world.about.pk).seen_at
    assert seen == datetime.datetime(2026, 1, 2, 10, 0, 30, tzinfo=datetime.UTC)


def test_an_editor_keeps_the_time_zone_of_the_profile(world):
    profile = UserProfile.get_for_user(world.editor)
    profile.current_time_zone = "America/New_York"
    profile.save()
    assert UserProfile.objects.get(pk=profile.pk).get_current_time_zone() == "America/New_York"


def test_a_second_site_of_the_host(world):
    other = world.root.add_child(instance=HomePage(title="Other home", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    Site.clear_site_root_paths_cache() if hasattr(Site, "clear_site_root_paths_cache") else None
    world.page(other, "Elsewhere", "elsewhere")
    assert Client().get("/elsewhere/", HTTP_HOST="other.example").status_code == 200
    assert Client().get("/elsewhere/").status_code == 404
    assert Client().get("/about/", HTTP_HOST="other.example").status_code == 404


def test_the_chooser_names_every_page_of_the_host(world):
    editor = at(world.editor)
    listed = editor.get(reverse("wagtailadmin_choose_page_child", args=[world.home.pk])).content.decode()
    assert "About us" in listed


def test_a_page_is_saved_by_itself(world):
    editor = at(world.editor)
    edit = reverse("wagtailadmin_pages:edit", args=[world.about.pk])
    answer = editor.post(edit, standard("About us, draft", "about"), HTTP_ACCEPT="application/json")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/json")
    assert Page.objects.get(pk=world.about.pk).get_latest_revision_as_object().title == "About us, draft"


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_workflows:index", "wagtailsites:index"])
def test_the_administrator_enters(world, name):
    assert at(world.admin).get(reverse(name)).status_code == 200
