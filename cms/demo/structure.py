"""Home page, columns, catalogue and folders of the demonstration: of the bureau, and of the units under it."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from cms.demo import finding
from cms.organisation.models import Office, Unit
from cms.pages.models import (
    CataloguePage,
    ColumnPage,
    HomeFootLink,
    HomePage,
    HomePromoted,
    HomeQuickLink,
    HomeRedirect,
    HomeSection,
    InternalFolderPage,
    SiteMapPage,
    UnitHomePage,
    UnitHomeQuickLink,
    UnitHomeSection,
)


def office(identifier: str, unit: str = "municipal") -> Office:
    return Office.objects.get(unit__identifier=unit, identifier=identifier)


def is_built() -> bool:
    return HomePage.objects.exists()


@transaction.atomic
def build(facts: dict[str, Any]) -> None:
    """The site's structure as Wagtail pages, in place of whatever stood there."""
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    for child in root.get_children():
        child.specific.delete()
    root = Page.objects.get(depth=1)
    values = {name: value for name, value in facts["home"].items() if name != "office"}
    home = root.add_child(instance=HomePage(issuing_office=office(facts["home"]["office"]), slug="home", **values))
    _columns(home, facts["columns"], HomeSection)
    home.add_child(instance=CataloguePage(issuing_office=home.issuing_office, **facts["catalogue"]))
    site_map = SiteMapPage(issuing_office=home.issuing_office, show_in_navigation=False, **facts["site_map"])
    home.add_child(instance=site_map)
    _folder(home)
    home.save()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=home.title)
    for place, unit in enumerate(facts["units"]):
        _unit(home, unit, place)


def link(facts: dict[str, Any]) -> None:
    """Quick links, links in the foot, redirects and promoted results, to each unit's own columns and items."""
    home = HomePage.objects.get()
    for entry in facts["redirects"]:
        home.redirects.add(HomeRedirect(**{**entry, "target": finding.page(entry["target"])}))
    for entry in facts["promoted"]:
        home.promoted.add(HomePromoted(**{**entry, "target": finding.page(entry["target"])}))
    for entry in facts["quick"]:
        home.quick_links.add(HomeQuickLink(**{**entry, "target": finding.page(entry["target"])}))
    for entry in facts["foot"]:
        home.foot_links.add(HomeFootLink(**{**entry, "target": finding.page(entry["target"])}))
    home.save()
    for unit in facts["units"]:
        below = finding.home(unit["unit"])
        for entry in unit.get("quick", ()):
            column = finding.column(entry["target"], unit["unit"])
            below.quick_links.add(UnitHomeQuickLink(**{**entry, "target": column}))
        below.save()


def _unit(home: HomePage, facts: dict[str, Any], place: int) -> None:
    unit = Unit.objects.get(identifier=facts["unit"])
    values = {name: value for name, value in facts.items() if name not in ("unit", "columns", "quick")}
    page = home.add_child(
        instance=UnitHomePage(
            home_of=unit,
            issuing_office=office("publicity", unit.identifier),
            show_in_navigation=False,
            order=60 + place,
            **values,
        )
    )
    _columns(page, facts["columns"], UnitHomeSection)
    _folder(page)
    page.save()


def _columns(home: Any, facts: list[dict[str, Any]], section: Any) -> None:
    for column in facts:
        page = ColumnPage(
            title=column["title"],
            slug=column["slug"],
            issuing_office=home.issuing_office,
            description=column.get("description", ""),
            keywords=column.get("keywords", ""),
            column_type=column.get("column_type", ""),
            allowed_types=column["allowed"],
            order=column.get("order", 50),
            show_in_navigation=column.get("navigation", True),
        )
        home.add_child(instance=page)
        if column.get("on_home"):
            home.sections.add(section(column=page, count=column["on_home"]))


def _folder(home: Any) -> None:
    folder = InternalFolderPage(
        title="内部公开", slug="nei-bu-gong-kai", issuing_office=home.issuing_office, show_in_navigation=False
    )
    home.add_child(instance=folder)
