"""Drafts of a category, and what an editor reads that they lack."""

import datetime
from typing import Any

from django.utils import translation

from cms.pages.models import InternalFolderPage


def draft(site: Any, model: Any, **values: Any) -> Any:
    """A draft where its type may stand, with what every item needs."""
    if model.disclosure_channel == "intranet":
        folder = InternalFolderPage.objects.first()
        place = folder or site.home.add_child(instance=InternalFolderPage(title="内部", issuing_office=site.general))
    else:
        place = site.column(site.home, f"栏目{model.category}", [model.category])
    common = {"title": "一件", "issuing_office": site.general, "summary": "一件事。", "live": False}
    return place.add_child(instance=model(**{**common, "created_on": datetime.date(2026, 11, 2), **values}))


def lacks(page: Any, action: str = "publish") -> list[str]:
    """In the editor's language."""
    with translation.override("zh-hans"):
        return page.missing(action)


def unfilled(page: Any) -> set[str]:
    """The names of the fields and relations of which it is said that they are not filled in."""
    schema = page.disclosure_schema
    with translation.override("zh-hans"):
        names = {page.label_of(name): name for name in (*schema.fields, *schema.children)}
    return {names[line.split("“")[1].split("”")[0]] for line in lacks(page) if line.startswith("尚未填写")}
