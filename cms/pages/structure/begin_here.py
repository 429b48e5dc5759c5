"""What somebody may begin, and where: the buttons on the admin's home page, each of them the form itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.ui.components import Component

from cms.pages.base import registry
from cms.pages.structure.columns import ColumnPage
from cms.pages.structure.internal_folder import InternalFolderPage
from cms.workflows.cases import drafting
from cms.workflows.wagtail import policies

SHORT = 6
"""So many buttons stand open; more are grouped by where they lead."""
ABOVE, BELOW = 5, 20
"""Places on the home page, beside what waits for this person (10): a long list does not stand before it."""


@dataclass(frozen=True)
class Beginning:
    """A type of item that can be begun below a page, with the address of its form."""

    label: str
    place: str
    url: str


@dataclass(frozen=True)
class _Place:
    pk: int
    title: str
    path: str
    unit: int
    takes: tuple[str, ...]


class Beginnings:
    """Of one person, now: as `types_to_begin` would answer for each place, in a constant number of queries."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._drafts: dict[tuple[Any, int], bool] = {}

    def all(self) -> list[Beginning]:
        """In the order of the categories, and of the tree."""
        if not self.user.is_active or self.user.is_anonymous:
            return []
        found = []
        for model in self._models:
            if model.disclosure_channel:
                found += [_beginning(model, place) for place in self._places if self._may_begin(model, place)]
        return found

    @cached_property
    def _models(self) -> list[Any]:
        return list(registry.types().values())

    def _may_begin(self, model: Any, place: _Place) -> bool:
        if model.category not in place.takes or not model.is_creatable:
            return False
        key = model, place.unit
        if key not in self._drafts:
            self._drafts[key] = bool(drafting.drafted(self.user, [model], place.unit))
        return self._drafts[key]

    @cached_property
    def _places(self) -> list[_Place]:
        """The columns that are on view, and the folders, of the units whose pages this person enters."""
        tops = sorted((page.path, unit) for unit, pages in policies.unit_roots().items() for page in pages)
        if self.user.is_superuser:
            return list(_places(tops))
        units = policies.units_entered(self.user)
        entered = tuple(path for path, unit in tops if unit in units)
        return [place for place in _places(tops) if place.path.startswith(entered)]


def _places(tops: list[tuple[str, int]]) -> Iterator[_Place]:
    intranet = tuple(dict(registry.choices("intranet")))
    columns = ColumnPage.objects.filter(live=True).values_list("pk", "title", "path", "allowed_types")
    folders = InternalFolderPage.objects.values_list("pk", "title", "path")
    rows = [*columns, *((*each, intranet) for each in folders)]
    for pk, title, path, takes in sorted(rows, key=lambda row: row[2]):
        unit = next((unit for top, unit in reversed(tops) if path.startswith(top)), None)
        if unit is not None:
            yield _Place(pk, title, path, unit, tuple(takes or ()))


def _beginning(model: Any, place: _Place) -> Beginning:
    meta = model._meta
    url = reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, place.pk])
    return Beginning(capfirst(str(model.get_verbose_name())), place.title, url)


class BeginPanel(Component):
    """On the admin's home page; nothing for who drafts nothing."""

    name = "disclosure_begin"
    template_name = "disclosure_pages/panels/begin.html"

    def __init__(self, user: Any) -> None:
        self.beginnings = Beginnings(user).all()
        self.is_short = len(self.beginnings) <= SHORT
        self.order = ABOVE if self.is_short else BELOW

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        several = [each.label for each in self.beginnings]
        buttons = [(each, several.count(each.label) > 1) for each in self.beginnings]
        groups: dict[str, list[Beginning]] = {}
        for each in self.beginnings:
            groups.setdefault(each.place, []).append(each)
        return {"buttons": buttons if self.is_short else [], "groups": {} if self.is_short else groups}
