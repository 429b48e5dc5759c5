"""The source document, and texts that differ from it."""

import re
from datetime import date

import pytest

from cms.pages.importers import official_text
from cms.pages.importers.official_text import OfficialTextError


@pytest.fixture(scope="module")
def document(source_text):
    return official_text.read(source_text)


def test_head(document):
    assert document.title == "重庆市质量技术监督局关于进一步推行政务公开的实施意见"
    assert document.issuing_organ == "重庆市质量技术监督局"
    assert document.document_number == "渝文备[2007]23号"
    assert document.addressees.startswith("市计量质量检测研究院,")
    assert document.addressees.endswith("市局机关各处室:")


def test_dates(document):
    day = date(2007, 4, 11)
    assert (document.created_on, document.published_on, document.executed_on) == (day, day, day)
    assert document.effective_on is None  # 1900-1-1


def test_parts_sections_items(document):
    parts = [part for part in document.parts if part.number]
    assert [part.title for part in parts] == [
        "指导思想",
        "基本原则",
        "公开内容",
        "公开形式",
        "公开的程序",
        "相关制度",
        "组织领导",
    ]
    levels = [[clause.level for clause in part.clauses] for part in parts]
    assert [level.count("section") for level in levels] == [0, 0, 2, 6, 5, 6, 0]
    assert [level.count("item") for level in levels] == [0, 0, 15, 0, 10, 5, 0]
    assert document.parts[0].number == ""
    assert document.parts[0].clauses[0].text.startswith("为了进一步加强政务公开")


def test_a_titled_item_has_its_text(document):
    part = next(part for part in document.parts if part.title == "公开的程序")
    licensing = part.clauses[1]
    assert (licensing.level, licensing.number, licensing.title) == ("item", "1.", "行政许可类")
    assert "收费依据及标准由计划科技处提供" in licensing.text
    assert part.clauses[-1].level == "paragraph"
    assert part.clauses[-1].text == "市检测院、各区县局和直属单位参照市局政务公开程序执行。"


def test_the_web_site_is_left_out_and_named(document):
    assert document.left_out == ("首页 > 法律法规", "其他相关法规更多 >", "立即咨询")
    everything = "".join(clause.text for part in document.parts for clause in part.clauses)
    assert "立即咨询" not in everything


def test_nothing_of_the_text_is_lost(document, source_text):
    read = "".join(
        part.number + part.title + "".join(clause.number + clause.title + clause.text for clause in part.clauses)
        for part in document.parts
    )
    start = source_text.index("为了进一步加强")
    end = source_text.index("2007年04月11日")
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", source_text[start:end])


def test_full_width_punctuation_changes_nothing_else(source_text):
    text = official_text.chinese_punctuation(source_text)
    narrow = str.maketrans("，；：？！（）", ",;:?!()")
    assert text.translate(narrow) == source_text
    assert "渝文备[2007]23号" in text
    assert "（国质检办（2006）238号）" in text
    assert official_text.read(text).parts[3].clauses[0].number == "（一）"


LAW = """
首页 > 法规
某某管理办法
发文机关:某某局
发文字号:某发〔2020〕5号
发布日期:2020-1-2
生效日期:1900-01-01
第一章 总 则
第一条 为了规范管理,制定本办法。
第二条 本办法所称管理,包括:
(一)检查;
(二)处罚:
1.警告;
本条另有规定的除外。
第二章 附 则
第一节 其他
第三条 本办法自2020年3月1日起施行。
二〇二〇年一月二日
"""


def test_chapters_and_articles():
    document = official_text.read(LAW)
    assert document.created_on == date(2020, 1, 2)
    assert [(part.number, part.title) for part in document.parts] == [("第一章", "总 则"), ("第二章", "附 则")]
    levels = [(clause.level, clause.number) for clause in document.parts[0].clauses]
    assert levels == [
        ("article", "第一条"),
        ("article", "第二条"),
        ("item", "(一)"),
        ("item", "(二)"),
        ("subitem", "1."),
        ("paragraph", ""),
    ]
    assert [clause.level for clause in document.parts[1].clauses] == ["section", "article"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("发文机关:某某局", ""), "发文单位"),
        (("发文字号:某发〔2020〕5号", "发文字号:"), "文号"),
        (("发布日期:2020-1-2", "发布日期:昨天"), "昨天"),
        (("某某管理办法\n", ""), "."),
    ],
)
def test_what_cannot_be_read_is_said(change, message):
    with pytest.raises(OfficialTextError, match=message):
        official_text.read(LAW.replace(*change))


def test_a_file_without_text_is_refused():
    head = LAW[: LAW.index("第一章")]
    with pytest.raises(OfficialTextError):
        official_text.read(head)


def test_an_annex_after_the_date_stays():
    document = official_text.read(LAW + "附件:1.名单\n张三、李四。\n返回顶部\n")
    last = document.parts[-1].clauses[-1]
    assert "张三" in last.text or any("张三" in clause.text for clause in document.parts[-1].clauses)
    assert "返回顶部" in document.left_out
