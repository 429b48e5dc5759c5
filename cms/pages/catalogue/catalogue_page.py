"""The catalogue of disclosed information (art. 12)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from cms.pages.base.schema import declared
from cms.pages.base.vocabulary import CATALOGUE_FILTERS
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage, navigation_panel
from cms.publication.parameters import PAGE, Parameter, day, words


class CataloguePage(StructurePage):
    """信息公开目录: every item in force, by category, unit, year, genre, validity, words and days (art. 12)."""

    template = "disclosure/catalogue.html"
    parent_page_types = ["disclosure_pages.HomePage", "disclosure_pages.UnitHomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    page_description = gettext_lazy("The catalogue of disclosed information: filters, paging, index numbers.")

    description = models.CharField(gettext_lazy("description"), max_length=300, blank=True)

    disclosure_parameters = (
        Parameter("q", words),
        *(Parameter(name) for name in CATALOGUE_FILTERS),
        Parameter("from", day),
        Parameter("to", day),
        PAGE,
    )
    disclosure_schema = declared("title", "issuing_office", *NAVIGATION_FIELDS, "description")
    structure_panels = [
        FieldPanel("description"),
        navigation_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("catalogue")
        verbose_name_plural = gettext_lazy("catalogues")

    def own_facts(self) -> dict[str, Any]:
        return {"summary": self.description}
