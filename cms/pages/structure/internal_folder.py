"""The folder of a unit's internal items (§3.2)."""

from typing import ClassVar

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.models import Page, get_page_models

from cms.pages.base import registry
from cms.pages.base.category_page import CategoryPage
from cms.pages.base.schema import declared
from cms.pages.structure.structure_page import StructurePage


class InternalFolderPage(StructurePage):
    """Where a unit's internal items are drafted. It is published nowhere: what it holds goes to the intranet."""

    disclosure_channel = ""
    template = "disclosure/internal.html"
    parent_page_types = ["disclosure_pages.HomePage", "disclosure_pages.UnitHomePage"]
    max_count_per_parent = 1
    page_description = gettext_lazy("Holds the internal items of a unit (§3.2). No visitor ever sees it.")

    disclosure_schema = declared("title", "issuing_office")
    structure_panels: ClassVar[list[Panel]] = []

    class Meta:
        verbose_name = gettext_lazy("folder of internal items")
        verbose_name_plural = gettext_lazy("folders of internal items")

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Every installed category that goes to the intranet."""
        if cls._clean_subpage_models is None:
            cls._clean_subpage_models = [
                model
                for model in get_page_models()
                if issubclass(model, CategoryPage) and model.disclosure_channel == "intranet"
            ]
        return list(cls._clean_subpage_models)

    def takes(self, category: str) -> bool:
        return category in dict(registry.choices("intranet"))
