"""The home pages of the units under the municipal bureau."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.pages.base.schema import declared
from cms.pages.structure.home_rows import HOME_PANELS, HOME_ROWS, HomeSectionRow, QuickLinkRow
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage, navigation_panel


class UnitHomePage(StructurePage):
    """The root of another unit's pages; every item below belongs to that unit."""

    template = "disclosure/unit_home.html"
    brings_its_unit = True
    parent_page_types = ["disclosure_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "disclosure_pages.ColumnPage",
        "disclosure_pages.CataloguePage",
        "disclosure_pages.InternalFolderPage",
    ]
    page_description = gettext_lazy("Home page of a direct unit or a district bureau, with its own columns below.")

    home_of = models.ForeignKey(
        "disclosure_organisation.Unit", models.PROTECT, related_name="+", verbose_name=gettext_lazy("unit")
    )
    description = models.TextField(gettext_lazy("introduction"), max_length=500, blank=True)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)

    disclosure_schema = declared(
        "title",
        "issuing_office",
        *NAVIGATION_FIELDS,
        "home_of",
        "description",
        "address",
        "phone",
        rows=HOME_ROWS,
    )
    structure_panels = [
        FieldPanel("home_of"),
        FieldPanel("description"),
        FieldPanel("address"),
        FieldPanel("phone"),
        *HOME_PANELS,
        navigation_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("unit's home page")
        verbose_name_plural = gettext_lazy("units' home pages")

    def own_facts(self) -> dict[str, Any]:
        return {"summary": self.description, "unit_home": True}

    def refusal_of_copy(self, parent: Page) -> str | None:
        return _("Every unit has one home page.")

    def office_unit(self, parent: Page | None) -> int | None:
        return None  # chosen together with the unit, so checked afterwards

    def place_disagreement(self, parent: Page | None) -> str | None:
        """The place is this page itself, whatever stands above it."""
        if self.home_of_id is None or self.unit_id == self.home_of_id:
            return None
        return _("Choose an office of the unit whose home page this is.")

    def clean(self) -> None:
        super().clean()
        if UnitHomePage.objects.filter(home_of_id=self.home_of_id).exclude(pk=self.pk).exists():
            raise ValidationError({"home_of": _("Every unit has one home page.")})

    def minimal_clean(self) -> None:
        super().minimal_clean()
        if self.pk is None and UnitHomePage.objects.filter(home_of_id=self.home_of_id).exists():
            raise ValidationError({"home_of": _("Every unit has one home page.")})


class UnitHomeSection(HomeSectionRow):
    page = ParentalKey(UnitHomePage, on_delete=models.CASCADE, related_name="sections")

    class Meta(HomeSectionRow.Meta):
        verbose_name = gettext_lazy("column on the home page")


class UnitHomeQuickLink(QuickLinkRow):
    page = ParentalKey(UnitHomePage, on_delete=models.CASCADE, related_name="quick_links")

    class Meta(QuickLinkRow.Meta):
        verbose_name = gettext_lazy("quick link")
