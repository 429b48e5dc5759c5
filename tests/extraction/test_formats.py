"""Each kind of file, read by a real process: what shows is its text, what does not is hidden content and no text."""

import pytest

from cms.extraction import running
from cms.extraction.formats import registry
from tests.extraction import samples

SHOWN = {
    "pdf": (samples.pdf, [("page", 1, "", "明示首页计量"), ("page", 2, "", "明示次页计量器具检定")]),
    "docx": (samples.docx, [("page", 1, "", "明示首页电梯安全须知"), ("page", 2, "", "明示第二页收费依据")]),
    "xlsx": (samples.xlsx, [("sheet", 1, "价格表", "明示项目检验费"), ("sheet", 2, "明细", "明示第二张表压力容器")]),
    "pptx": (samples.pptx, [("slide", 1, "", "明示首张宣讲"), ("slide", 2, "", "明示第二张培训")]),
    "ofd": (samples.ofd, [("page", 1, "", "明示版式首页"), ("page", 2, "", "明示版式次页气瓶")]),
    "doc": (samples.doc, [("page", 1, "", "明示旧版首页"), ("page", 2, "", "明示旧版次页锅炉")]),
    "xls": (samples.xls, [("sheet", 1, "旧价格", "明示旧表检定费")]),
    "text": (lambda: "明示文字".encode("gb18030"), [("", 1, "", "明示文字")]),
}
HIDDEN = {
    "docx": {
        ("deleted", "隐删原价"),
        ("inserted", "隐插新价"),
        ("hidden_text", "隐藏文字段"),
        ("comment", "隐批注意见"),
        ("property", "隐者张三"),
        ("property", "隐者李四"),
        ("property", "隐密公司"),
        ("custom_property", "隐定密级"),
        ("embedded", "隐嵌表.xlsx"),
        ("gps", "29.55333 N, 106.56806 E"),
    },
    "xlsx": {
        ("hidden_row", "隐行内部说明"),
        ("hidden_column", "隐列底价"),
        ("hidden_cell", "隐格空白"),
        ("comment", "隐批单元"),
        ("hidden_sheet", "隐表内容"),
        ("hidden_sheet", "深隐内容"),
        ("property", "隐者张三"),
    },
    "pptx": {
        ("notes", "隐讲者备注"),
        ("hidden_slide", "隐藏幻灯片"),
        ("hidden_text", "隐形形状"),
        ("property", "隐者张三"),
    },
    "ofd": {("hidden_text", "隐版文字"), ("embedded", "隐附底稿.xlsx"), ("property", "隐者张三")},
    "pdf": {("property", "隐者张三"), ("property", "隐题")},
    "doc": {("deleted", "隐删旧文"), ("inserted", "隐插新文"), ("hidden_text", "隐藏旧字"), ("comment", "隐批旧注")},
    "xls": {
        ("hidden_row", "隐行旧说明"),
        ("hidden_column", "隐列旧价"),
        ("hidden_sheet", "隐表旧内容"),
        ("comment", "隐批旧格"),
    },
}


