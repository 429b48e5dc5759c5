"""Search as a citizen uses it, over the demonstration: everyday questions, the keyboard, a screen reader, no script."""

import json
import urllib.parse
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

FIRST = {
    "电梯": "特种设备使用登记",
    "锅炉": "特种设备使用登记",
    "年检": "特种设备使用登记",
    "表格下载": "特种设备使用登记",
    "申请条件": "特种设备使用登记",
    "收费标准": "特种设备使用登记",
    "上班时间": "各处室值班电话",
    "值班电话": "各处室值班电话",
    "举报电话": "各处室值班电话",  # its summary names the number; the contacts of supervision follow
    "公开目录": "公开目录",
    "公开指南": "政府信息公开指南",
    "渝中区": "渝中区质监局",
    "沙坪坝": "沙坪坝区质监局",
    "计量研究院": "市计量质量检测研究院",
    "投诉": "投诉处理",
    "招聘": "直属事业单位公开招聘专业技术人员公告",
    "局领导": "局领导信息及分工",
    "工作要点": "市质监局2007年工作要点",
    "计量法": "中华人民共和国计量法",
    "特种设备条例": "特种设备安全监察条例",
    "强制检定": "强制检定工作计量器具检定",
    "委托检验": "产品质量委托检验",
    "加油机": "关于加油机计量不准的投诉处理情况",
    "电热毯": "电热毯产品质量监督抽查结果公告",
    "农资": "沙坪坝区农资产品质量专项检查安排",
    "电子秤": "强制检定工作计量器具检定",  # the service for such a device before what was found of others' ones
    "电子秤检查": "渝中区集贸市场电子秤检查结果公告",
    "无主物品": "关于认领无主扣押物品的公告",
}
"""Everyday question → what a citizen should find first."""


def told(site, question, **more):
    values = urllib.parse.urlencode({"q": question, **more, "format": "json"})
    with urllib.request.urlopen(f"{site.url}/search/?{values}") as answer:
        return json.load(answer)


def test_everyday_questions_find_the_right_page_first(site):
    wrong = {}
    for question, wanted in FIRST.items():
        hits = told(site, question)["hits"]
        if not hits or hits[0]["title"] != wanted:
            wrong[question] = [hit["title"] for hit in hits[:3]]
    assert not wrong


def test_an_article_leads_to_its_place(site, chromium):
    hit = told(site, "特种设备安全监察条例第二条")["hits"][0]
    assert hit["place"]["name"] == "第二条"
    page = chromium.new_page()
    page.goto(hit["place"]["url"])
    assert page.locator(":target").count() == 1
    page.close()


def test_suggestions_by_keyboard_and_for_a_screen_reader(site, chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{site.url}/search/?q=电梯")
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("特种")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    assert not Axe().run(page).violations_count
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    title = chosen.inner_text()
    page.keyboard.press("Escape")
    assert page.locator("[role=option]:visible").count() == 0 and box.input_value() == "特种"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option]:visible")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url)
    assert title in page.locator("h1").inner_text()
    assert not errors
    page.close()


def test_without_script_nothing_is_missing(site, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{site.url}/")
    page.locator("input[name=q]").first.fill("特种设备")
    page.locator("[role=search] button").first.click()
    page.locator(".search-hits li").nth(5).wait_for()
    page.locator("#narrow [name=from]").fill("2007-01-01")
    page.locator("#narrow [name=to]").fill("2007-12-31")
    page.locator("#narrow button").click()
    page.wait_for_url("**from=2007-01-01&to=2007-12-31**")
    assert page.locator(".search-chosen a").count() == 2
    context.close()
