"""Tables of licences that are cut, garbled or made to hold a server up: refused in words before they are read."""

import functools
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.pages.categories.licensing import grants_table
from tests.factories.bureau import user
from tests.files import hiding, samples, test_office
from tests.pages.categories.test_licensing_grants import HEAD, Batch

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"


@functools.cache  # the same bytes for every example: a workbook names the second in which it was made
def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEAD.strip().split(","))
    book.active.append(["TS3-009", "丙公司", "", "", "2026-11-02", ""])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(**parts: str) -> bytes:
    """The workbook with some members in other words, packed anew so that every check sum holds."""
    named = {
        "sheet": SHEET,
        "strings": "xl/sharedStrings.xml",
        "book": "xl/workbook.xml",
        "types": "[Content_Types].xml",
    }
    told = {named[name]: text for name, text in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, told.pop(name, None) or source.read(name))
        for name, text in told.items():
            made.writestr(name, text)
    return target.getvalue()


def rows_of(cells: int) -> str:
    return f"<worksheet {NAMESPACE}><sheetData>" + "<row><c><v>1</v></c></row>" * cells + "</sheetData></worksheet>"


HOSTILE = {
    "cut XML": changed(sheet=f"<worksheet {NAMESPACE}><sheetData><row><c>"),
    "no XML": changed(sheet="x" * 100),
    "cut book": changed(book="<workbook"),
    "other types": changed(types="<Types/>"),
    "forty million characters": changed(strings=f"<sst {NAMESPACE}><si><t>" + "字" * 14_000_000 + "</t></si></sst>"),
    "cells without end": changed(sheet=rows_of(grants_table.MOST_CELLS + 1)),
    "strings without end": changed(strings=f"<sst {NAMESPACE}>" + "<si><t>a</t></si>" * 200_000 + "</sst>"),
    "cells with a prefix": changed(
        sheet=rows_of(grants_table.MOST_CELLS + 1).replace("<c>", "<x:c>").replace("</c>", "</x:c>")
    ),
    "entities": changed(
        sheet='<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'
    ),
    "an index beyond all strings": changed(
        sheet=f'<worksheet {NAMESPACE}><sheetData><row><c t="s"><v>99</v></c></row></sheetData></worksheet>'
    ),
    "a document": zipfile.__doc__.encode() if zipfile.__doc__ else b"PK",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_before_it_is_read(db, what, monkeypatch):
    read = []
    original = openpyxl.load_workbook
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *a, **kw: read.append(1) or original(*a, **kw))
    with pytest.raises(grants_table.UnreadableTable) as refused:
        grants_table.read("a.xlsx", HOSTILE[what])
    assert str(refused.value)
    if "without end" in what or "million" in what or "prefix" in what:
        assert not read, "the bound is asked first"


@settings(max_examples=60)
@given(st.data())
def test_whatever_becomes_of_a_workbook_the_answer_is_words(db, data):
    content = bytearray(workbook())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _change in range(data.draw(st.integers(0, 5))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        grants_table.read("a.xlsx", bytes(content))
    except grants_table.UnreadableTable as error:
        assert str(error)


def test_the_screen_says_it(db):
    batch = Batch()
    editor = Client(raise_request_exception=False)
    editor.force_login(user("editor_licensing"))
    address = reverse("disclosure_licence_import", args=[batch.page.pk])
    for what in ("cut XML", "forty million characters", "cells without end"):
        answer = editor.post(address, {"file": SimpleUploadedFile("a.xlsx", HOSTILE[what])})
        assert answer.status_code == 200, what
        assert "error" in answer.content.decode(), what
    hidden = workbook() + samples.zipped("a.exe")
    macros = hiding.altered(
        workbook(), **{"xl/_rels/a.bin.rels": test_office.related("vbaProject", "a", mode="Internal")}
    )
    packed = hiding.altered(workbook(), **{"xl/media/a.png": samples.zipped("a.exe")})
    for what, content in {"macros": macros, "archive": packed}.items():
        told = editor.post(address, {"file": SimpleUploadedFile("a.xlsx", content)}).content.decode()
        assert "文件未被接收" in told, what
        assert "TS3-009" not in told, what
    assert "error" in editor.post(address, {"file": SimpleUploadedFile("a.xlsx", hidden)}).content.decode()
    assert "TS3-009" in editor.post(address, {"file": SimpleUploadedFile("a.xlsx", workbook())}).content.decode()


SECOND_EMPTY = (["TS3-009", "丙公司", "", "电梯安装", "2026-11-02", ""], ["TS3-010", "", "", "", "2026-11-03", ""])


def merged(*ranges: str, rows=()) -> bytes:
    """As a clerk makes it in a spreadsheet: one value across several cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD.strip().split(","))
    for row in rows or (
        ["TS3-009", "丙公司", "", "电梯安装", "2026-11-02", ""],
        ["TS3-010", "", "", "", "2026-11-03", ""],
    ):
        sheet.append(row)
    for each in ranges:
        sheet.merge_cells(each)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


MERGED = [
    ("B2:B3", 1, "B3", "被许可人"),
    ("D2:D3", 1, "D3", "许可范围"),
    ("B2:C2", 0, "C2", "统一社会信用代码"),
    ("E2:F3", 1, "E3", "发证日期"),
]


@pytest.mark.parametrize(("area", "row", "cell", "label"), MERGED)
def test_a_merged_cell_is_named_and_never_read_as_empty(db, area, row, cell, label):
    rows = grants_table.read("a.xlsx", merged(area))
    assert rows[row].row is None
    told = [error for error in rows[row].errors if cell in error]
    assert len(told) == 1 and area in told[0] and told[0].startswith(f"{label}：")
    assert all(area in error for error in rows[row].errors if label in error), "said once, in one way"


def test_a_row_of_nothing_but_merged_cells_is_a_row(db):
    rows = grants_table.read("a.xlsx", merged(*(f"{letter}2:{letter}3" for letter in "ABCDEF")))
    assert len(rows) == 2 and rows[1].row is None


def test_merged_cells_that_hold_nothing_and_stand_elsewhere_change_nothing(db):
    assert all(read.row for read in grants_table.read("a.xlsx", merged("F2:F3", "H1:J9", rows=WHOLE)))


WHOLE = (["TS3-009", "丙公司", "", "", "2026-11-02", ""], ["TS3-010", "丁公司", "", "", "2026-11-03", ""])


@pytest.mark.parametrize("area", ["A1:B1", "A1:F2"])
def test_a_heading_that_is_merged_is_refused_with_its_cells(db, area):
    with pytest.raises(grants_table.UnreadableTable) as refused:
        grants_table.read("a.xlsx", merged(area))
    assert "A1" in str(refused.value) or (area == "A1:A2" and "缺" in str(refused.value))


def test_the_screen_names_the_merged_cells(db):
    batch, client = Batch(), Client()
    client.force_login(user("editor_licensing"))
    file = SimpleUploadedFile("许可.xlsx", merged("B2:B3"))
    said = client.post(reverse("disclosure_licence_import", args=[batch.page.pk]), {"file": file}).content.decode()
    assert "单元格 B3 在合并单元格 B2:B3 中" in said and 'name="rows"' not in said
