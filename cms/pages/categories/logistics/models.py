"""后勤管理 (§3.2): cars, canteen, purchases, assets, and what they cost."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import shown
from cms.pages.base.child_rows import Row
from cms.pages.base.internal_page import InternalPage, without_comment


class LogisticsPage(InternalPage):
    """What the house needs to run, for a period."""

    class Kind(models.TextChoices):
        VEHICLES = "vehicles", gettext_lazy("vehicles")
        CANTEEN = "canteen", gettext_lazy("canteen")
        PURCHASES = "purchases", gettext_lazy("purchases")
        ASSETS = "assets", gettext_lazy("assets and premises")

    category = "logistics"
    category_code = "14"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("logistics")
    page_description = gettext_lazy("§3.2: vehicles, canteen, purchases, assets and their cost. Staff only.")

    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=Kind.choices, default=Kind.PURCHASES)
    period = models.CharField(gettext_lazy("period"), max_length=60, blank=True)

    required_to_publish = ("period",)
    facts_shown = ("period",)
    rows_shown = ("costs",)
    disclosure_schema = shown("kind", "period", rows=("costs",), version=2, upgraders={1: without_comment})
    category_panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("period")]),
        InlinePanel("costs", heading=gettext_lazy("Costs"), label=gettext_lazy("cost")),
    ]

    class Meta:
        verbose_name = gettext_lazy("logistics matter")
        verbose_name_plural = gettext_lazy("logistics matters")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label


class LogisticsCost(Row):
    shown_fields = ("item", "amount", "note")
    beside = (("amount", "note"),)
    page = ParentalKey(LogisticsPage, on_delete=models.CASCADE, related_name="costs")
    item = models.CharField(gettext_lazy("item"), max_length=160)
    amount = models.DecimalField(
        gettext_lazy("amount (yuan)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    note = models.CharField(gettext_lazy("remarks"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("cost")
        verbose_name_plural = gettext_lazy("costs")
