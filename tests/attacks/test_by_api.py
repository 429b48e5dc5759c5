"""Every operation of Wagtail's API, version 3, with a token, on a site that mounts it: a visitor gets the same."""

import json
import re

import pytest
from django.test import Client, override_settings
from wagtail.models import APIToken

from tests.attacks import inventory, judged, people
from tests.attacks.test_by_admin import SECRET, body
from tests.factories.bureau import user

pytestmark = pytest.mark.usefixtures("mounted")
PEOPLE = ["admin", "editor_licensing", "publicity", "general", "legal", "yuzhong_publicity", "yuzhong_editor"]
BODIES = {
    "pages_create": {"title": "密语新页", "slug": "xin-ye", "meta": {"action": "publish"}},
    "pages_update": {"title": "改了", "slug": "gai-le", "meta": {"action": "publish"}},
    "pages_actions_unpublish": {"recursive": True},
    "pages_actions_copy": {"slug": "fu-ben", "title": "密语副本", "keep_live": True, "recursive": True},
    "pages_actions_create_alias": {"slug": "bie-ming"},
    "pages_actions_copy_for_translation": {"locale": "en", "alias": True},
    "sites_create": {"hostname": "bie.example", "port": 80, "is_default_site": True},
    "sites_update": {"hostname": "bie.example", "port": 80, "is_default_site": False},
    "documents_update": {"title": "改了"},
    "images_update": {"title": "改了"},
}


@pytest.fixture
def mounted():
    with override_settings(ROOT_URLCONF="tests.attacks.urls"):
        yield


def told_to(operation: str, target, page: int) -> dict:
    """What is sent along: whatever the operation needs to have its way."""
    above = target.bureau.rules.pk
    told = dict(BODIES.get(operation, {}))
    if operation in ("pages_create", "pages_update"):
        told["meta"] = {**told["meta"], "type": "disclosure_pages.LicensingPage", "parent_id": above}
    if operation == "pages_actions_move":
        told |= {"destination_id": above, "position": "last-child"}
    if operation.endswith("_revert"):
        told |= {"revision_id": target.page.latest_revision_id}
    if operation.startswith("sites_"):
        told |= {"root_page_id": page, "root_page": page}
    return told


def attack(target, name: str) -> dict[str, str]:
    """Every operation by one person's token. Returns what got through or failed."""
    _row, secret = APIToken.create_token(user=user(name), name="t")
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    found: dict[str, str] = {}
    for method, route, operation in inventory.operations():
        for which, page in target.pages.items():
            numbers = {"document_id": target.page.forms.first().document_id, "site_id": 1, "image_id": 1, "pk": 1}
            numbers |= {"page_id": page, "revision_id": target.page.latest_revision_id}
            words = {"type_name": "disclosure_pages.LicensingPage", "type": "testapp.Notice"}
            known = {**numbers, **words}
            address = re.sub(r"\{(\w+)\}", lambda match, known=known: str(known[match.group(1)]), route)
            data = json.dumps(told_to(operation, target, page))
            answer, changed = target.attempt(
                lambda method=method, address=address, data=data: client.generic(
                    method, address, data, content_type="application/json"
                )
            )
            status = getattr(answer, "status_code", None)
            if changed:
                found[f"{operation} of {which}"] = f"changed {changed}"
            elif status is None or status >= 500:
                found[f"{operation} of {which}"] = f"{status} {answer!r} {body(answer)[:300] if status else ''}"
            elif name.startswith(people.OUTSIDERS) and SECRET in body(answer) and operation not in BODIES:
                found[f"{operation} of {which}"] = "told another unit's staff of the draft"
            if "{" not in route:
                break
    assert not target.changed(cached=True)
    return found


@pytest.mark.parametrize("name", people.names(PEOPLE))
def test_every_operation_with_a_token(target, name):
    found = attack(target, name)
    assert not found, "\n".join(f"{what}: {told}" for what, told in found.items())


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_public_gets_nothing_from_wagtails_tables(target, version):
    """Not from a live row, nor with a token that is none, nor for somebody who has logged in to the admin."""
    staff, forger = Client(), Client(headers={"Authorization": "Bearer wagtail_forged"})
    staff.force_login(user("admin"))
    for client in (Client(), forger, staff):
        for kind in ("pages", "images", "documents"):
            for rest in ("", f"{target.page.pk}/", f"{target.draft.pk}/", "find/?id=1", "?search=密语"):
                assert client.get(f"/api/{version}/{kind}/{rest}").status_code == 404, (kind, rest)


def test_the_operations_were_judged():
    assert {operation for _method, _route, operation in inventory.operations()} - judged.API_OPERATIONS == set()
