"""Builds the demonstration's site. Structure is founded; every item goes through its own chain, by its own people."""

import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from cms.demo import files
from cms.organisation.models import Office
from cms.pages.importers import drafts, official_text
from cms.pages.models import (
    CataloguePage,
    ColumnPage,
    HomePage,
    HomeQuickLink,
    HomeSection,
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
    SubjectClass,
)
from cms.workflows import cases, progress, services
from cms.workflows.collections import of_unit
from cms.workflows.models import Case
from cms.workflows.structure import found

Say = Callable[[str], None]
ATTESTATION = dict.fromkeys(("accurate", "necessary", "no_secret", "no_harm"), True)
FIXTURES = settings.BASE_DIR / "fixtures"


def content() -> dict[str, Any]:
    """What `fixtures/demo.toml` says."""
    return tomllib.loads((FIXTURES / "demo.toml").read_text(encoding="utf-8"))


def user(name: str) -> Any:
    return get_user_model()._default_manager.get(username=name)


def office(identifier: str) -> Office:
    return Office.objects.get(unit__kind="municipal", identifier=identifier)


def is_built() -> bool:
    return HomePage.objects.exists()


@transaction.atomic
def structure(told: dict[str, Any]) -> dict[str, ColumnPage]:
    """Home page, columns and catalogue as Wagtail pages; returns the columns by slug."""
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    for child in root.get_children():
        child.specific.delete()
    root = Page.objects.get(depth=1)
    values = {name: value for name, value in told["home"].items() if name != "office"}
    home = root.add_child(instance=HomePage(issuing_office=office(told["home"]["office"]), slug="home", **values))
    columns = {}
    for column in told["columns"]:
        page = ColumnPage(
            title=column["title"],
            slug=column["slug"],
            issuing_office=home.issuing_office,
            description=column["description"],
            keywords=column["keywords"],
            column_type=column["column_type"],
            allowed_types=column["allowed"],
            order=column["order"],
        )
        columns[column["slug"]] = home.add_child(instance=page)
        home.sections.add(HomeSection(column=page, count=column["on_home"]))
    catalogue = told["catalogue"]
    home.add_child(instance=CataloguePage(issuing_office=home.issuing_office, **catalogue))
    home.save()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=home.title)
    return columns


def build(say: Say) -> None:
    """Everything of the demonstration that is not there yet."""
    told = content()
    if not is_built():
        say("栏目和首页")
        columns = structure(told)
        drafts_made = licensing_drafts(told, columns["xing-zheng-xu-ke"])
        _quick_links(told, drafts_made)
        say("首次建站:首页、栏目、公开目录")
        found(user("publicity"), reason="演示站点首次建站")
    source_document(told, say)
    for entry in told["licensing"]:
        page = LicensingPage.objects.filter(slug=entry["slug"]).first()
        if page is not None:
            bring(page, entry, say)


def _quick_links(told: dict[str, Any], pages: dict[str, LicensingPage]) -> None:
    home = HomePage.objects.get()
    for entry in told["licensing"]:
        if "quick" in entry:
            link = HomeQuickLink(title=entry["quick"], note=entry["quick_note"], target=pages[entry["slug"]])
            home.quick_links.add(link)
    home.save()


def licensing_drafts(told: dict[str, Any], column: ColumnPage) -> dict[str, LicensingPage]:
    """A draft per licensing item, by its editor, with forms to download."""
    author = user("editor_licensing")
    collection = of_unit(office("licensing_office").unit)
    picture = files.picture(author, collection)
    return {entry["slug"]: licensing_draft(entry, column, author, collection, picture) for entry in told["licensing"]}


PLAIN = (
    "slug",
    "title",
    "summary",
    "created_on",
    "legal_basis",
    "authority",
    "conditions",
    "quota",
    "statutory_days",
    "promised_days",
    "flow",
    "tracking",
)


