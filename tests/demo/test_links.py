"""Where the demonstration's home pages lead: to pages of their own unit, and to none that is empty."""

import pytest

from cms.demo import building, finding, items, licensing, structure
from cms.pages.models import HomePage, UnitHomePage
from cms.workflows.cases import validation
from tests.factories.bureau import load_organisation


@pytest.fixture
def told(db):
    load_organisation()
    told = building.content("site.toml")
    structure.build(told)
    licensing.drafts(told["licensing"], finding.column("xing-zheng-xu-ke"))
    guide = next(entry for entry in building.content("public.toml")["items"] if entry.get("kind") == "guide")
    items.draft(guide, building._place(guide))
    structure.link(told)
    return told


def published() -> dict[str, set[str]]:
    """Unit → slugs of the columns in which the demonstration publishes something."""
    entries = [entry for name in building.CONTENT for entry in building.content(name)["items"]]
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry["state"] == "published" and "column" in entry:
            found.setdefault(entry.get("unit", "municipal"), set()).add(entry["column"])
    told = building.content("site.toml")
    found["municipal"] |= {"xing-zheng-xu-ke", told["source"]["column"]}
    return found


def test_every_card_and_foot_link_leads_to_the_bureaus_own_page(told):
    home = HomePage.objects.get()
    own = set(finding.pages().values_list("pk", flat=True))
    rows = [*home.quick_links.all(), *home.foot_links.all()]
    assert len(rows) == len(told["quick"]) + len(told["foot"])
    for row in rows:
        assert row.target_id in own, row.title
        assert row.target.specific.issuing_office.unit.identifier == "municipal", row.title


def test_a_name_is_looked_for_in_its_own_unit(told):
    for unit in [each["unit"] for each in told["units"]]:
        column = finding.column(
            next(each for each in told["units"] if each["unit"] == unit)["columns"][0]["slug"], unit
        )
        assert column.is_descendant_of(UnitHomePage.objects.get(home_of__identifier=unit))
    assert finding.page("ji-gou-zhi-neng").get_parent().pk == HomePage.objects.get().pk, "two districts have one too"
    with pytest.raises(LookupError):
        finding.page("tong-zhi-gong-gao")


def test_no_card_navigation_entry_or_section_is_an_empty_list(told):
    filled = published()
    columns = {column["slug"] for column in told["columns"]}
    cards = {entry["target"] for entry in told["quick"]} & columns
    shown = {column["slug"] for column in told["columns"] if column.get("navigation", True) or column.get("on_home")}
    assert (cards | shown) <= filled["municipal"]
    for unit in told["units"]:
        assert {column["slug"] for column in unit["columns"]} <= filled.get(unit["unit"], set()), unit["unit"]


def test_what_the_demonstration_submits_is_whole(told):
    """Every draft, asked as the submission asks it."""
    pages = [page.specific for page in finding.pages() if hasattr(page.specific, "category")]
    for name in building.CONTENT:
        for entry in building.content(name)["items"]:
            if entry["state"].partition(":")[0] not in ("draft", "preparing"):
                pages.append(items.draft(entry, building._place(entry)))
    wrong = {
        page.title: found for page in pages if (found := validation.problems(page.get_latest_revision_as_object()))
    }
    assert wrong == {}
