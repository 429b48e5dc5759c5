"""项目安排与经费使用 (§3.2): what was granted, what was spent, on what."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import shown
from cms.pages.base.child_rows import Row
from cms.pages.base.internal_page import InternalPage, without_comment


class ProjectSpendingPage(InternalPage):
    """A project and its money."""

    category = "projects_spending"
    category_code = "15"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("projects and spending")
    page_description = gettext_lazy("§3.2: projects, their budget and what was spent. Staff only.")

    project = models.CharField(gettext_lazy("project"), max_length=200, blank=True)
    funded_by = models.CharField(gettext_lazy("paid from"), max_length=200, blank=True)
    period = models.CharField(gettext_lazy("period"), max_length=60, blank=True)
    responsible = models.CharField(gettext_lazy("who answers for it"), max_length=120, blank=True)

    required_to_publish = ("project", "funded_by", "period", "spending")
    facts_shown = ("project", "funded_by", "period", "responsible")
    rows_shown = ("spending",)
    disclosure_schema = shown(
        "project",
        "funded_by",
        "period",
        "responsible",
        rows=("spending",),
        version=2,
        upgraders={1: without_comment},
    )
    category_panels = [
        FieldPanel("project"),
        FieldRowPanel([FieldPanel("funded_by"), FieldPanel("period")]),
        FieldPanel("responsible"),
        InlinePanel("spending", heading=gettext_lazy("Spending"), label=gettext_lazy("line of spending")),
    ]

    class Meta:
        verbose_name = gettext_lazy("project and its spending")
        verbose_name_plural = gettext_lazy("projects and their spending")


class SpendingLine(Row):
    shown_fields = ("item", "budget", "spent", "note")
    beside = (("budget", "spent"),)
    page = ParentalKey(ProjectSpendingPage, on_delete=models.CASCADE, related_name="spending")
    item = models.CharField(gettext_lazy("item"), max_length=160)
    budget = models.DecimalField(
        gettext_lazy("budget (yuan)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    spent = models.DecimalField(
        gettext_lazy("spent (yuan)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    note = models.CharField(gettext_lazy("remarks"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("line of spending")
        verbose_name_plural = gettext_lazy("lines of spending")
