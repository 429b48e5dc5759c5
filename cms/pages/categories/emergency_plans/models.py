"""应急预案 (§3.2): who does what when it happens, and whom one calls."""

from django.db import models
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.internal_page import InternalPage, without_comment
from cms.pages.base.vocabulary import Genre


class EmergencyPlanPage(InternalPage):
    """A plan for an emergency, with its levels and duties."""

    class Level(models.TextChoices):
        GENERAL = "general", gettext_lazy("general plan")
        SPECIAL = "special", gettext_lazy("plan for one kind of event")
        SITE = "site", gettext_lazy("on-site measures")

    category = "emergency_plans"
    category_code = "13"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("emergency plans")
    default_genre = Genre.PLAN
    page_description = gettext_lazy("§3.2: what is done in an emergency, by whom, and whom one calls. Staff only.")

    level = models.CharField(gettext_lazy("kind of plan"), max_length=8, choices=Level.choices, default=Level.SPECIAL)
    scenario = models.CharField(gettext_lazy("event"), max_length=200, blank=True)
    commander = models.CharField(gettext_lazy("in command"), max_length=120, blank=True)
    drilled_on = GivenDateField(gettext_lazy("last drill"), null=True, blank=True)

    required_to_publish = ("scenario", "commander", "responses")
    facts_shown = ("level", "scenario", "commander", "drilled_on")
    rows_shown = ("responses",)
    disclosure_schema = shown(
        "level",
        "scenario",
        "commander",
        "drilled_on",
        rows=("responses",),
        version=2,
        upgraders={1: without_comment},
    )
    category_panels = [
        FieldRowPanel([FieldPanel("level"), FieldPanel("scenario")]),
        FieldRowPanel([FieldPanel("commander"), FieldPanel("drilled_on")]),
        InlinePanel("responses", heading=gettext_lazy("Measures"), label=gettext_lazy("measure")),
    ]

    class Meta:
        verbose_name = gettext_lazy("emergency plan")
        verbose_name_plural = gettext_lazy("emergency plans")


class EmergencyMeasure(Row):
    shown_fields = ("phase", "measure", "responsible", "phone")
    beside = (("responsible", "phone"),)
    page = ParentalKey(EmergencyPlanPage, on_delete=models.CASCADE, related_name="responses")
    phase = models.CharField(gettext_lazy("phase"), max_length=80)
    measure = models.TextField(gettext_lazy("measure"))
    responsible = models.CharField(gettext_lazy("who answers for it"), max_length=120)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("measure")
        verbose_name_plural = gettext_lazy("measures")
