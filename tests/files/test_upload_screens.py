"""What is sent to the screens that take files: refused in words at the field, kept nowhere, never a failure."""

import json

import pytest
from django.test import Client
from wagtail.models import UploadedFile

from cms.files import vault
from cms.files.models import Document, Image
from tests.files import samples

JPEG, PNG, GIF, WEBP = (samples.picture(kind) for kind in ("JPEG", "PNG", "GIF", "WEBP"))
DAMAGED = {
    "cut.jpg": JPEG[: len(JPEG) // 2],
    "head.jpg": JPEG[:400],
    "marker.jpg": JPEG[:2],
    "noise.jpg": JPEG[:200] + b"\xff" * 2000,
    "cut.png": PNG[: len(PNG) // 2],
    "head.png": PNG[:20],
    "crc.png": PNG[:40] + b"\0\0\0\0" + PNG[44:],
    "huge.png": PNG[:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + PNG[24:],
    "cut.gif": GIF[:30],
    "noise.gif": GIF[:13] + b"\x00" * 40,
    "cut.webp": WEBP[:40],
    "noise.webp": WEBP[:12] + b"\xff" * 60,
    "empty.jpg": b"",
}


@pytest.fixture
def editor(superuser):
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    return client


def sent(editor, name: str, screen: str, content: bytes):
    fields = {"title": "图", "description": "一张图", "collection": "1"}
    file = samples.upload(content, name)
    if screen == "add":
        return editor.post("/admin/images/add/", {**fields, "file": file})
    if screen == "several":
        return editor.post("/admin/images/multiple/add/", {**fields, "files[]": file})
    chooser = {f"image-chooser-upload-{key}": value for key, value in {**fields, "file": file}.items()}
    return editor.post("/admin/images/chooser/create/", chooser)


@pytest.mark.parametrize("screen", ["add", "several", "chooser"])
def test_a_damaged_picture_is_refused_in_words(editor, screen):
    for name, content in DAMAGED.items():
        answer = sent(editor, name, screen, content)
        assert answer.status_code == 200, (screen, name, answer.status_code)
        told = answer.content.decode()
        if answer["Content-Type"].startswith("application/json"):
            read = json.loads(told)
            told = str(read)
            assert read.get("success") is not True, (screen, name)
            assert read.get("step") != "chosen", (screen, name)
        assert "error" in told, (screen, name)
        assert not Image.objects.exists(), (screen, name)
    assert not (vault.current().root / "incoming").exists()
    whole = sent(editor, "whole.jpg", screen, JPEG)
    assert whole.status_code in (200, 302)
    waiting = UploadedFile.objects.count()  # of several, each is given its words in a second step
    assert Image.objects.count() + waiting == 1


def test_a_damaged_new_version_is_refused_in_words(editor, make_image):
    image = make_image()
    for name, content in DAMAGED.items():
        fields = {"title": "图", "description": "x", "file": samples.upload(content, name)}
        answer = editor.post(f"/admin/files/image/{image.pk}/new-version/", fields)
        assert answer.status_code == 200, (name, answer.status_code)
        assert Image.objects.count() == 1, name


def test_a_damaged_replacement_is_refused_in_words(editor, make_image):
    image = make_image()
    digest = image.sha256
    for name, content in DAMAGED.items():
        fields = {"title": "图", "description": "x", "collection": "1", "file": samples.upload(content, name)}
        answer = editor.post(f"/admin/images/{image.pk}/", fields)
        assert answer.status_code == 200, (name, answer.status_code)
        image.refresh_from_db()
        assert image.sha256 == digest, name


def test_documents_go_the_same_way(editor):
    for name, content in {"假.pdf": b"MZ\0", "空.pdf": b"", "照片.pdf": JPEG, "包.docx": samples.zipped("a")}.items():
        for address, fields in (
            ("/admin/documents/add/", {"title": "x", "collection": "1", "file": samples.upload(content, name)}),
            (
                "/admin/documents/chooser/create/",
                {
                    "document-chooser-upload-title": "x",
                    "document-chooser-upload-collection": "1",
                    "document-chooser-upload-file": samples.upload(content, name),
                },
            ),
        ):
            assert editor.post(address, fields).status_code == 200, (name, address)
        several = {"title": name, "collection": "1", "files[]": samples.upload(content, name)}
        assert editor.post("/admin/documents/multiple/add/", several).status_code in (200, 400), name
    assert not Document.objects.exists()
