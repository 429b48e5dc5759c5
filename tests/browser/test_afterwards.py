"""Rows of "Changing and withdrawing" (§5.5) and of "Other channels" (§4.5, §5.2 to §5.4), as the real posts."""

import re
from dataclasses import dataclass, field

import pytest

from tests.browser import clicks
from tests.browser.classes import act, signed_by

pytestmark = pytest.mark.browser

LICENCE = "特种设备使用登记"
SOURCE = "重庆市质量技术监督局关于进一步推行政务公开的实施意见"
BUREAU = "重庆市质量技术监督局机构职能"


@dataclass(frozen=True)
class Row:
    """`people`: who decides, in order. `status` and `words`: what a visitor gets at the address afterwards.

    `says` is a word of the way's name in the page's menu; `edit` what is changed in the editor.
    """

    key: str
    title: str
    author: str
    says: str
    people: tuple[tuple[str, str], ...]
    fields: dict[str, str] = field(default_factory=dict)
    edit: dict[str, str] = field(default_factory=dict)
    attests: bool = False
    status: int = 200
    words: tuple[str, ...] = ()
    channel: str = ""


def released(*names: str, last: str = "general") -> tuple[tuple[str, str], ...]:
    return signed_by(*names, last=last, verb="post")


def down(*names: str, last: str = "publicity") -> tuple[tuple[str, str], ...]:
    return signed_by(*names, last=last, verb="publish")


