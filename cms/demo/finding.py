"""Pages of the demonstration by their place: slugs and titles are a unit's own, so each is looked for in its part."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.pages.models import ColumnPage, HomePage, UnitHomePage

MUNICIPAL = "municipal"


def home(unit: str = MUNICIPAL) -> Any:
    """The top of a unit's pages."""
    return HomePage.objects.get() if unit == MUNICIPAL else UnitHomePage.objects.get(home_of__identifier=unit)


def column(slug: str, unit: str = MUNICIPAL) -> ColumnPage:
    """The column directly under the unit's home page."""
    return ColumnPage.objects.child_of(home(unit)).get(slug=slug)


def pages(unit: str = MUNICIPAL) -> Any:
    """Every page of a unit, and of no other."""
    found = Page.objects.descendant_of(home(unit))
    if unit != MUNICIPAL:
        return found
    for other in UnitHomePage.objects.all():
        found = found.not_descendant_of(other, inclusive=True)
    return found


def page(name: str, unit: str = MUNICIPAL) -> Any:
    """The one page of a unit with this slug or title, as its own type. Raises LookupError when it is not one."""
    found = list(pages(unit).filter(Q(slug=name) | Q(title=name) | Q(draft_title=name))[:2])
    if len(found) != 1:
        raise LookupError(f"{len(found)} pages of {unit} are called {name}")
    return found[0].specific
