"""A page of each public category with seeded content. The demonstration's items say which fields a type fills in."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from modelcluster.models import get_all_child_relations

from cms.demo import blocks, building, items
from cms.organisation.models import Office
from cms.pages.base.vocabulary import Genre
from cms.pages.models import SubjectClass
from tests.load.words import Words

SHARES = (
    ("AnnouncementPage", 30),
    ("RegulationPage", 16),
    ("LicensingPage", 14),
    ("PlanPage", 12),
    ("ComplaintResultPage", 12),
    ("PublicServicePage", 6),
    ("RecruitmentPage", 6),
    ("OrganisationPage", 2),
    ("OpennessContactPage", 2),
)
"""Of a hundred pages, how many are of which type: notices are many, charts few."""

INTERNAL = (
    "PersonnelMatterPage",
    "AwardPage",
    "EmergencyPlanPage",
    "LogisticsPage",
    "ProjectSpendingPage",
    "OtherInternalPage",
)
COLUMNS = {
    "OrganisationPage": "ji-gou-zhi-neng",
    "RegulationPage": "fa-gui-wen-jian",
    "PlanPage": "gui-hua-ji-hua",
    "LicensingPage": "xing-zheng-xu-ke",
    "AnnouncementPage": "gong-gao-gong-shi",
    "PublicServicePage": "fu-wu-xiang-mu",
    "RecruitmentPage": "gong-kai-zhao-pin",
    "ComplaintResultPage": "tou-su-chu-li",
    "OpennessContactPage": "lian-xi-fang-shi",
}
TITLES: dict[str, Callable[[Words, str], str]] = {
    "AnnouncementPage": lambda w, office: w.one(
        (
            f"关于{w.product}产品质量{w.act}结果的公告",
            f"{w.company}召回部分{w.product}的公告",
            f"{w.place}区{w.equipment}{w.act}情况通报",
            f"关于{w.place}、{w.one(('江津', '合川', '万州'))}等地{w.equipment}检验情况的公告",
        )
    ),
    "RegulationPage": lambda w, office: w.one(
        (
            f"重庆市{w.equipment}安全监察办法",
            f"关于加强{w.product}质量监督管理的通知",
            f"{w.procedure}工作细则（试行）",
            f"关于开展{w.product}{w.act}的实施意见",
        )
    ),
    "LicensingPage": lambda w, office: f"{w.equipment}{w.procedure}（{w.one(('新办', '变更', '延续', '注销'))}）",
    "PlanPage": lambda w, office: f"{w.number(2007, 2026)}年{office}{w.product}{w.act}工作计划",
    "ComplaintResultPage": lambda w, office: f"关于{w.place}{w.company[2:]}销售{w.product}投诉的处理结果",
    "PublicServicePage": lambda w, office: f"{w.equipment}{w.one(('检定', '校准', '型式试验', '委托检验'))}服务",
    "RecruitmentPage": lambda w, office: f"{w.number(2007, 2026)}年招聘{w.equipment}检验人员公告",
    "OrganisationPage": lambda w, office: f"{office}职能职责（{w.place}片区）",
    "OpennessContactPage": lambda w, office: f"{w.place}区政务公开联系方式",
}
LINKED = ("disclosure_attachments", "disclosure_relations")
"""Rows that name a document or a page of the demonstration."""
NOT_TAKEN = items.TOLD | {"title", "summary", "go_live_at", "expire_at", "slug", "picture", "fees"}
"""Keys of an entry that are no fields, and fields that the generator fills in itself."""


@cache
def shapes() -> dict[str, list[dict[str, Any]]]:
    """The complete entries of the demonstration by type: fields and child rows of an item that could be submitted."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in (*building.content("public.toml")["items"], *building.content("internal.toml")["items"]):
        if entry["state"] != "draft" and entry.get("unit", "municipal") == "municipal":
            found[entry["type"]].append(entry)
    for entry in building.content("site.toml")["licensing"]:
        rows = {name: entry[name] for name in ("materials", "steps", "windows")}
        plain = {name: value for name, value in entry.items() if name not in (*rows, *NOT_TAKEN)}
        found["LicensingPage"].append({**plain, "rows": rows, "state": entry["state"]})
    return found


@cache
def _offices() -> list[Office]:
    return list(Office.objects.filter(unit__kind="municipal").select_related("unit").order_by("pk"))


@cache
def _subjects() -> list[SubjectClass]:
    return list(SubjectClass.objects.order_by("pk"))


def kind_of(place: int) -> str:
    """Which type the page at a place is; the types are mixed as they would come in."""
    at = (place * 37) % 100
    for name, share in SHARES:
        if at < share:
            return name
        at -= share
    raise AssertionError("the shares are a hundred")


def draft(seed: int, place: int, name: str = "") -> Any:
    """The unsaved page at a place, and its rows; the same for the same seed. `name` asks for a type."""
    words = Words(seed, place)
    name = name or kind_of(place)
    model: Any = apps.get_model("disclosure_pages", name)
    entry = words.random.choice(shapes()[name])
    office = words.random.choice(_offices())
    day = datetime.date(2007, 1, 1) + datetime.timedelta(days=words.number(0, 7000))
    title = TITLES[name](words, office.name) if name in TITLES else f"{entry['title']}（{words.place}）"
    page = model(
        **{key: items.value(key, told) for key, told in entry.items() if key not in {*NOT_TAKEN, "rows"}},
    )
    page.title = page.draft_title = title
    page.slug = f"{model._meta.model_name}-{seed}-{place}"
    page.issuing_office, page.created_on = office, day
    page.subject = words.random.choice(_subjects()) if _subjects() else None
    page.summary = words.sentence(office.name)[:200]
    page.document_number = f"渝质监发〔{day.year}〕{words.number(1, 400)}号" if words.number(0, 2) else ""
    if name == "AnnouncementPage":
        page.genre = words.one((Genre.ANNOUNCEMENT, Genre.BULLETIN))
        page.area = words.product
    lines = [f"# {words.product}" if part == 4 else text for part, text in enumerate(words.paragraphs(office.name))]
    page.body = list(blocks.body(lines, blocks.chooser(None, None)))
    page.show_in_menus = False
    page.children = rows_of(model, entry)
    for relation in get_all_child_relations(model):  # known to be empty where it is: nobody asks the database
        accessor = relation.get_accessor_name()
        setattr(page, accessor, page.children.get(accessor, []))
    return page


def rows_of(model: Any, entry: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        relation: [model._meta.get_field(relation).related_model(sort_order=n, **row) for n, row in enumerate(told)]
        for relation, told in entry.get("rows", {}).items()
        if relation not in LINKED
    }