def licensing_draft(
    entry: dict[str, Any], column: ColumnPage, author: Any, collection: Any, picture: Any
) -> LicensingPage:
    page = LicensingPage(
        item=entry["title"],
        issuing_office=office("licensing_office"),
        owner=author,
        live=False,
        subject=SubjectClass.objects.filter(name__contains="市场监管").first(),
        **{name: entry[name] for name in PLAIN},
    )
    if entry["picture"]:
        page.flow_picture, page.flow_picture_alt = picture, picture.description
    page.materials = [LicensingMaterial(sort_order=n, **row) for n, row in enumerate(entry["materials"])]
    page.steps = [LicensingStep(sort_order=n, **row) for n, row in enumerate(entry["steps"])]
    page.windows = [LicensingWindow(sort_order=n, **row) for n, row in enumerate(entry["windows"])]
    page.forms = [
        LicensingForm(kind=kind, title=title, document=files.document(title, lines, author, collection), sort_order=n)
        for n, (kind, title, lines) in enumerate(
            [
                ("template", f"{entry['title']}申请书", [f"{entry['title']}申请书", "申请人:", "申请事项:", "日期:"]),
                (
                    "sample",
                    f"{entry['title']}申请书示范文本",
                    [f"{entry['title']}申请书(示范文本)", "申请人:某某有限公司", f"申请事项:{entry['title']}"],
                ),
            ]
        )
    ]
    column.add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return page


def fees(case: Case, entry: dict[str, Any]) -> None:
    """Planning enters what planning alone may enter."""
    planning = user("planning")
    draft = cases.draft(case)
    draft.fee_basis = entry["fee_basis"]
    draft.fees = [LicensingFee(sort_order=n, **row) for n, row in enumerate(entry["fees"])]
    draft.save_revision(user=planning, log_action=True)
    services.provide(case, planning)


def bring(page: LicensingPage, entry: dict[str, Any], say: Say) -> None:
    """Bring a fresh draft to the state that the demonstration shows; what somebody has moved on already stays."""
    case = cases.running(page)
    if case is None or case.submitted_at is not None or case.round > 1 or entry["state"] == "preparing":
        return
    say(f"{entry['title']}:{STATES[entry['state']]}")
    if not page.latest_revision.content.get("fees") and entry["fee_basis"]:
        fees(case, entry)
    case = services.submit(case, user("editor_licensing"), attestation=ATTESTATION)
    if entry["state"] == "published":
        run(case)
    elif entry["state"] == "signing":
        run(case, until="sign")
        services.sign(case, user("deputy_publicity"), comment="同意。")
    else:
        services.return_to_provider(case, user("legal"), reason=entry["return_reason"])


STATES = {
    "published": "走完审批并发布",
    "signing": "送到局领导审签",
    "returned": "退回补充",
    "preparing": "等待收费依据",
}


def source_document(told: dict[str, Any], say: Say) -> None:
    """The regulation itself: imported in full, then through its own chain."""
    source = told["source"]
    author = user(source["author"])
    text = official_text.chinese_punctuation((FIXTURES / source["file"]).read_text(encoding="utf-8"))
    column = ColumnPage.objects.get(slug=source["column"])
    page, created = drafts.create(official_text.read(text), parent=column, office=office(source["office"]), user=author)
    if not created:
        return
    say(f"导入《{page.title}》并走完审批")
    case = cases.running(page)
    if case is None:
        raise LookupError("no case began for the imported document")
    services.provide(case, user("legal"))
    case = services.submit(case, author, attestation=ATTESTATION)
    run(case, resolution=(source["resolution"], source["resolution_date"]))


def run(case: Case, until: str = "", resolution: tuple[str, str] = ("", "")) -> None:
    """Let whoever is next decide, in the seat that the chain names, until the case is done or waits for `until`."""
    while True:
        case.refresh_from_db()
        situation = progress.look(case)
        step = situation.position.step
        if step is None or step.kind == until:
            return
        seat = situation.seats()[0]
        person = user(seat.assignment.holders[0].username)
        if step.kind == "resolution":
            services.record(case, person, number=resolution[0], date=resolution[1])
        elif step.kind == "filing":
            today = timezone.localdate().isoformat()
            services.record(case, person, recipient=situation.position.recipients[0], date=today, how="公文交换")
        elif step.kind in ("publish", "post", "take_down"):
            services.publish(case, person)
        else:
            services.sign(case, person, seat=seat.seat.key, comment="同意。")
