"""Laws and normative documents through the real admin, by the real posts (§5.1.3)."""

import re

import pytest

from tests.browser import clicks

pytestmark = pytest.mark.browser


def write(page, site, column, *, title, kind, office, number=""):
    page.goto(f"{site.url}/admin/pages/add/disclosure_pages/regulationpage/{column}/")
    page.fill("input[name=title]", title)
    page.locator("select[name=kind]").select_option(kind)
    page.fill("input[name=issuing_organ]", "重庆市质量技术监督局")
    option = page.locator("select[name=issuing_office] option", has_text=re.compile(office)).first
    page.locator("select[name=issuing_office]").select_option(value=option.get_attribute("value"))
    page.fill("textarea[name=summary]", f"{title}的概述。")
    page.fill("input[name=created_on]", "2026-11-02")
    if number:
        page.fill("input[name=document_number]", number)
    page.locator("[data-streamfield-stream-container] button, button[title='插入一个块']").first.click()
    page.get_by_role("option", name="段落").first.click()
    clicks.write_rich(page, "body", "第一条 为测试。")
    clicks.press_save(page)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return int(re.search(r"/pages/(\d+)/", page.url)[1])


def to_submission(page, site, number):
    page.goto(f"{site.url}/admin/pages/{number}/edit/")
    page.locator("footer button[aria-expanded]").first.click()
    page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")


def decide_each(people, site, title, names):
    for name in names:
        clicks.open_item(people(name), site, title)
        clicks.decide(people(name))


def published(people, site, title):
    page = people.anonymous()
    page.goto(f"{site.url}/fa-gui-wen-jian/")
    return page.get_by_role("link", name=title).count() == 1


def test_a_law_is_collected_and_goes_up(people, site):
    title = "特种设备安全法"
    legal = people("legal")
    number = write(legal, site, site.page("fa-gui-wen-jian"), title=title, kind="law", office="法规处")
    to_submission(legal, site, number)
    shown = legal.inner_text("main")
    assert "分管法规政策的局领导" in shown
    assert "§5.1.3" in shown
    clicks.attest_and_submit(legal)
    # who wrote the text does not review it, and a leader does not come before the review
    assert not clicks.is_waiting(legal, site, title)
    assert not clicks.is_waiting(people("deputy_legal"), site, title)
    decide_each(people, site, title, ["general"])
    # raised to major by somebody in the chain: nothing is voided
    clicks.open_item(people("deputy_legal"), site, title)
    clicks.raise_mark(people("deputy_legal"))
    assert "重大事项" in people("deputy_legal").inner_text("main")
    decide_each(people, site, title, ["deputy_legal", "publicity", "deputy_publicity"])
    assert not published(people, site, title)
    publish(people, site, title)
    assert published(people, site, title)

    # a change of a law: legal, its leader, published (§5.5.1); until then the old text stands
    change_summary(legal, site, number, "修改后的概述")
    clicks.attest_and_submit(legal)
    decide_each(people, site, title, ["general", "deputy_legal"])
    assert not described(people, site, title, "修改后的概述")
    publish(people, site, title)
    assert described(people, site, title, "修改后的概述")


def change_summary(page, site, number, text):
    page.goto(f"{site.url}/admin/pages/{number}/edit/")
    page.fill("textarea[name=summary]", text)
    page.locator("footer button[aria-expanded]").first.click()
    page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")


def described(people, site, title, words):
    """Whether the public's page says so: the summary stands among its marks."""
    page = people.anonymous()
    page.goto(f"{site.url}/fa-gui-wen-jian/")
    page.get_by_role("link", name=title).click()
    page.wait_for_load_state()
    return words in page.content()


def test_a_normative_document_waits_for_resolution_and_filings(people, site, tmp_path):
    title = "计量监督办法"
    minutes = tmp_path / "纪要.txt"
    minutes.write_text("局务会纪要", encoding="utf-8")
    number = written_and_submitted(people, site, title)
    it_waits_for_each_fact(people, site, title, minutes)
    clicks.decide(people("general"))
    assert not published(people, site, title)
    publish(people, site, title)
    assert published(people, site, title)
    what_is_told_about_it_changes(people, site, title, number)


def written_and_submitted(people, site, title) -> int:
    editor, legal = people("editor_regulations"), people("legal")
    column, told = site.page("fa-gui-wen-jian"), {"kind": "normative", "number": "渝质监发〔2026〕9号"}
    number = write(editor, site, column, title=title, office="标准", **told)
    to_submission(editor, site, number)
    assert "法规处尚未提供其负责的内容" in editor.inner_text("main")
    provide(legal, site, title)
    to_submission(editor, site, number)
    clicks.attest_and_submit(editor)
    return number


def it_waits_for_each_fact(people, site, title, minutes):
    """The chain goes on after each one, with number, date and file."""
    legal, general = people("legal"), people("general")
    assert not clicks.is_waiting(legal, site, title)
    clicks.open_item(general, site, title)
    clicks.record(general, number="局务会〔2026〕9号", file=str(minutes))
    for authority in ("国家质检总局", "市人大", "市政府法制办"):
        assert not clicks.is_waiting(people("publicity"), site, title)
        clicks.open_item(legal, site, title)
        clicks.record(legal, recipient=authority, how="公文交换")
    clicks.open_item(general, site, title)
    record = general.locator(".cases-record").inner_text()
    for words in ("局务会〔2026〕9号", "国家质检总局", "市人大", "市政府法制办"):
        assert words in record, words
    download = general.request.get(site.url + general.locator(".cases-record a").first.get_attribute("href"))
    assert download.text() == "局务会纪要"


def what_is_told_about_it_changes(people, site, title, number):
    """Its rule does not: director and publication, no new resolution (§5.5.2)."""
    editor = people("editor_regulations")
    change_summary(editor, site, number, "换了说法")
    editor.goto(f"{site.url}/admin/cases/")  # an editor that stays open saves by itself
    provide(people("legal"), site, title)
    to_submission(editor, site, number)
    assert "主要领导" in editor.inner_text("main") or "局长" in editor.inner_text("main")
    clicks.attest_and_submit(editor)
    decide_each(people, site, title, ["general", "director"])
    assert not described(people, site, title, "换了说法")
    publish(people, site, title)
    assert described(people, site, title, "换了说法")


def provide(page, site, title):
    clicks.open_item(page, site, title)
    page.get_by_role("link", name=re.compile("填写.*提供的内容")).click()
    clicks.state_own_review(page)
    page.get_by_role("button", name="确认提供").click()
    page.wait_for_url("**/admin/cases/")


def publish(people, site, title):
    clicks.open_item(people("publicity"), site, title)
    clicks.decide(people("publicity"), verb="publish")
