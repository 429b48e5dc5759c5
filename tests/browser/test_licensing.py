"""A licensing item through the real admin, by the real posts: from a new page to the public page, and modified."""

import re

import pytest

from tests.browser import clicks
from tests.browser.site import PASSWORD

TITLE = "电梯安装许可"
pytestmark = pytest.mark.browser


def add_row(page, relation):
    page.locator(f"#id_{relation}-ADD").click()


def choose_document(page, relation, number):
    """A document of the chooser, another for each row: the same file twice is refused."""
    page.locator(f"#id_{relation}-{number}-document-chooser").get_by_role("button").first.click()
    page.locator(".modal a[data-chooser-modal-choice]").nth(number).click()
    page.locator(".modal").wait_for(state="detached")


def write_item(page, site, column):
    """The editor's form of a licensing item, filled in as a person would."""
    page.goto(f"{site.url}/admin/pages/add/disclosure_pages/licensingpage/{column}/")
    page.fill("input[name=title]", TITLE)
    for name, value in (("item", TITLE), ("authority", "市质监局"), ("quota", "无数量限制")):
        page.fill(f"input[name={name}]", value)
    texts = {
        "legal_basis": "《特种设备安全监察条例》第十四条",
        "conditions": "有与安装相适应的人员和设备。",
        "tracking": "凭受理编号查询。",
    }
    for name, text in texts.items():
        clicks.write_rich(page, name, text)
    page.fill("input[name=statutory_days]", "30")
    page.fill("input[name=promised_days]", "12")
    for relation, field, value in (
        ("materials", "name", "安装许可申请书"),
        ("steps", "title", "受理"),
        ("windows", "name", "质监窗口"),
    ):
        add_row(page, relation)
        page.fill(f"input[name={relation}-0-{field}]", value)
    for number, kind in enumerate(("template", "sample")):
        add_row(page, "forms")
        page.locator(f"select[name=forms-{number}-kind]").select_option(kind)
        page.fill(f"input[name=forms-{number}-title]", f"申请书{number}")
        choose_document(page, "forms", number)
    office = page.locator("select[name=issuing_office] option", has_text=re.compile("行政许可处")).first
    page.locator("select[name=issuing_office]").select_option(value=office.get_attribute("value"))
    page.fill("textarea[name=summary]", "电梯安装单位的许可。")
    page.fill("input[name=created_on]", "2026-11-02")
    clicks.press_save(page)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return int(re.search(r"/pages/(\d+)/", page.url)[1])


def save_and_submit(page):
    page.locator("footer button[aria-expanded]").first.click()
    page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")


def edit(page, site, number, **values):
    page.goto(f"{site.url}/admin/pages/{number}/edit/")
    for name, value in values.items():
        page.fill(f"input[name={name}]", value)


def enter_fees(page, site, case=None, basis="渝价〔2006〕112号", amount="480"):
    """From the queue; what was provided before is not asked for again, so then from the case."""
    if case is None:
        clicks.open_item(page, site, TITLE)
    else:
        page.goto(f"{site.url}/admin/cases/{case}/")
    page.get_by_role("link", name=re.compile("填写.*提供的内容")).click()
    page.fill("textarea[name=fee_basis]", basis)
    page.wait_for_load_state()
    if page.locator("input[name=fees-0-item]").count() == 0:
        add_row(page, "fees")
        page.fill("input[name=fees-0-item]", "安装监督检验")
    page.fill("input[name=fees-0-amount]", amount)
    page.get_by_role("button", name="确认提供").click()
    page.wait_for_url("**/admin/cases/")


def address_of(people, site):
    page = people.anonymous()
    page.goto(f"{site.url}/xing-zheng-xu-ke/")
    link = page.get_by_role("link", name=TITLE)
    return link.get_attribute("href") if link.count() else None


def test_from_a_new_page_to_the_public_and_modified(people, site):
    number = write_item(people("editor_licensing"), site, column=site.page("xing-zheng-xu-ke"))
    what_is_missing_is_said_beforehand(people, site, number)
    case = the_whole_chain_is_told_before_the_submission(people, site, number)
    nobody_comes_before_their_turn(people, site, case)
    returned_with_a_reason_it_comes_again(people, site, number, case)
    an_edit_voids_the_signatures(people, site, number, case)
    address = through_the_chain_it_is_found(people, site)
    a_modification_is_the_whole_chain_again(people, site, number, address)


def what_is_missing_is_said_beforehand(people, site, number):
    """The fees are planning's to enter, and nobody else's."""
    editor = people("editor_licensing")
    save_and_submit(editor)
    assert "计划科技处尚未提供其负责的内容" in editor.inner_text("main")
    assert editor.locator("input[name=accurate]").count() == 0
    editor.goto(f"{site.url}/admin/pages/{number}/edit/")
    assert editor.locator("[name=fee_basis]").count() == 0
    editor.goto(f"{site.url}/admin/cases/")  # an editor that stays open saves by itself
    enter_fees(people("planning"), site)


def the_whole_chain_is_told_before_the_submission(people, site, number) -> int:
    """With names, then the attestation; returns the case's number."""
    editor = people("editor_licensing")
    save_and_submit_again(editor, site, number)
    shown = editor.inner_text("main")
    for words in ("法规处", "郑听雨", "分管行政许可处的领导", "宣教处", "§5.1.1", "§6.1", "会签"):
        assert words in shown, words
    clicks.attest_and_submit(editor)
    case = clicks.case_number(editor)
    assert "审批中" in editor.inner_text("main")
    mailed = site.mails()
    assert re.search(r"legal@example\.test 待您合法性审查：公开《电梯安装许可》", mailed)
    assert f"/admin/cases/{case}/" in mailed
    return case


