"""The licensing items of the demonstration, with forms to download; what they cost is entered by planning alone."""

from typing import Any

from cms.demo import files
from cms.demo.chains import user
from cms.demo.structure import office
from cms.pages.models import (
    ColumnPage,
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
    SubjectClass,
)
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.collections import of_unit
from cms.workflows.cases.models import Case

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


def drafts(entries: list[dict[str, Any]], column: ColumnPage) -> None:
    """A draft per licensing item, by its editor."""
    author = user("editor_licensing")
    collection = of_unit(office("licensing_office").unit)
    picture = files.picture(author, collection)
    for entry in entries:
        _draft(entry, column, author, collection, picture)


def _draft(entry: dict[str, Any], column: ColumnPage, author: Any, collection: Any, picture: Any) -> LicensingPage:
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
        for n, (kind, title, lines) in enumerate(_forms(entry["title"]))
    ]
    column.add_child(instance=page)
    page.save_revision(user=author, log_action=True)
    return page


def _forms(title: str) -> list[tuple[str, str, list[str]]]:
    sample = [f"{title}申请书（示范文本）", "申请人：某某有限公司", f"申请事项：{title}"]
    return [
        ("template", f"{title}申请书", [f"{title}申请书", "申请人：", "申请事项：", "日期："]),
        ("sample", f"{title}申请书示范文本", sample),
    ]


def fees(case: Case, entry: dict[str, Any]) -> None:
    """Planning enters what planning alone may enter."""
    if not entry["fee_basis"]:
        return
    planning = user("planning")
    draft = lookup.draft(case)
    draft.fee_basis = entry["fee_basis"]
    draft.fees = [LicensingFee(sort_order=n, **row) for n, row in enumerate(entry["fees"])]
    draft.save_revision(user=planning, log_action=True)
    services.provide(case, planning)
