"""Files for people of the house: by the collections they have at the moment of asking."""

import pytest
from django.urls import reverse

from cms.files import access, sealed_files, visibility
from cms.files.visibility import GONE, PublicFile
from tests.files import samples


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def files(make_document, make_image, unit_collections):
    """Of the first unit: a document, an image, its rendition, and the addresses of all its bytes."""
    own, _other = unit_collections
    document = make_document(collection=own)
    image = make_image(collection=own)
    return {
        "document": document.url,
        "original": image.file.url,
        "stored document": document.file.url,
        "rendition": image.get_rendition("width-100").url,
        "preview of the document": sealed_files.public_url(document.sealed_files()["file"]),
        "preview of a rendition": sealed_files.public_url(image.sealed_files()["renditions"]["width-320"]),
    }


def test_own_unit_sees_and_another_does_not(client, person, grant, unit_collections, files):
    own, other = unit_collections
    client.force_login(person)
    assert {client.get(url).status_code for url in files.values()} == {404}
    grant(person, other)
    assert {client.get(url).status_code for url in files.values()} == {404}
    given = grant(person, own, access.VIEW)
    for name, url in files.items():
        response = client.get(url)
        assert response.status_code == 200, name
        assert body(response)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
    given.clear()  # the post has ended
    assert {client.get(url).status_code for url in files.values()} == {404}


def test_a_superuser_sees_all_and_an_inactive_one_nothing(client, superuser, files):
    client.force_login(superuser)
    assert {client.get(url).status_code for url in files.values()} == {200}
    superuser.is_active = False
    superuser.save()
    assert {client.get(url).status_code for url in files.values()} == {404}


def test_the_wrong_name_is_not_found(client, superuser, make_document):
    document = make_document()
    client.force_login(superuser)
    assert client.get(f"/admin/files/document/{document.pk}/other.pdf").status_code == 404
    assert client.get(f"/admin/files/document/{document.pk + 1}/{document.filename}").status_code == 404
    assert client.get(f"/files/{document.sha256}/other.pdf").status_code == 404
    assert reverse("wagtaildocs_serve", args=[document.pk, document.filename]) == document.url


def test_staff_read_the_bytes_that_would_be_signed(client, superuser, make_document):
    document = make_document()
    with document.file.storage.open(document.file.name, "wb") as stored:
        stored.write(b"%PDF-1.4 swapped on disk")
    client.force_login(superuser)
    assert body(client.get(document.url)) == samples.PDF


def test_an_answer_lets_a_reviewer_of_another_unit_read(client, person, make_document):
    document = make_document()
    url = sealed_files.public_url(document.sealed_files()["file"])
    client.force_login(person)
    assert client.get(url).status_code == 404

    def reviewed(user, sha256, name):
        return (
            PublicFile(document.filename, document.media_type) if user == person and sha256 == document.sha256 else None
        )

    with visibility.staff.answered_by(reviewed):
        response = client.get(url)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        client.logout()
        assert client.get(url).status_code == 404


def test_staff_can_still_read_what_was_withdrawn(client, superuser, make_document):
    document = make_document()
    url = sealed_files.public_url(document.sealed_files()["file"])
    with visibility.public.answered_by(lambda sha256, name: GONE):
        assert client.get(url).status_code == 410
        client.force_login(superuser)
        assert client.get(url).status_code == 200