def nobody_comes_before_their_turn(people, site, case):
    """The leader has nothing in the queue yet, a hand-made request is refused."""
    leader = people("deputy_licensing")
    assert not clicks.is_waiting(leader, site, TITLE)
    for page in (leader, people("publicity"), people("editor_licensing"), people("admin")):
        assert refused(page, site, case, "sign") or refused(page, site, case, "publish")
    assert address_of(people, site) is None


def returned_with_a_reason_it_comes_again(people, site, number, case):
    editor, legal = people("editor_licensing"), people("legal")
    clicks.open_item(legal, site, TITLE)
    clicks.give_back(legal, "承诺时限写得不清楚")
    editor.goto(f"{site.url}/admin/cases/{case}/")
    assert "承诺时限写得不清楚" in editor.inner_text("main")
    edit(editor, site, number, promised_days="15")
    save_and_submit(editor)
    clicks.attest_and_submit(editor)


def an_edit_voids_the_signatures(people, site, number, case):
    """The page is locked, it has to be taken back."""
    editor, legal = people("editor_licensing"), people("legal")
    clicks.open_item(legal, site, TITLE)
    clicks.decide(legal)
    editor.goto(f"{site.url}/admin/pages/{number}/edit/")
    assert "正在审批" in editor.inner_text("body")
    assert editor.locator("footer button.action-save").is_disabled()
    editor.goto(f"{site.url}/admin/cases/{case}/")
    recall(editor, "补充材料")
    edit(editor, site, number, promised_days="10")
    save_and_submit(editor)
    clicks.attest_and_submit(editor)


def through_the_chain_it_is_found(people, site) -> str:
    """Each in the own seat; returns the address of the page."""
    for name in ("legal", "general", "deputy_licensing", "deputy_publicity"):
        clicks.open_item(people(name), site, TITLE)
        clicks.decide(people(name), comment=f"{name}同意")
    assert address_of(people, site) is None
    publish(people, site)
    address = address_of(people, site)
    text = read(people, site, address)
    for words in (TITLE, "10 工作日", "480.00", "安装许可申请书", "渝价〔2006〕112号"):
        assert words in text, words
    site.deliver()
    reader = people.anonymous()
    reader.goto(f"{site.url}/search/?q=电梯安装")
    assert reader.get_by_role("link", name=TITLE).count() == 1
    return address


def a_modification_is_the_whole_chain_again(people, site, number, address):
    """Until its end the old text stands."""
    editor, legal = people("editor_licensing"), people("legal")
    edit(editor, site, number, promised_days="8")
    clicks.press_save(editor)
    editor.wait_for_load_state()
    editor.goto(f"{site.url}/admin/cases/")
    editor.get_by_role("link", name=TITLE).first.click()
    enter_fees(people("planning"), site, case=clicks.case_number(editor), amount="500")
    save_and_submit_again(editor, site, number)
    clicks.attest_and_submit(editor)
    clicks.open_item(legal, site, TITLE)
    assert "改动之处" in legal.inner_text("main")
    assert "10" in legal.locator(".cases-changes del").all_inner_texts()
    clicks.decide(legal)
    for name in ("general", "deputy_licensing", "deputy_publicity"):
        clicks.open_item(people(name), site, TITLE)
        clicks.decide(people(name))
    assert "10 工作日" in read(people, site, address)
    publish(people, site)
    text = read(people, site, address)
    assert "\n8 工作日" in text
    assert "500.00" in text


def publish(people, site):
    clicks.open_item(people("publicity"), site, TITLE)
    clicks.decide(people("publicity"), verb="publish")


def read(people, site, address) -> str:
    """What the public's page says."""
    reader = people.anonymous()
    reader.goto(f"{site.url}{address}")
    return reader.inner_text("main")


def save_and_submit_again(page, site, number):
    page.goto(f"{site.url}/admin/pages/{number}/edit/")
    save_and_submit(page)


def recall(page, reason):
    details = page.locator("details", has=page.locator("form[data-verb=recall]"))
    details.locator("summary").click()
    details.locator("textarea").fill(reason)
    details.locator("button[type=submit]").click()
    page.wait_for_load_state()


def refused(page, site, case, verb):
    """A request made by hand changes nothing: the record is as long as before."""
    page.request.get(f"{site.url}/admin/cases/")
    token = page.context.cookies()
    token = next(cookie["value"] for cookie in token if cookie["name"] == "csrftoken")
    before = record(page, site, case)
    page.request.post(
        f"{site.url}/admin/cases/{case}/{verb}/",
        form={"csrfmiddlewaretoken": token, f"{verb}-comment": "x"},
        headers={"Referer": site.url},
    )
    return record(page, site, case) == before


def record(page, site, case):
    response = page.request.get(f"{site.url}/admin/cases/{case}/")
    return response.text().count("<tr>") if response.ok else response.status


def test_one_logs_in_by_the_form(people, site):
    page = people.window()
    page.goto(f"{site.url}/admin/")
    page.fill("input[name=username]", "legal")
    page.fill("input[name=password]", "wrong")
    page.get_by_role("button", name="登录").click()
    assert "用户名" in page.inner_text("main") and page.url.startswith(f"{site.url}/admin/login/")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")
    assert "待办" in page.inner_text("main") or "审批" in page.inner_text("body")
    page.context.close()
