"""What structural pages share: home pages, columns, the catalogue. They carry no disclosed text of their own.

They are published by the two-person chain `structure` (domain, decision 5).
"""

from typing import Any, ClassVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from cms.pages.base import plain_text
from cms.pages.base.base_page import BasePage
from cms.pages.base.vocabulary import PUBLIC_LANGUAGE
from cms.pages.editor import panels

NAVIGATION_FIELDS = ("show_in_navigation", "order")


class StructurePage(BasePage):
    """Abstract base of the structural pages. They may be proposed as soon as they can be saved."""

    structural: ClassVar[bool] = True
    category: ClassVar[str] = "structure"
    procedure_class = "structure"
    time_limited: ClassVar[bool] = False
    structure_panels: ClassVar[list[Panel]] = []

    show_in_navigation = models.BooleanField(gettext_lazy("show in the navigation"), default=True)
    order = models.PositiveSmallIntegerField(
        gettext_lazy("place in the navigation"), default=50, help_text=gettext_lazy("Small numbers stand first.")
    )

    class Meta:
        abstract = True

    @classmethod
    def get_edit_handler(cls) -> Any:
        if "_structure_edit_handler" not in cls.__dict__:
            cls._structure_edit_handler = panels.structure_tabs(cls).bind_to_model(cls)
        return cls._structure_edit_handler

    def disclosure_facts(self) -> dict[str, Any]:
        with translation.override(PUBLIC_LANGUAGE):
            return {
                **self.own_facts(),
                "category": self.category,
                "kind_label": str(self._meta.verbose_name),
                "unit": self.issuing_office.unit.identifier,
                "unit_name": self.issuing_office.unit.name,
                "office_name": self.issuing_office.name,
                "show_in_navigation": self.show_in_navigation,
                "order": self.order,
                "date": "",
            }

    def search_text(self) -> str:
        with translation.override(PUBLIC_LANGUAGE):
            return plain_text.joined(plain_text.words_of(self, self.search_fields_shown()))

    def search_fields_shown(self) -> tuple[str, ...]:
        return tuple(name for name in self.disclosure_schema.fields if name not in (*NAVIGATION_FIELDS, "title"))

    def own_facts(self) -> dict[str, Any]:
        """What this kind of page adds to the facts."""
        return {"summary": ""}


def navigation_panel() -> Panel:
    """Whether and where the page stands in the navigation."""
    return FieldRowPanel([FieldPanel("show_in_navigation"), FieldPanel("order")])
