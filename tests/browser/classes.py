"""One row per procedure class: what its author fills in, and who decides in which order, written out by hand (§5.1).

A row is driven through the real admin: from a new page to the page that its readers see.
"""

import datetime
import re
from dataclasses import dataclass, field

from tests.browser import clicks

TODAY = clicks.today()
SOON = TODAY + datetime.timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """`people`: user name, and what they do where it is not a signature (`publish`, `record …`)."""

    key: str
    page_type: str
    column: str
    author: str
    office: str
    people: tuple[tuple[str, str], ...]
    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    provider: str = ""
    has_body: bool = True
    unit: str = ""
    expires: bool = False
    adds_when_major: tuple[str, ...] = ()

    @property
    def is_internal(self) -> bool:
        return self.people[-1][1] == "post"

    @property
    def title(self) -> str:
        return f"{self.key} 的测试事项"


def signed_by(*names: str, last: str = "publicity", verb: str = "publish") -> tuple[tuple[str, str], ...]:
    return (*((name, "sign") for name in names), (last, verb))


ROWS = [
    Row(
        "plans.annual",
        "planpage",
        "gui-hua-ji-hua",
        "general",
        "办公室",
        signed_by("legal", "director"),
        fields={"kind": "annual", "period_from": "2027-01-01"},
    ),
    Row(
        "plans.arrangement",
        "planpage",
        "gui-hua-ji-hua",
        "editor_plans",
        "计划科技处",
        signed_by("general", "legal", "deputy_general", "deputy_publicity"),
        fields={"kind": "arrangement", "period_from": "2027-01-01"},
    ),
    Row(
        "regulations.law",
        "regulationpage",
        "fa-gui-wen-jian",
        "legal",
        "法规处",
        signed_by("general", "deputy_legal", "publicity", "deputy_publicity"),
        fields={"kind": "law", "issuing_organ": "国务院"},
    ),
    Row(
        "regulations.normative",
        "regulationpage",
        "fa-gui-wen-jian",
        "editor_regulations",
        "标准化处",
        (
            ("general", "record resolution"),
            ("legal", "record 国家质检总局"),
            ("legal", "record 市人大"),
            ("legal", "record 市政府法制办"),
            *signed_by("general"),
        ),
        fields={"kind": "normative", "issuing_organ": "重庆市质量技术监督局", "document_number": "渝质监发〔2027〕7号"},
        provider="legal",
    ),
    Row(
        "announcements",
        "announcementpage",
        "gong-gao-gong-shi",
        "editor_announcements",
        "质量处",
        signed_by("general", "legal", "deputy_quality", "publicity", "deputy_publicity"),
        fields={"area": "儿童玩具"},
        adds_when_major=("deputy_quality", "director"),
    ),
    Row(
        "organisation",
        "organisationpage",
        "ji-gou-zhi-neng",
        "editor_organisation",
        "干部人事处",
        signed_by("general", "legal", "deputy_personnel"),
        fields={"address": "五简路9号", "phone": "023-55550000"},
        has_body=False,
    ),
    Row(
        "other",
        "recruitmentpage",
        "gong-kai-zhao-pin",
        "editor_recruitment",
        "干部人事处",
        signed_by("publicity", "general", "publicity", "legal", "deputy_personnel"),
        fields={
            "employer": "检测中心",
            "apply_from": TODAY.isoformat(),
            "apply_until": SOON.isoformat(),
            "contact": "人事处",
            "supervision": "纪检监察室",
        },
        rows={"positions": {"name": "检验员"}},
        has_body=False,
        expires=True,
        adds_when_major=("deputy_personnel", "director"),
    ),
    Row(
        "internal",
        "otherinternalpage",
        "nei-bu-gong-kai",
        "editor_other_internal",
        "办公室",
        signed_by("legal", "deputy_general", last="general_2", verb="post"),
        fields={"matter": "作息时间"},
        adds_when_major=("deputy_general", "director"),
    ),
    Row(
        "announcements of a district",
        "announcementpage",
        "tong-zhi-gong-gao",
        "yuzhong_editor",
        "质量计量科",
        signed_by(
            "yuzhong_general",
            "yuzhong_legal",
            "yuzhong_deputy_legal",
            "yuzhong_publicity",
            "yuzhong_deputy_publicity",
            last="yuzhong_publicity",
        ),
        fields={"area": "电子秤"},
        unit="yu-zhong",
        adds_when_major=("yuzhong_deputy_legal", "yuzhong_director"),
    ),
]
# 市局负责审批审查全系统拟公开的重大政务信息 (§6.1): after the unit's own approvals, before anything is public
MUNICIPAL_TIER = ("general", "legal", "director")


