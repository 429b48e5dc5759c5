"""Every address of the admin, by GET and POST, as the superuser and as people with posts: a visitor gets the same,
and nothing ends in a failure of the server."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Collection, Site, Task, TaskState, Workflow, WorkflowState

from tests.attacks import inventory, judged, people
from tests.factories.bureau import user

SECRET = "密语"
POST = {
    "title": "改了",
    "slug": "gai-le",
    "next": "/admin/",
    "action-publish": "1",
    "action-unpublish": "1",
    "action-submit": "1",
    "new_title": "改了",
    "new_slug": "gai-le",
    "publish_copies": "on",
    "copy_subpages": "on",
    "alias": "on",
    "confirm": "1",
    "confirm_delete": "on",
    "include_descendants": "on",
    "unpublish_descendants": "on",
    "restriction_type": "login",
    "enabled": "on",
    "locale": "1",
    "url": "",
    "comment": "改了",
    "name": "改了",
    "hostname": "bie.example",
    "port": "80",
}


class Numbers:
    """Something real for each name that an address asks for."""

    def __init__(self, target, page: int) -> None:
        state = WorkflowState.objects.filter(object_id=str(target.pages["waiting"])).first()
        revision = target.page.latest_revision_id
        self.known = {
            "page_id": page,
            "parent_page_id": target.page.get_parent().pk,
            "page_to_move_id": page,
            "destination_id": target.bureau.rules.pk,
            "revision_id": revision,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "content_type_app_name": "disclosure_pages",
            "content_type_model_name": "licensingpage",
            "app_label": "wagtailcore",
            "model_name": "page",
            "action": "delete",
            "action_name": "approve",
            "task_state_id": TaskState.objects.order_by("-pk").values_list("pk", flat=True).first(),
            "workflow_state_id": state.pk if state else 1,
            "pk": page,
            "object_id": page,
            "instance_pk": page,
            "id": page,
            "collection_id": Collection.objects.order_by("-depth").first().pk,
            "site_pk": Site.objects.first().pk,
            "workflow_id": Workflow.objects.values_list("pk", flat=True).first(),
            "task_id": Task.objects.values_list("pk", flat=True).first(),
            "case": target.waiting.pk,
            "verb": "publish",
            "channel": "web",
            "number": 1,
            "image_id": 1,
            "document_id": target.page.forms.first().document_id,
            "user_id": user("legal").pk,
            "locale_id": 1,
            "viewname": "wagtailadmin_explore",
        }

    def address(self, name: str, entry, route: str) -> str | None:
        """The pattern with its names filled in; None where one is not known."""
        from django.urls import NoReverseMatch, reverse

        wanted = entry.pattern.regex.groupindex if hasattr(entry.pattern, "regex") else {}
        kwargs = {}
        for part in {*wanted, *entry.pattern.converters}:
            kwargs[part] = self.known.get(part, 1)
        if (name.startswith("disclosure_approval:") and "pk" in kwargs) or name.startswith("disclosure_casefile:"):
            kwargs["pk"] = self.known["case"]
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            return None


def attack(target, name: str, which: str) -> dict[str, str]:
    """Every address for one person and one page. Returns what got through or failed."""
    person = user(name)
    first = Client()
    first.force_login(person)
    session = first.cookies[settings.SESSION_COOKIE_NAME].value
    looks = people.EVERYBODY or name in BY_BOTH or name.startswith(people.OUTSIDERS)
    methods = ("get", "post") if looks else ("post",)
    numbers = Numbers(target, target.pages[which])
    worked: dict[str, str] = {}
    tried = 0
    for view, route, entry in inventory.patterns():
        if view in judged.LEFT_ALONE:
            continue
        address = numbers.address(view, entry, route)
        if address is None:
            continue
        for method in methods:
            client = Client(raise_request_exception=False)
            client.cookies[settings.SESSION_COOKIE_NAME] = session
            ask = getattr(client, method)
            data = {**POST, "id": target.pages[which], "parent_page_id": target.bureau.rules.pk}
            told, changed = target.attempt(
                lambda ask=ask, address=address, data=data: ask(address, data),
                few=True,
            )
            tried += 1
            status = getattr(told, "status_code", None)
            if changed:
                worked[f"{method} {view}"] = f"changed {changed}"
            elif status is None or (status >= 500 and view not in judged.FAILS_IN_WAGTAIL):
                worked[f"{method} {view}"] = f"{status} {told!r}"
            elif name.startswith(people.OUTSIDERS) and SECRET in body(told):
                worked[f"{method} {view}"] = "told another unit's staff of the draft"
    assert tried > 150 * len(methods)
    assert not target.changed(cached=True)
    return worked


ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def body(answer: Any) -> str:
    """What the person reads, of a page or of a file, and what the next page will tell them; the escapes of JSON and
    scripts undone beside it."""
    text = as_sent(answer)
    return text + ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "\\u" in text else text


def as_sent(answer: Any) -> str:
    """The same without undoing anything."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    later = getattr(getattr(answer.wsgi_request, "_messages", None), "_queued_messages", [])
    return content.decode("utf-8", "replace") + "".join(str(each) for each in later)


PEOPLE = [
    ("admin", "live"),
    ("admin", "waiting"),
    ("editor_licensing", "waiting"),
    ("editor_regulations", "draft"),
    ("director", "waiting"),
    ("deputy_licensing", "waiting"),
    ("general", "live"),
    ("legal", "waiting"),
    ("planning", "waiting"),
    ("publicity", "live"),
    ("discipline", "waiting"),
    ("yuzhong_director", "waiting"),
    ("yuzhong_editor", "draft"),
    ("institute_general", "live"),
]
"""Every kind of post (drafting, leading, signing, providing, publishing, overseeing), and staff of other units: each
with a page that is theirs or is not."""
BY_BOTH = ("admin", "editor_licensing")
"""Who looks at every address as well as sending to it; staff of other units do too, and in a long run everybody."""


@pytest.mark.parametrize(("name", "which"), people.with_a_page(PEOPLE))
def test_every_address(target, name, which):
    worked = attack(target, name, which)
    assert not worked, "\n".join(f"{what}: {told}" for what, told in worked.items())


def test_what_wagtail_offers_was_judged():
    """A name that a later Wagtail brings fails here until somebody has looked at it (`inventory`)."""
    assert inventory.names() - judged.ADDRESSES == set()
    assert inventory.commands() - judged.COMMANDS == set()
    assert inventory.actions() - judged.ACTIONS == set()
    assert inventory.bulk_actions() - judged.BULK_ACTIONS == set()
    assert inventory.api_operations() - judged.API == set()
