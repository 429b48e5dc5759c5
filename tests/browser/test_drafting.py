"""An editor at their form: begun with one click, led to what is missing, and nothing of it lost."""

import os
from pathlib import Path

import pytest

from tests.browser import clicks

pytestmark = pytest.mark.browser
EDITOR = "editor_announcements"
PHONE = 390
SHOWN = os.environ.get("DRAFTING_PICTURES", "")
"""A folder for pictures of every screen, to be looked at."""


def picture(page, name):
    if SHOWN:
        page.screenshot(path=str(Path(SHOWN) / f"{name}.png"), full_page=True)


def begin(page, site):
    """From one's home page into the form: one click, one load."""
    page.goto(f"{site.url}/admin/")
    picture(page, "home")
    page.get_by_role("link", name="新建公告").first.click()
    page.wait_for_url("**/pages/add/**")
    page.wait_for_load_state("load")


FOCUSED = "name => document.activeElement.name === name"
IN_BODY = "() => document.activeElement.closest('[id*=body]') !== null"


def lead(page, name):
    """A click on what is missing, and the keyboard writes into its field."""
    page.locator(f"#needed a[href='#lacks-{name}']").click()
    page.wait_for_function(FOCUSED, arg=name)


def test_each_line_of_what_is_missing_leads_to_its_field_and_the_count_follows(windows, site):
    page = windows(EDITOR)
    begin(page, site)
    count = page.locator(".needed-count")
    assert count.inner_text() == "还缺 3 项："
    picture(page, "new")
    page.get_by_role("tab", name="目录信息").click()
    lead(page, "summary")
    assert page.locator("#id_summary").is_visible()
    page.keyboard.type("抽查结果。")
    lead(page, "area")
    page.keyboard.type("电热毯")
    page.wait_for_function("() => document.querySelector('.needed-count').textContent === '还缺 1 项：'")
    page.locator("#needed a[href='#lacks-body']").click()
    page.wait_for_function(IN_BODY)
    page.locator("#id_title").fill("电热毯抽查结果公告")
    clicks.press_save(page)
    page.wait_for_url("**/edit/")
    assert page.locator(".needed-count").inner_text() == "还缺 1 项："
    picture(page, "saved")


def test_from_the_submission_a_line_leads_into_the_form_and_to_its_field(windows, site):
    page = windows(EDITOR)
    page.locator("footer button[aria-expanded]").first.click()
    page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")
    picture(page, "submission")
    page.locator("a[href$='#lacks-body']").click()
    page.wait_for_url("**/edit/#lacks-body")
    page.wait_for_function("() => document.activeElement && document.activeElement !== document.body")
    assert page.locator("#needed").is_visible()


def test_a_session_that_ended_and_a_browser_that_died_lose_nothing(windows, site, chromium):
    page = windows(EDITOR)
    address = page.url.partition("#")[0]
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(2_500)  # the form's script has looked at what was saved
    page.locator("#id_summary").fill("写了一半的概述。")
    with page.expect_response(lambda answer: "/unsaved/" in answer.url and answer.request.method == "POST"):
        pass
    page.locator(".unsaved-line").get_by_text("已暂存").wait_for()
    picture(page, "kept")
    other = windows.window()  # another machine
    windows.log_in(other, EDITOR)
    other.goto(address)
    assert "写了一半的概述。" not in other.locator("#id_summary").input_value()
    picture(other, "offered")
    other.get_by_role("link", name="恢复").click()
    other.wait_for_load_state("load")
    assert other.locator("#id_summary").input_value() == "写了一半的概述。"
    picture(other, "restored")
    other.context.close()
    page.context.clear_cookies()  # the session ends while one types
    page.locator("#id_summary").fill("写了一半的概述，又写了一句。")
    page.locator("#unsaved-banner").wait_for(timeout=30_000)
    picture(page, "ended")
    clicks.press_save(page)
    page.wait_for_timeout(1_000)
    assert page.locator("#id_summary").input_value() == "写了一半的概述，又写了一句。"
    windows.log_in(page, EDITOR)  # on another tab
    clicks.press_save(page)
    page.wait_for_function("() => document.querySelector('.messages')?.innerText.includes('更新')")
    assert page.locator("#id_summary").input_value() == "写了一半的概述，又写了一句。"
    assert page.get_by_role("link", name="恢复").count() == 0


def test_on_a_phone_nothing_is_wider_than_the_screen(windows, site):
    page = windows.window(PHONE)
    windows.log_in(page, EDITOR)
    begin(page, site)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE + 1
    picture(page, "phone-new")
    lead(page, "area")
    page.goto(f"{site.url}/admin/")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE + 1
    picture(page, "phone-home")
    page.context.close()


def test_two_people_in_one_form_are_told_of_both_texts(windows, site):
    page = windows(EDITOR)
    address = page.url
    page.goto(address)
    page.wait_for_load_state("load")
    other = windows("admin")
    other.goto(address)
    other.locator("#id_summary").fill("另一个人的概述。")
    clicks.press_save(other)
    other.wait_for_function("() => document.querySelector('.messages')?.innerText.includes('更新')")
    page.locator("#id_summary").fill("我的概述。")
    clicks.press_save(page)
    page.locator("#conflict").wait_for()
    words = page.locator("#conflict").inner_text()
    assert "另一个人的概述。" in words and "我的概述。" in words
    assert page.locator("#id_summary").input_value() == "我的概述。"
    picture(page, "conflict")
    page.set_viewport_size({"width": PHONE, "height": 900})
    picture(page, "phone-conflict")
    page.set_viewport_size({"width": 1280, "height": 900})
    clicks.press_save(page)
    page.wait_for_function("() => document.querySelector('.messages')?.innerText.includes('更新')")


def test_nothing_complained(windows):
    beside = "editing-sessions"  # Wagtail's own, asked while nobody was logged in
    assert [each for each in windows.complaints if beside not in each] == []
