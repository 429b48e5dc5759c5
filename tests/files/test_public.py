"""`/files/<sha256>/<name>`: what a visible publication exhibits, and not one byte beyond."""

import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from cms.files import vault, visibility
from cms.files.visibility import GONE, PublicFile
from tests.files import samples

pytestmark = pytest.mark.django_db
CONTENT = samples.PDF * 100


@pytest.fixture
def shown():
    """What the public is told, by digest; a test changes it as publications come and go."""
    answers = {}
    with visibility.public.answered_by(lambda sha256, name: answers.get(sha256)):
        yield answers


@pytest.fixture
def pdf(shown):
    sha256 = vault.current().keep(CONTENT).sha256
    shown[sha256] = PublicFile("收费 依据.pdf", "application/pdf")
    return sha256


def address(sha256, name="收费 依据.pdf"):
    return f"/files/{sha256}/{quote(name)}"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_visible_file(client, pdf):
    response = client.get(address(pdf))
    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Disposition"] == "inline; filename*=utf-8''" + quote("收费 依据.pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["ETag"] == f'"{pdf}"'
    assert {"private", "no-cache", "must-revalidate"} <= set(response["Cache-Control"].replace(" ", "").split(","))
    assert not response.cookies


def test_no_query_is_made_for_a_visible_file(client, pdf, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(address(pdf))


@pytest.mark.parametrize(
    ("media_type", "disposition"),
    [
        ("image/png", "inline"),
        ("application/msword", "attachment"),
        ("text/plain", "attachment"),
        ("image/svg+xml", "attachment"),
    ],
)
def test_only_pictures_and_pdf_are_shown_in_the_window(client, shown, pdf, media_type, disposition):
    shown[pdf] = PublicFile("a.bin", media_type)
    assert client.get(address(pdf, "a.bin"))["Content-Disposition"].startswith(disposition)


def test_head(client, pdf):
    response = client.head(address(pdf))
    assert (response.status_code, body(response)) == (200, b"")
    assert response["Content-Length"] == str(len(CONTENT))


def test_nothing_may_be_sent(client, pdf):
    assert client.post(address(pdf)).status_code == 405


def test_conditional_requests(client, shown, pdf):
    same = {"If-None-Match": f'"{pdf}"'}
    response = client.get(address(pdf), headers=same)
    assert (response.status_code, response["ETag"], body(response)) == (304, f'"{pdf}"', b"")
    assert "no-cache" in response["Cache-Control"]
    assert client.get(address(pdf), headers={"If-None-Match": '"other"'}).status_code == 200
    shown[pdf] = GONE
    for headers in (
        {},
        same,
        {"If-None-Match": "*"},
        {"Range": "bytes=0-1"},
        {"If-Range": f'"{pdf}"', "Range": "bytes=0-"},
    ):
        response = client.get(address(pdf), headers=headers)
        assert response.status_code == 410
        assert b"%PDF" not in body(response)
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
    assert client.head(address(pdf), headers=same).status_code == 410
    shown[pdf] = None
    assert client.get(address(pdf), headers=same).status_code == 404


def test_past_its_last_second_it_is_gone_whatever_the_answer_says(client, shown, pdf):
    now = timezone.now()
    shown[pdf] = PublicFile("a.pdf", "application/pdf", until=now + timedelta(hours=1))
    assert client.get(address(pdf, "a.pdf")).status_code == 200
    assert visibility.ask(pdf, "a.pdf", at=now + timedelta(hours=1)) is GONE
    shown[pdf] = PublicFile("a.pdf", "application/pdf", until=now)
    assert client.get(address(pdf, "a.pdf"), headers={"If-None-Match": f'"{pdf}"'}).status_code == 410


def test_wrong_names_and_digests_are_not_found(client, shown, pdf):
    shown[pdf] = PublicFile("a.pdf", "application/pdf")
    assert client.get(address(pdf, "a.pdf")).status_code == 200
    for path in (
        address(pdf, "c.pdf"),
        address(pdf, "A.pdf"),
        address(pdf.upper(), "a.pdf"),
        address("0" * 64, "a.pdf"),
        f"/files/{pdf}/",
        f"/files/{pdf}/x/a.pdf",
        f"/files/{pdf[:63]}/a.pdf",
        f"/files/{pdf}/..%2Fa.pdf",
    ):
        assert client.get(path).status_code == 404, path


def test_one_answer_that_shows_is_enough(client, pdf):
    answers = [lambda *asked: None, lambda *asked: GONE, lambda *asked: PublicFile("a.pdf", "application/pdf")]
    with visibility.public.answered_by(*answers):
        assert client.get(address(pdf, "a.pdf")).status_code == 200
    with visibility.public.answered_by(*answers[:2]):
        assert client.get(address(pdf, "a.pdf")).status_code == 410
    with visibility.public.answered_by():
        assert client.get(address(pdf, "a.pdf")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-", 5, None),
        ("bytes=-7", -7, None),
        ("bytes=2-99999999", 2, None),
        ("bytes=3-10", 3, 11),
    ],
)
def test_ranges(client, pdf, asked, start, end):
    response = client.get(address(pdf), headers={"Range": asked})
    part = CONTENT[start:end]
    assert (response.status_code, body(response)) == (206, part)
    assert response["Content-Length"] == str(len(part))
    first = len(CONTENT) + start if start < 0 else start
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=x-1"])
def test_what_is_no_single_range_gets_everything(client, pdf, asked):
    response = client.get(address(pdf), headers={"Range": asked})
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_ranges_beyond_and_conditions(client, pdf):
    response = client.get(address(pdf), headers={"Range": f"bytes={len(CONTENT)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    assert client.get(address(pdf), headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code == 200
    assert client.get(address(pdf), headers={"Range": "bytes=0-1", "If-Range": f'"{pdf}"'}).status_code == 206


@pytest.mark.parametrize("forged", [True, False])
def test_altered_or_missing_bytes_are_not_served_and_are_logged(client, pdf, caplog, forged):
    assert client.get(address(pdf)).status_code == 200
    path = vault.current()._path(pdf)
    path.chmod(0o640)
    path.write_bytes(CONTENT.replace(b"Catalog", b"Forgery")) if forged else path.unlink()
    with caplog.at_level(logging.ERROR, "cms.files"):
        response = client.get(address(pdf))
    assert response.status_code == 404
    assert pdf in caplog.text


def test_a_document_that_nothing_visible_exhibits_is_found_nowhere(client, make_document, make_image):
    document, image = make_document(), make_image()
    image.sealed_files()
    rendition = image.get_rendition("width-320")
    entry = image.sealed_files()["renditions"]["width-320"]
    for path in (
        address(document.sha256, document.filename),
        address(image.sha256, image.filename),
        address(entry["sha256"], entry["name"]),
        document.url,
        rendition.url,
        image.file.url,
        document.file.url,
        f"/media/{image.file.name}",
        f"/media/{rendition.file.name}",
        f"/documents/{document.pk}/{quote(document.filename)}",
        f"/images/1/{image.pk}/original/",
        "/admin/files/media/../vault/x",
        "/admin/files/media/wagtail_uploads/x.pdf",
    ):
        assert client.get(path).status_code == 404, path


def test_the_original_of_a_published_picture_stays_inside(client, make_image, shown):
    files = make_image().sealed_files()
    for entry in files["renditions"].values():
        shown[entry["sha256"]] = PublicFile(entry["name"], entry["type"])
    entry = files["renditions"]["width-320"]
    assert client.get(address(entry["sha256"], entry["name"]))["Content-Type"] == "image/jpeg"
    assert client.get(address(files["original"]["sha256"], files["original"]["name"])).status_code == 404
