"""People and pages of the host. What is typed goes through Wagtail's own screens."""

import io
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from tests.host.home.models import Banner, HomePage, StandardPage


def permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


class World:
    """`editor` writes, `moderator` approves and publishes; `home` and `about` are the host's, on its default site."""

    def __init__(self) -> None:
        self.root = Page.objects.get(depth=1)
        Site.objects.all().delete()
        Page.objects.filter(depth__gt=1).delete()
        self.root = Page.objects.get(depth=1)
        self.home = self.root.add_child(instance=HomePage(title="Host home", slug="host"))
        self.site = Site.objects.create(hostname="localhost", root_page=self.home, is_default_site=True)
        self.about = self.page(self.home, "About us", "about")
        self.editors = self.group("Editors", ["add_page", "change_page"])
        self.moderators = self.group(
            "Moderators", ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
        )
        self.editor = self.person("editor@host.example", "Ed Editor", self.editors)
        self.moderator = self.person("moderator@host.example", "Mo Moderator", self.moderators)
        self.admin = get_user_model().objects.create_superuser("admin@host.example", "pass", name="Ad Min")
        self.workflow = self.stock_workflow()

    def page(self, parent: Page, title: str, slug: str, **values: Any) -> StandardPage:
        page = parent.add_child(instance=StandardPage(title=title, slug=slug, **values))
        page.save_revision().publish()
        return StandardPage.objects.get(pk=page.pk)

    def group(self, name: str, codenames: list[str]) -> Group:
        group = Group.objects.create(name=f"Host {name}")
        group.permissions.add(permission("wagtailadmin.access_admin"))
        for model in ("banner", "topic"):
            for action in ("add", "change", "delete"):
                group.permissions.add(permission(f"home.{action}_{model}"))
        if "publish_page" in codenames:
            group.permissions.add(permission("home.publish_banner"))
        for codename in codenames:
            GroupPagePermission.objects.create(
                group=group, page=self.root, permission=permission(f"wagtailcore.{codename}")
            )
        files = Collection.get_first_root_node()
        for name in ("wagtailimages.{}_image", "wagtaildocs.{}_document"):
            for action in ("add", "change", "choose"):
                wanted = permission(name.format(action))
                GroupCollectionPermission.objects.create(group=group, collection=files, permission=wanted)
        return group

    def person(self, email: str, name: str, *groups: Group) -> Any:
        user = get_user_model().objects.create_user(email, "pass", name=name)
        user.groups.add(*groups)
        return user

    def stock_workflow(self) -> Workflow:
        task = GroupApprovalTask.objects.create(name="Moderators approval")
        task.groups.add(self.moderators)
        workflow = Workflow.objects.create(name="Host workflow")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.update_or_create(page=self.root, defaults={"workflow": workflow})
        workflow.workflow_content_types.create(content_type=_kind(Banner))
        return workflow

    def picture(self, title: str = "A picture") -> Any:
        buffer = io.BytesIO()
        Pillow.new("RGB", (40, 30), "red").save(buffer, "PNG")
        file = ContentFile(buffer.getvalue(), name="red.png")
        return get_image_model().objects.create(title=title, file=file, uploaded_by_user=self.moderator)

    def document(self, title: str = "A document") -> Any:
        file = ContentFile(b"%PDF-1.4\n%%EOF\n", name="paper.pdf")
        return get_document_model().objects.create(title=title, file=file, uploaded_by_user=self.moderator)


def _kind(model: type) -> Any:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model)


def at(user: Any) -> Client:
    """A browser in which somebody has logged in by the form, as people do."""
    client = Client()
    answer = client.post(reverse("wagtailadmin_login"), {"username": user.email, "password": "pass"})
    assert answer.status_code == 302, answer.content[:500]
    return client


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def said(answer: Any) -> str:
    """The messages above a page."""
    found = soup(answer).select(".messages, [data-messages], .w-messages")
    return " ".join(" ".join(each.get_text(" ", strip=True) for each in found).split())


def form_of(answer: Any, selector: str = "#page-edit-form") -> dict[str, Any]:
    """What the form on a page would send if nothing were touched."""
    form = soup(answer).select_one(selector)
    assert form is not None, answer.content.decode()[:3000]
    data: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name = control["name"]
        if control.name == "textarea":
            data[name] = control.get_text().removeprefix("\n")
        elif control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data[name] = chosen.get("value", "") if chosen else ""
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                data[name] = control.get("value", "on")
        elif control.get("type") not in ("file", "submit", "button"):
            data[name] = control.get("value", "")
    return data


def standard(title: str, slug: str, **entered: Any) -> dict[str, Any]:
    """The form of a `StandardPage` as the browser sends it."""
    empty = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    return {
        "title": title,
        "slug": slug,
        "introduction": "null",
        "seen_at": "",
        "body-count": "0",
        "picture": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **{f"links-{name}": value for name, value in empty.items()},
        "search_description": "",
        "seo_title": "",
        "go_live_at": "",
        "expire_at": "",
        **entered,
    }
