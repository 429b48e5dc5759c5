"""What hides in a file is refused with the reason and what helps, on every screen; harmless files of the kind pass."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.models import UploadedFile

from cms.files import office_parts, pdf, sniffing, uploads
from cms.files.models import Document, Image
from tests.files import hiding, samples


def refused(check, name: str, content: bytes) -> ValidationError | None:
    try:
        check(io.BytesIO(content), name, len(content))
    except ValidationError as error:
        return error
    return None


@pytest.mark.parametrize("name", hiding.HARMFUL)
def test_a_document_with_more_in_it_is_refused_with_the_reason(name):
    error = refused(uploads.check_document, name, hiding.HARMFUL[name])
    assert error is not None
    assert error.code in ("harmful", "mismatch")
    if not name.startswith(("types twice", "text twice", "archive behind")):  # damaged, as far as anybody can tell
        assert error.code == "harmful", error


@pytest.mark.parametrize("name", hiding.MISMATCHED)
def test_what_is_called_otherwise_is_refused_by_what_it_is(name):
    error = refused(uploads.check_document, name, hiding.MISMATCHED[name])
    assert error is not None and error.code == "mismatch"


@pytest.mark.parametrize("name", hiding.GOOD)
def test_harmless_documents_of_the_same_kinds_pass(name):
    assert refused(uploads.check_document, name, hiding.GOOD[name]) is None


def test_pictures(db):
    for name, content in hiding.HARMFUL_PICTURES.items():
        error = refused(uploads.check_image, name, content)
        assert error is not None and error.code == "harmful", name
    for name, content in hiding.GOOD_PICTURES.items():
        assert refused(uploads.check_image, name, content) is None, name


def test_each_reason_has_its_words():
    assert set(uploads.HARM) == sniffing.HARMFUL
    with translation.override("zh-hans"):
        words = {str(reason) for reason in uploads.HARM.values()}
        assert len(words) == len(uploads.HARM)
        assert all("一" <= reason[0] <= "鿿" for reason in words)


def test_reasons_are_told_apart():
    for name, why in {
        "opens a script": "脚本",
        "starts a program": "启动程序",
        "carries a file": "夹带其他文件",
        "opens an address": "自行打开网址",
        "locked": "密码",
    }.items():
        with translation.override("zh-hans"):
            error = refused(uploads.check_document, "a.pdf", hiding.HARMFUL_PDF[name])
            assert why in error.messages[0], name


@pytest.mark.parametrize("piece", [b"1 0 obj(", b"1 0 obj<<", b"1 0 obj ", b"1 0 obj/A", b"1 0 obj[<<"])
def test_reading_a_pdf_has_a_bound(piece, monkeypatch):
    """Of words and of bytes: what would be read again and again is refused, and so is what is too deep."""
    monkeypatch.setattr(pdf, "MOST_WORDS", 20_000)
    content = b"%PDF-1.4\n" + piece * 30_000
    assert refused(uploads.check_document, "a.pdf", content).code == "harmful"


def test_an_object_stream_is_unpacked_within_bounds(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_UNPACKED", 1000)
    big = hiding.whole(packed=b"<</A(" + b"x" * 5000 + b")>>")
    assert refused(uploads.check_document, "a.pdf", big).code == "harmful"


HARMFUL_FORMULAS = {
    "as Excel writes it": "<c><f>cmd|'/c calc'!A0</f></c>",
    "a mark in place of a letter": "<c><f>cmd&#124;'/c calc'!A0</f></c>",
    "another mark": "<c><f ca='1'>cmd&#x7C;'/c calc'!A0</f></c>",
    "a bracket in an attribute": "<c><f ref='>'>cmd|'/c calc'!A0</f></c>",
    "of the web": '<c><f>_xlfn.WEBSERVICE("http://evil.example")</f></c>',
    "small letters": '<c><f\n>webService("http://evil.example")</f></c>',
    "with a space of names": "<x:c><x:f>cmd|'/c calc'!A0</x:f></x:c>",
    "a plain section": "<c><f><![CDATA[cmd|'/c calc'!A0]]></f></c>",
    "cut by a comment": "<c><f>cmd<!-- </f> -->|'/c calc'!A0</f></c>",
    "a link": "<ddeLink/>",
    "a page": "<webPr url='http://evil.example/'/>",
    "a field": "<fldSimple instr=' DDE cmd'/>",
    "a field in pieces": "<fldChar fldCharType='begin'/><r><instrText> D</instrText></r><instrText>DE x</instrText>"
    "<fldChar fldCharType='end'/>",
}


@pytest.mark.parametrize("name", HARMFUL_FORMULAS)
def test_among_forty_thousand_cells_it_is_found(name):
    formula = HARMFUL_FORMULAS[name]
    content = hiding.book(**{"xl/worksheets/sheet9.xml": hiding.cells(formula, "x:" if "<x:" in formula else "")})
    assert refused(uploads.check_document, "a.xlsx", content).code == "harmful"


@pytest.mark.parametrize("formula", ["", "<c><f>SUM(A1:A9)</f></c>", '<c><f>A1&amp;B1&amp;"|"</f></c>', "<c><f/></c>"])
def test_what_does_not_matter_of_many_cells_is_not_read_one_by_one(monkeypatch, formula):
    """Forty million characters would take seconds, on the screen on which they are uploaded."""
    told = []
    start = office_parts._Part._start
    monkeypatch.setattr(office_parts._Part, "_start", lambda self, *given: (told.append(given), start(self, *given)))
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = hiding.book(**{"xl/worksheets/sheet9.xml": hiding.cells(formula, before=declared)})
    assert refused(uploads.check_document, "a.xlsx", content) is None
    assert 0 < len(told) < 50


def test_more_than_is_looked_through_is_refused_in_words(monkeypatch):
    commented = hiding.book(**{"xl/worksheets/sheet9.xml": hiding.cells(before="<!-- a -->")})
    wide = hiding.book(**{"xl/worksheets/sheet9.xml": hiding.cells().decode().encode("utf-16")})
    assert refused(uploads.check_document, "a.xlsx", commented) is None
    for bound, value in (("MOST_IN_FULL", 100_000), ("MOST_SEARCHED", 100_000)):
        monkeypatch.setattr(office_parts, bound, value)
        for content in (commented, wide):
            with translation.override("zh-hans"):
                assert "分成几个文件" in refused(uploads.check_document, "a.xlsx", content).messages[0]


@pytest.fixture
def editor(superuser):
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    return client


def document_screens(make_document):
    former = make_document().pk
    yield "add", "/admin/documents/add/", "file", {"title": "x", "collection": "1"}
    yield "several", "/admin/documents/multiple/add/", "files[]", {"title": "x", "collection": "1"}
    chooser = {"document-chooser-upload-title": "x", "document-chooser-upload-collection": "1"}
    yield "chooser", "/admin/documents/chooser/create/", "document-chooser-upload-file", chooser
    yield "new version", f"/admin/files/document/{former}/new-version/", "file", {"title": "x"}
    yield "replaced", f"/admin/documents/edit/{former}/", "file", {"title": "x", "collection": "1"}


def image_screens(make_image):
    former = make_image().pk
    told = {"title": "x", "description": "一张图", "collection": "1"}
    yield "add", "/admin/images/add/", "file", told
    yield "several", "/admin/images/multiple/add/", "files[]", told
    chooser = {f"image-chooser-upload-{key}": value for key, value in told.items()}
    yield "chooser", "/admin/images/chooser/create/", "image-chooser-upload-file", chooser
    yield "new version", f"/admin/files/image/{former}/new-version/", "file", told
    yield "replaced", f"/admin/images/{former}/", "file", told


def words_of(answer) -> str:
    told = answer.content.decode()
    return str(json.loads(told)) if answer["Content-Type"].startswith("application/json") else told


def test_every_screen_of_documents_says_why(editor, make_document):
    samples_of = {**hiding.HARMFUL, **hiding.MISMATCHED}
    told = ("opens a script.pdf", "web page taken over.docx", "PDF and archive.pdf", "RTF.txt", "archive within.docx")
    for screen, address, field, fields in document_screens(make_document):
        for name in told:
            content = samples_of[name]
            before = set(Document.objects.values_list("sha256", flat=True))
            answer = editor.post(
                address, {**fields, field: samples.upload(content, name)}, headers={"accept-language": "zh-hans"}
            )
            assert answer.status_code in (200, 400), (screen, name, answer.status_code)
            words = words_of(answer)
            assert "文件未被接收" in words or "RTF 文档" in words, (screen, name)
            assert set(Document.objects.values_list("sha256", flat=True)) == before, (screen, name)
    for screen, address, field, fields in document_screens(make_document):
        name = "as typst makes it.pdf"
        answer = editor.post(address, {**fields, field: samples.upload(hiding.GOOD[name], name)})
        assert answer.status_code in (200, 302), screen
        assert "文件未被接收" not in words_of(answer), screen


def test_every_screen_of_pictures_says_why(editor, make_image):
    for screen, address, field, fields in image_screens(make_image):
        for name in ("archive.jpg", "page.gif", "comment.gif"):
            before = Image.objects.count(), UploadedFile.objects.count()
            answer = editor.post(address, {**fields, field: samples.upload(hiding.HARMFUL_PICTURES[name], name)})
            assert answer.status_code == 200, (screen, name)
            assert "文件未被接收" in words_of(answer), (screen, name)
            assert (Image.objects.count(), UploadedFile.objects.count()) == before, (screen, name)


def test_a_resolution_and_minutes_go_the_same_way(db):
    """Files that are uploaded in the course of a case."""
    from cms.workflows.admin.forms.decisions import kept

    for name in ("opens a script.pdf", "web page taken over.docx"):
        with pytest.raises(ValidationError) as error:
            kept(samples.upload(hiding.HARMFUL[name], name))
        assert error.value.code == "harmful"
    name = "as typst makes it.pdf"
    assert kept(samples.upload(hiding.GOOD[name], name))["name"] == name