OUTDATED = {"reason_kind": "outdated", "reason": "内容已经过时。"}
ROWS = [
    Row(
        "fees on the wall",
        LICENCE,
        "planning",
        "上墙",
        released("general", "legal", "deputy_licensing"),
        fields={"procedure_class": "licensing.fees"},
        attests=True,
        channel="wall",
    ),
    Row(
        "fees off the wall",
        LICENCE,
        "planning",
        "上墙",
        down("deputy_licensing", last="general"),
        fields=OUTDATED,
        channel="wall",
    ),
    Row("seven contents on the wall", LICENCE, "editor_licensing", "上墙", released(), attests=True, channel="wall"),
    Row(
        "leaflet",
        LICENCE,
        "editor_licensing",
        "宣传单页",
        released("general", "deputy_general"),
        attests=True,
        channel="leaflet",
    ),
    Row(
        "touch screen of a unit",
        "渝中区集贸市场电子秤检查结果公告",
        "yuzhong_editor",
        "触摸屏",
        released("yuzhong_general", "yuzhong_deputy_publicity", last="yuzhong_general"),
        attests=True,
        channel="touchscreen",
    ),
    Row(
        "law repealed",
        "中华人民共和国计量法",
        "legal",
        "废止",
        signed_by("deputy_legal"),
        fields={"reason_kind": "repealed", "reason": "已由新法代替。"},
        words=("废止",),
    ),
    Row(
        "normative document lapsed",
        SOURCE,
        "general",
        "废止",
        signed_by("director"),
        fields={"reason_kind": "lapsed", "reason": "有效期届满。", "basis": "渝质监发〔2026〕30号，2026年11月1日"},
        words=("失效", "渝质监发〔2026〕30号"),
    ),
    Row(
        "duties changed",
        BUREAU,
        "editor_organisation",
        "修改",
        signed_by("general", "legal", "director"),
        fields={"reason_kind": "changed"},
        edit={"": "summary"},
        attests=True,
        words=("改后的概述",),
    ),
    Row(
        "only a telephone changed",
        BUREAU,
        "editor_organisation",
        "修改",
        signed_by("general", "legal", "deputy_personnel"),
        fields={"reason_kind": "changed"},
        edit={"": "phone"},
        attests=True,
        words=("023-55559999",),
    ),
    Row(
        "announcement withdrawn",
        "电热毯产品质量监督抽查结果公告",
        "editor_announcements",
        "撤下",
        down("deputy_quality", "publicity", "deputy_publicity"),
        fields=OUTDATED,
        status=410,
        words=("电热毯产品质量监督抽查结果公告", "内容已经过时", "重庆市质量技术监督局"),
    ),
    Row(
        "other information withdrawn",
        "直属事业单位公开招聘专业技术人员公告",
        "editor_recruitment",
        "撤下",
        down("publicity", "general", "publicity", "deputy_personnel"),
        fields=OUTDATED,
        status=410,
    ),
    Row(
        "annual plan withdrawn",
        "市质监局2007年工作要点",
        "general",
        "撤下",
        down("director"),
        fields=OUTDATED,
        status=410,
    ),
    Row(
        "arrangement withdrawn",
        "第三季度产品质量监督抽查安排",
        "editor_plans",
        "撤下",
        down("deputy_general", "deputy_publicity"),
        fields={**OUTDATED, "reason_kind": "secrecy"},
        status=410,
        words=("已撤下",),
    ),
    Row(
        "internal information withdrawn",
        "2026年度先进处室和先进个人表彰决定",
        "editor_awards",
        "撤下",
        down("deputy_personnel", last="general"),
        fields=OUTDATED,
    ),
    Row(
        "licensing item abolished",
        LICENCE,
        "editor_licensing",
        "废止",
        down("legal", "deputy_licensing"),
        fields={"reason_kind": "repealed", "reason": "项目取消。", "basis": "国发〔2026〕9号"},
        status=410,
        words=("项目取消",),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_through_its_chain(people, site, row):
    number = site.titled(row.title)
    internal = row.key.startswith("internal")
    address = "" if internal or row.channel else address_of(people(row.author), site, number)
    case = begin(people(row.author), site, row, number)
    minutes = site.var / "minutes.txt"
    minutes.write_text("局务会纪要", encoding="utf-8")
    before = status(people, site, address)
    for name, verb in row.people:
        assert status(people, site, address) == before, f"something changed before {name} decided"
        page = people(name)
        assert clicks.has_waiting(page, site, case), f"{name} is not asked"
        page.goto(f"{site.url}/admin/cases/{case}/")
        act(page, verb, str(minutes))
    assert "已办结" in page.request.get(f"{site.url}/admin/cases/{case}/").text()
    if address:
        answer = people.anonymous().request.get(site.url + address)
        assert answer.status == row.status
        missing = [word for word in row.words if word not in answer.text().replace("<wbr>", "")]
        assert not missing
        if row.fields.get("reason_kind") == "secrecy":
            assert row.title not in answer.text()
    if row.channel:
        listed = page.request.get(f"{site.url}/admin/cases/channels/{row.channel}/").text()
        assert (row.title in listed) == ("reason_kind" not in row.fields)


def address_of(page, site, number: int) -> str:
    """Where the public reads a page, as its life says."""
    html = page.request.get(f"{site.url}/admin/cases/life/{number}/").text()
    return re.search(r'href="(/[^"]*)" target="_blank"', html)[1]


def status(people, site, address: str) -> int:
    return people.anonymous().request.get(site.url + address).status if address else 0


def begin(page, site, row: Row, number: int) -> int:
    """From the page's own life to the submitted case."""
    page.goto(f"{site.url}/admin/cases/life/{number}/")
    page.locator(".cases-head").get_by_role("link", name=re.compile(row.says)).first.click()
    page.wait_for_url("**/begin/**")
    for name, value in row.fields.items():
        box = page.locator(f"[name={name}]")
        if box.evaluate("each => each.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    if row.edit and not page.locator("[name=reason]").input_value():
        page.locator("[name=reason]").fill("情况有变化。")
    page.locator("form button[type=submit]").last.click()
    if row.edit:
        page.wait_for_url("**/edit/")
        for tab, name in row.edit.items():
            if tab:
                page.get_by_role("tab", name=tab).click()
            page.fill(f"[name={name}]", "改后的概述。" if name == "summary" else "023-55559999")
        page.locator("footer button[aria-expanded]").first.click()
        page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")
    if row.attests:
        clicks.attest_and_submit(page)
    else:
        page.locator("form button[type=submit]").last.click()
        page.wait_for_load_state()
    return clicks.case_number(page)


def test_an_emergency_takedown_is_ratified_by_the_ordinary_chain(people, site):
    title = "关于召回某型号儿童推车的公告"
    number = site.titled(title)
    address = address_of(people("general"), site, number)
    assert people("legal").request.get(f"{site.url}/admin/cases/emergency/{number}/", max_redirects=0).status == 302
    page = people("general")
    page.goto(f"{site.url}/admin/cases/life/{number}/")
    page.get_by_role("link", name="紧急撤下").click()
    page.select_option("[name=reason_kind]", "privacy")
    page.fill("[name=reason]", "公告误登了个人电话。")
    page.check("[name=suppress_title]")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/admin/cases/\d+/$"))
    answer = people.anonymous().request.get(site.url + address)
    assert answer.status == 410
    assert title not in answer.text() and "个人电话" not in answer.text()
    case = clicks.case_number(page)
    for name in ("deputy_quality", "director", "publicity", "deputy_publicity"):  # it was approved as major
        people(name).goto(f"{site.url}/admin/cases/{case}/")
        clicks.decide(people(name))
    people("publicity").goto(f"{site.url}/admin/cases/{case}/")
    clicks.decide(people("publicity"), verb="publish")
    assert people.anonymous().request.get(site.url + address).status == 410
