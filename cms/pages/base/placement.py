"""Where an item may stand: in a column that takes its category, in the subtree of the unit that issues it.

One Wagtail site holds the municipal bureau's tree; each other unit has a subtree under its own home page.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Value
from django.utils.translation import gettext as _
from wagtail.models import Page


def _type(name: str) -> Any:
    return apps.get_model("disclosure_pages", name)


def unit_of_place(parent: Page | None) -> int | None:
    """The unit whose pages stand below `parent`; None outside every home page (the root of the tree)."""
    if parent is None:
        return None
    path = parent.path
    above = [path[: length * Page.steplen] for length in range(1, parent.depth + 1)]
    own = _type("UnitHomePage").objects.filter(path__in=above).order_by().values_list("depth", "home_of_id")
    homes = _type("HomePage").objects.filter(path__in=above).order_by().values_list(Value(0), "issuing_office__unit_id")
    found = max(own.union(homes, all=True), default=None)
    return None if found is None else int(found[1])


def takes(parent: Page, category: str) -> bool:
    """Whether a column or a folder takes items of this category. A page that is neither takes none."""
    place = parent.specific
    return isinstance(place, (_type("ColumnPage"), _type("InternalFolderPage"))) and place.takes(category)


def disagreement(unit_id: int | None, parent: Page | None) -> str | None:
    """Why an item of this unit may not stand under `parent`, in words; None when it may."""
    place = unit_of_place(parent)
    if place is None or unit_id is None or place == unit_id:
        return None
    unit = apps.get_model("disclosure_organisation", "Unit").objects.get(pk=place)
    return _("These are the pages of %(unit)s: an item of another unit belongs under that unit's own home page.") % {
        "unit": unit.name
    }


def categories_below(column: Page) -> set[str]:
    """Categories of the items that stand directly in a column."""
    kinds = ContentType.objects.filter(pages__in=column.get_children()).distinct()
    models: list[Any] = [kind.model_class() for kind in kinds]
    return {model.category for model in models if not getattr(model, "structural", True)}


def unit_roots() -> dict[int, list[Page]]:
    """The tops of each unit's pages: the site's home page for the municipal bureau, the unit's own for the others."""
    found: dict[int, list[Page]] = {}
    for home in _type("HomePage").objects.select_related("issuing_office"):
        found.setdefault(home.issuing_office.unit_id, []).append(home)
    for home in _type("UnitHomePage").objects.all():
        found.setdefault(home.home_of_id, []).append(home)
    return found
