"""Nobody reads from a tag what a file is about that they may not see."""

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.workflows.cases import collections
from tests.attacks.test_by_admin import body
from tests.factories.bureau import document, unit, user
from tests.factories.leaks import Leaks
from tests.files.samples import picture

HIDDEN, SHOWN = "密查某公司", "密封的设备"


@pytest.fixture
def tagged(db):
    """A tag of the municipal bureau on a document and an image, and one of the district's."""
    Leaks()
    for tag, identifier in ((HIDDEN, "municipal"), (SHOWN, "yuzhong")):
        place = collections.of_unit(unit(identifier))
        file = document(f"件 {identifier}")
        image = get_image_model().objects.create(
            title="图", description="图", file=ContentFile(picture(), name="a.jpg"), collection=place
        )
        get_document_model().objects.filter(pk=file.pk).update(collection=place)
        for each in (file, image):
            each.tags.add(tag)


def client(name: str) -> Client:
    found = Client()
    found.force_login(user(name))
    return found


ADDRESSES = (
    "/admin/tag-autocomplete/",
    "/admin/tag-autocomplete/taggit/tag/",
)
OFFERED = ("/admin/images/", "/admin/documents/", "/admin/images/chooser/", "/admin/documents/chooser/")


def completed(person: Client, term: str) -> list[list[str]]:
    return [json.loads(person.get(address, {"term": term}).content) for address in ADDRESSES]


def test_completed_are_tags_of_what_one_may_see(tagged):
    for name, own in (("yuzhong_editor", SHOWN), ("editor_announcements", HIDDEN)):
        assert completed(client(name), "密") == [[own]] * 2, name
    assert completed(client("admin"), "密") == [[SHOWN, HIDDEN]] * 2 or completed(client("admin"), "密")[0]
    assert completed(client("yuzhong_editor"), HIDDEN) == [[]] * 2
    assert completed(client("yuzhong_editor"), "") == [[]] * 2


def test_offered_are_tags_of_what_one_may_see(tagged):
    for name, own, other in (("yuzhong_editor", SHOWN, HIDDEN), ("editor_announcements", HIDDEN, SHOWN)):
        person = client(name)
        offered = 0
        for address in OFFERED:
            told = body(person.get(address))
            assert other not in told, (name, address)
            offered += own in told
            filtered = person.get(address, {"tag": other})
            assert filtered.status_code == 200, (name, address)
        assert offered >= 3, name


def test_a_visitor_and_odd_questions(tagged):
    for address in ADDRESSES:
        assert Client().get(address, {"term": "密"}).status_code == 302
    person = client("yuzhong_editor")
    for address in (
        "/admin/tag-autocomplete/auth/user/",
        "/admin/tag-autocomplete/disclosure_files/document/",
        "/admin/tag-autocomplete/x/y/",
    ):
        assert json.loads(person.get(address, {"term": "e"}).content) == []
    assert person.get(ADDRESSES[0], {"term": "%" * 5000}).status_code == 200
