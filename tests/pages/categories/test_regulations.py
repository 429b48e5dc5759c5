"""法规文件 (§3.1.2). Reading one from a file: `test_regulations_import.py`."""

import datetime

from cms.pages.models import RegulationPage
from tests.pages.categories.drafts import draft, lacks

NUMBER = "规范性文件应有发文字号。"
WHEN, MARK = "请填写失效或废止日期。", "请注明文件已废止或失效，并填写日期。"
NO_DAY = "有效文件不应填写失效或废止日期。"
DAY = (
    "请填写失效或废止日期。",
    "请注明文件已废止或失效，并填写日期。",
    "有效文件不应填写失效或废止日期。",
)
DAY = datetime.date(2026, 11, 20)


def test_a_normative_document_has_a_number(site):
    page = draft(site, RegulationPage, kind="normative")
    assert NUMBER in lacks(page)
    page.kind = "law"
    assert NUMBER not in lacks(page)


def test_what_ended_says_when_and_what_is_in_force_has_no_end(site):
    page = draft(site, RegulationPage, validity="repealed")
    assert WHEN in lacks(page)
    assert lacks(page, "repeal") == [MARK], "a repeal asks for nothing else of the text"
    page.ended_on = DAY
    assert WHEN not in lacks(page) and lacks(page, "repeal") == []
    page.validity = "in_force"
    assert NO_DAY in lacks(page)


def test_nothing_is_dated_before_the_document(site):
    page = draft(site, RegulationPage, created_on=DAY, effective_on=datetime.date(2026, 11, 19))
    assert any("2026-11-19" in line for line in lacks(page))
    page.effective_on = DAY
    assert not any("2026-11" in line for line in lacks(page))
