"""The host's own tests of what its editors, moderators and visitors do: they pass before the plugins come and after."""

import io
import json

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.test import TestCase, override_settings
from django.urls import reverse
from home.models import HomePage
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.models import Page, Site, TaskState, WorkflowState


def picture(name="square.png"):
    file = io.BytesIO()
    Drawing.new("RGB", (40, 40), "red").save(file, "PNG")
    file.seek(0)
    return ImageFile(file, name=name)


@override_settings(ALLOWED_HOSTS=["*"])
class Editing(TestCase):
    def setUp(self):
        people = get_user_model().objects
        self.home = Site.objects.get(is_default_site=True).root_page
        self.editor = people.create_user("editor@host.test", "wordpass")
        self.editor.groups.add(Group.objects.get(name="Editors"))
        self.moderator = people.create_user("moderator@host.test", "wordpass")
        self.moderator.groups.add(Group.objects.get(name="Moderators"))

    def logged_in(self, person):
        self.client.logout()
        self.assertTrue(self.client.login(email=person.email, password="wordpass"))
        return self.client

    def write(self, title, slug, **pressed):
        """A page as an editor types it into Wagtail's form."""
        address = reverse("wagtailadmin_pages:add", args=["home", "homepage", self.home.pk])
        shown = self.logged_in(self.editor).get(address)
        self.assertContains(shown, "action-submit")
        fields = {"title": title, "slug": slug, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, **pressed}
        answer = self.client.post(address, fields)
        self.assertEqual(answer.status_code, 302, answer.content[:2000])
        return HomePage.objects.get(slug=slug)

    def test_a_page_goes_through_the_stock_workflow_to_the_public(self):
        page = self.write("Summer fete", "fete", **{"action-submit": "1"})
        self.assertFalse(page.live)
        state = WorkflowState.objects.get(status=WorkflowState.STATUS_IN_PROGRESS)
        self.assertEqual(self.client.get("/fete/").status_code, 404)
        task = state.current_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        editing = reverse("wagtailadmin_pages:edit", args=[page.pk])
        self.assertEqual(self.logged_in(self.moderator).get(editing).status_code, 200)
        self.client.post(address, {"comment": "well written"})
        page.refresh_from_db()
        state.refresh_from_db()
        self.assertTrue(page.live)
        self.assertEqual(state.status, WorkflowState.STATUS_APPROVED)
        self.assertEqual(TaskState.objects.get(pk=task.pk).comment, "well written")
        self.client.logout()
        self.assertContains(self.client.get("/fete/"), "Summer fete")

    def test_a_moderator_publishes_unpublishes_and_deletes(self):
        page = self.write("Draft", "draft")
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        shown = self.logged_in(self.moderator).get(address)
        self.assertContains(shown, "action-publish")
        fields = {"title": "Out", "slug": "draft", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
        self.client.post(address, {**fields, "action-publish": "1"})
        self.assertContains(self.client.get("/draft/"), "Out")
        self.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        self.assertEqual(self.client.get("/draft/").status_code, 404)
        self.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        self.assertFalse(Page.objects.filter(pk=page.pk).exists())

    def test_what_is_public_is_found(self):
        self.home.add_child(instance=HomePage(title="Unmistakable", slug="unmistakable"))
        self.assertContains(self.client.get("/search/?query=unmistakable"), "Unmistakable")

    def test_the_api_lists_what_is_public(self):
        self.home.add_child(instance=HomePage(title="Listed", slug="listed"))
        answer = self.client.get("/api/v2/pages/?type=home.HomePage")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Listed", [each["title"] for each in json.loads(answer.content)["items"]])

    def test_a_picture_comes_and_goes(self):
        self.logged_in(self.moderator)
        self.client.post(reverse("wagtailimages:add"), {"title": "Red", "file": picture(), "collection": 1})
        image = get_image_model().objects.get(title="Red")
        self.assertTrue(image.get_rendition("fill-10x10").url)
        self.client.post(reverse("wagtailimages:delete", args=[image.pk]))
        self.assertFalse(get_image_model().objects.filter(pk=image.pk).exists())

    def test_a_document_is_kept_and_handed_out(self):
        self.logged_in(self.moderator)
        file = io.BytesIO(b"a,b\n1,2\n")
        file.name = "table.csv"
        self.client.post(reverse("wagtaildocs:add"), {"title": "Table", "file": file, "collection": 1})
        from wagtail.documents import get_document_model

        paper = get_document_model().objects.get(title="Table")
        self.client.logout()
        self.assertEqual(self.client.get(paper.url).status_code, 200)