@pytest.fixture
def on_disk(tmp_path):
    """The process reads a file that is open, as the vault gives it."""

    def read(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        with path.open("rb") as source:
            return running.read(source).output

    return read


@pytest.mark.parametrize("kind", SHOWN)
def test_what_shows_is_its_text_by_page(on_disk, kind):
    make, pages = SHOWN[kind]
    found = on_disk(make())
    assert (found["kind"], found["state"]) == (kind, "read")
    for place, number, name, text in pages:
        there = [page for page in found["pages"] if page[:3] == [place, number, name]]
        assert there and text in there[0][3], found["pages"]
    assert "隐" not in "".join(page[3] for page in found["pages"])


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_does_not_show_is_told_apart(on_disk, kind):
    found = on_disk(SHOWN[kind][0]())
    there = {(each[0], each[2]) for each in found["hidden"]}
    for what, text in HIDDEN[kind]:
        assert any(what == name and text in said for name, said in there), (what, text, there)


def test_every_reader_is_tried_here():
    assert set(SHOWN) | {"picture"} == set(registry.READERS)


def test_a_picture_says_where_it_was_taken(on_disk):
    found = on_disk(samples.jpeg_with_place())
    assert found["kind"] == "picture"
    assert ["gps", "", "29.55333 N, 106.56806 E"] in found["hidden"]
    assert found["pages"] == []


SEEN = {
    "plain": "BT /F 12 Tf 20 100 Td (明) Tj ET",
    "by its matrix": "BT /F 1 Tf 12 0 0 12 20 100 Tm (明) Tj ET",
    "in outline": "BT 1 Tr /F 12 Tf 20 100 Td (明) Tj ET",
    "white in outline": "1 1 1 rg 0 0 0 RG BT 2 Tr /F 12 Tf 20 100 Td (明) Tj ET",
    "white on black": "0 0 0 rg 0 80 200 60 re f 1 1 1 rg BT /F 12 Tf 20 100 Td (明) Tj ET",
    "partly on the page": "BT /F 12 Tf -5 100 Td (明 and more) Tj ET",
    "turned": "BT /F 12 Tf 0 1 -1 0 100 50 Tm (明) Tj ET",
    "from a form": "12 0 0 12 0 0 cm /X Do",
}
UNSEEN = {
    "no colour": "BT 3 Tr /F 12 Tf 20 100 Td (暗) Tj ET",
    "a clip": "BT 7 Tr /F 12 Tf 20 100 Td (暗) Tj ET",
    "tiny": "BT /F 0.01 Tf 20 100 Td (暗) Tj ET",
    "tiny by its matrix": "BT /F 12 Tf 0.001 0 0 0.001 20 100 Tm (暗) Tj ET",
    "tiny by its form": "0.01 0 0 0.01 0 0 cm /X Do",
    "right of the page": "BT /F 12 Tf 500 100 Td (暗) Tj ET",
    "below the page": "BT /F 12 Tf 20 -100 Td (暗) Tj ET",
    "white on paper": "1 1 1 rg BT /F 12 Tf 20 100 Td (暗) Tj ET",
    "nearly white": "0.99 0.99 1 rg BT /F 12 Tf 20 100 Td (暗) Tj ET",
    "white on white on black": "0 0 0 rg 0 0 200 50 re f 1 1 1 rg BT /F 12 Tf 20 100 Td (暗) Tj ET",
}
BESIDE = "0 g BT 0 Tr /F 12 Tf 20 180 Td (stands above) Tj ET "


@pytest.mark.parametrize("name", [*SEEN, *UNSEEN])
def test_what_nobody_sees_of_a_pdf_is_hidden_content(on_disk, name):
    drawn = {**SEEN, **UNSEEN}[name].replace("明", "shown words").replace("暗", "hidden words")
    found = on_disk(samples.drawn_pdf(f"q {BESIDE} Q q {drawn} Q"))
    text = found["pages"][0][3]
    unseen = "".join(each[2] for each in found["hidden"] if each[0] == "hidden_text")
    assert "stands above" in text and "stands above" not in unseen
    told = "by its form" if "form" in name else ("shown words" if name in SEEN else "hidden words")
    assert (told in text, told in unseen) == (name in SEEN, name in UNSEEN), (text, unseen)


def test_what_lies_under_a_scan_is_hidden_content(on_disk):
    """Nobody sees whether it says what the picture shows."""
    drawing = "q 200 0 0 200 0 0 cm /I Do Q BT 3 Tr /F 12 Tf 20 100 Td (recognised) Tj ET"
    found = on_disk(samples.drawn_pdf(drawing))
    assert found["state"] == "scanned"
    assert ["hidden_text", "1", "recognised"] in found["hidden"]


def test_an_annotation_of_a_pdf_is_hidden_content(on_disk):
    assert ["annotation", "1", "隐注释意见"] in on_disk(samples.annotated_pdf())["hidden"]


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (samples.scanned_pdf(), "scanned"),
        (samples.plain_pdf([]), "empty"),
        (samples.locked_pdf(), "encrypted"),
        (samples.doc(encrypted=True), "encrypted"),
        (samples.xls(encrypted=True), "encrypted"),
        (samples.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "encrypted"),
        (b"", "empty"),
        (b"MZ\0\0 a program", "unsupported"),
        (samples.pdf()[:300], "unreadable"),
        (samples.docx()[:900], "unreadable"),
        (samples.xls()[:700], "unreadable"),
    ],
)
def test_what_cannot_be_read_is_a_state(on_disk, content, state):
    found = on_disk(content)
    assert found["state"] == state, found
    assert found["pages"] == [] or not any(page[3].strip() for page in found["pages"])
