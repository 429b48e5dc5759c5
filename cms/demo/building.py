"""Builds the demonstration's site. Structure is founded; every item goes through its own chain, by its own people."""

import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings

from cms.demo import afterwards, chains, finding, items, licensing, structure
from cms.demo.chains import user
from cms.pages.categories.regulations import drafts
from cms.pages.importers import official_text
from cms.pages.models import InternalFolderPage, LicensingPage
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.wagtail.structure import establish

Say = Callable[[str], None]
FIXTURES = settings.BASE_DIR / "fixtures"
CONTENT = ("public.toml", "districts.toml", "internal.toml")
STATES = {
    "published": "走完审批并发布",
    "returned": "退回补充",
    "preparing": "等待提供",
    "draft": "草稿",
}


def content(name: str) -> dict[str, Any]:
    """What a file of `fixtures/demo` says."""
    return tomllib.loads((FIXTURES / "demo" / name).read_text(encoding="utf-8"))


def build(say: Say) -> None:
    """Everything of the demonstration that is not there yet."""
    facts = content("site.toml")
    if not structure.is_built():
        say("栏目、首页、公开目录")
        structure.build(facts)
        licensing.drafts(facts["licensing"], finding.column("xing-zheng-xu-ke"))
        guide = next(entry for entry in content("public.toml")["items"] if entry.get("kind") == "guide")
        items.draft(guide, _place(guide))
        structure.link(facts)
        say("首次建站授权发布")
        establish(user("publicity"), reason="演示站点首次建站")
    source_document(facts, say)
    for entry in facts["licensing"]:
        _licensing(entry, say)
    for name in CONTENT:
        for entry in content(name)["items"]:
            _item(entry, say)
    later = content("afterwards.toml")
    afterwards.periods(later)
    for entry in later["cases"]:
        if (case := afterwards.bring(entry)) is not None:
            say(f"{entry['title']}：{case.get_action_display()}（{case.get_channel_display()}）")


def _licensing(entry: dict[str, Any], say: Say) -> None:
    page = LicensingPage.objects.descendant_of(finding.home()).filter(slug=entry["slug"]).first()
    case = lookup.running(page) if page else None
    if page is None or case is None or case.submitted_at is not None or case.round > 1:
        return
    if not page.latest_revision.content.get("fees"):
        licensing.fees(case, entry)
    _bring(page, {**entry, "author": "editor_licensing"}, say)


def _item(entry: dict[str, Any], say: Say) -> None:
    _bring(items.draft(entry, _place(entry)), entry, say)


def _bring(page: Any, entry: dict[str, Any], say: Say) -> None:
    if items.bring(page, entry) is not None:
        state = entry["state"].partition(":")[0]
        say(f"{entry['title']}：{STATES.get(state, '审批中')}")


def _place(entry: dict[str, Any]) -> Any:
    """The column of an entry in its unit's part of the site; without one the folder of internal items."""
    unit = entry.get("unit", "municipal")
    if "below" in entry:
        return finding.page(entry["below"], unit)
    if "column" not in entry:
        return InternalFolderPage.objects.child_of(finding.home(unit)).get()
    return finding.column(entry["column"], unit)


def source_document(facts: dict[str, Any], say: Say) -> None:
    """The regulation itself: imported in full, then through its own chain."""
    source = facts["source"]
    author = user(source["author"])
    text = official_text.chinese_punctuation((FIXTURES / source["file"]).read_text(encoding="utf-8"))
    column = finding.column(source["column"])
    page, created = drafts.create(
        official_text.read(text), parent=column, office=structure.office(source["office"]), user=author
    )
    if not created:
        return
    say(f"导入《{page.title}》并走完审批")
    case = lookup.running(page)
    if case is None:
        raise LookupError("no case began for the imported document")
    services.provide(case, user("legal"), stated=("legal",))
    case = chains.submit(case, author)
    chains.run(case, resolution=(source["resolution"], source["resolution_date"]))