def ways(row: Row, *, major: bool) -> list[tuple[str, str]]:
    """Who decides, in order. A mark adds the director after the leader, and for a unit the municipal tier."""
    found = list(row.people)
    if not major:
        return found
    if row.adds_when_major:
        after, added = row.adds_when_major
        place = next(place for place, (name, _verb) in enumerate(found) if name == after)
        found.insert(place + 1, (added, "sign"))
    if row.unit:
        found[-1:-1] = [(name, "sign") for name in MUNICIPAL_TIER]
    return found


def drive(people, site, row: Row, *, major: bool) -> None:
    """From a new page to the page that its readers see, by the real posts."""
    author = people(row.author)
    number = write(author, site, row)
    if row.provider:
        author.goto(f"{site.url}/admin/cases/")  # an editor that stays open saves by itself
        clicks.open_item(people(row.provider), site, row.title)
        people(row.provider).get_by_role("link", name=re.compile("填写.*提供的内容")).click()
        clicks.state_own_review(people(row.provider))
        people(row.provider).get_by_role("button", name="确认提供").click()
        people(row.provider).wait_for_url("**/admin/cases/")
    author.goto(f"{site.url}/admin/pages/{number}/edit/")
    author.locator("footer button[aria-expanded]").first.click()
    author.locator("button[name=disclosure-submit]").click()
    author.wait_for_url("**/submit/")
    clicks.attest_and_submit(author)
    case = clicks.case_number(author)
    if major:
        clicks.raise_mark(author)
    order = ways(row, major=major)
    minutes = site.var / "minutes.txt"
    minutes.write_text("局务会纪要", encoding="utf-8")
    for place, (name, verb) in enumerate(order):
        assert row.title not in readable(people, site, row), f"public before {name}"
        last = order[-1][0]
        if place < len(order) - 2 and last not in {each for each, _verb in order[place : place + 2]}:
            assert not clicks.has_waiting(people(last), site, case), "the last is asked too early"
        page = people(name)
        assert clicks.has_waiting(page, site, case), f"{name} is not asked"
        page.goto(f"{site.url}/admin/cases/{case}/")
        act(page, verb, str(minutes))
    assert is_read(people, site, row)


def act(page, verb: str, minutes: str) -> None:
    what, _space, told = verb.partition(" ")
    if what != "record":
        clicks.decide(page, verb="publish" if what == "post" else what)
    elif told == "resolution":
        clicks.record(page, number="局务会〔2027〕1号", file=minutes)
    else:
        clicks.record(page, recipient=told, how="公文交换")


def write(page, site, row: Row) -> int:
    """The editor's form, filled in as a person would; returns the page's number."""
    page.goto(f"{site.url}/admin/pages/add/disclosure_pages/{row.page_type}/{site.page(row.column, below=row.unit)}/")
    page.fill("input[name=title]", row.title)
    for name, value in row.fields.items():
        if name == "document_number":
            continue
        box = page.locator(f"[name={name}]")
        if box.evaluate("each => each.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    for relation, values in row.rows.items():
        page.locator(f"#id_{relation}-ADD").click()
        for name, value in values.items():
            page.fill(f"[name={relation}-0-{name}]", value)
    if row.has_body:
        page.locator("[data-streamfield-stream-container] button, button[title='插入一个块']").first.click()
        page.get_by_role("option", name="段落").first.click()
        clicks.write_rich(page, "body", "为测试而写。")
    option = page.locator("select[name=issuing_office] option", has_text=re.compile(f"{row.office}$")).first
    page.locator("select[name=issuing_office]").select_option(value=option.get_attribute("value"))
    page.fill("textarea[name=summary]", f"{row.title}的概述。")
    page.fill("input[name=created_on]", TODAY.isoformat())
    if "document_number" in row.fields:
        page.fill("input[name=document_number]", row.fields["document_number"])
    if row.expires:
        page.fill("input[name=expire_at]", f"{SOON.isoformat()} 18:00")
    clicks.press_save(page)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return int(re.search(r"/pages/(\d+)/", page.url)[1])


def readable(people, site, row: Row) -> str:
    """What the row's readers get where the item will stand."""
    reader = people("editor_licensing") if row.is_internal else people.anonymous()
    return reader.request.get(site.url + place_of(row)).text()


def place_of(row: Row) -> str:
    return "/intranet/" if row.is_internal else f"/{row.unit}/{row.column}/".replace("//", "/")


def is_read(people, site, row: Row) -> bool:
    """Whether its readers find it: the public in the column, for an internal item the staff on the intranet."""
    reader = people("editor_licensing") if row.is_internal else people.window()
    reader.goto(site.url + place_of(row))
    found = reader.get_by_role("link", name=row.title).count() == 1
    if found:
        reader.get_by_role("link", name=row.title).click()
        reader.wait_for_load_state()
        found = row.title in reader.inner_text("h1")
    if row.is_internal:
        found_by_search = people.anonymous().request.get(f"{site.url}/search/?q={row.title}").text()
        assert "/intranet/" not in found_by_search and row.column not in found_by_search
    else:
        reader.context.close()
    return found
