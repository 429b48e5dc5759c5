"""One word for one thing, in forms, lists, mails and public pages: retired words stand in no catalogue."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = sorted(ROOT.glob("cms/**/zh_Hans/LC_MESSAGES/*.po")) + sorted(
    ROOT.glob("search/**/zh_Hans/LC_MESSAGES/*.po")
)
RETIRED = {
    "上线": "公开时间",
    "下线": "到期时间；撤下",
    "展示至": "到期时间",
    "期限至": "期限止",
    "流程已取消": "流程已终止",
    "实施意见》三": "§3.1.6",
    "规则二": "",
}
"""A word → the one that stands for the same thing."""
OF_TENURES = "organisation"
"""截止时间 is when a tenure ends; of an item it was a second name of 到期时间."""
MESSAGE = re.compile(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
PARAGRAPH = re.compile(r"第[一二三四五六七]（[一二三四五六七]）")
CLAUSE = re.compile(r"§\d(\.\d+)*")


def said(path: Path) -> list[str]:
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', each)) for each in MESSAGE.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT).parts[:2]))
def test_no_catalogue_says_a_retired_word(path):
    lines = said(path)
    assert lines
    odd = {line: word for line in lines for word in RETIRED if word in line}
    if OF_TENURES not in path.parts:
        odd |= {line: "截止时间" for line in lines if "截止时间" in line}
    odd |= {line: "已终止" for line in lines if line == "已取消"}  # a case; marks and plans are taken off otherwise
    odd |= {line: "§" for line in lines if PARAGRAPH.search(line)}
    assert odd == {}


def test_the_regulation_is_cited_in_one_style_where_types_of_pages_are_chosen():
    from cms.pages.base import registry

    with translation.override("zh-hans"):
        told = [str(model.get_page_description()) for model in registry.types().values()]
    assert len(told) > 10 and [line for line in told if not CLAUSE.match(line)] == []


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("Go live date/time must be before expiry date/time", "到期时间"),
        ("Expiry date/time must be in the future.", "到期时间"),
        ("Expiry:", "到期时间"),
        ("Go-live:", "公开时间"),
        ("Cancelled", "已终止"),
    ],
)
def test_wagtails_own_sentences_use_the_same_words(message, word):
    with translation.override("zh-hans"):
        assert word in gettext(message)
