"""干部任免、考核、职称等人事事项 (§3.2.1)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.internal_page import COMMENT_FIELDS, ForComment, comment_panel


class PersonnelMatterPage(ForComment):
    """An appointment, a removal, an appraisal, a title; or the intention of one, for comment."""

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", gettext_lazy("appointment or removal")
        APPRAISAL = "appraisal", gettext_lazy("appraisal")
        TITLE = "title", gettext_lazy("professional title")
        TRANSFER = "transfer", gettext_lazy("transfer or exchange")

    category = "personnel_matters"
    category_code = "11"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("personnel matters")
    page_description = gettext_lazy("§3.2: appointments, appraisals, titles. Staff only.")

    kind = models.CharField(gettext_lazy("kind"), max_length=12, choices=Kind.choices, default=Kind.APPOINTMENT)
    decided_by = models.CharField(gettext_lazy("decided by"), max_length=200, blank=True)
    decided_on = GivenDateField(gettext_lazy("decided on"), null=True, blank=True)

    required_to_publish = ("decided_by", "people")
    facts_shown = ("decided_by", "decided_on")
    rows_shown = ("people",)
    disclosure_schema = shown("kind", "decided_by", "decided_on", *COMMENT_FIELDS, rows=("people",))
    category_panels = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("decided_by"), FieldPanel("decided_on")]),
        InlinePanel("people", heading=gettext_lazy("People concerned"), label=gettext_lazy("person")),
        comment_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("personnel matter")
        verbose_name_plural = gettext_lazy("personnel matters")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label


class PersonConcerned(Row):
    shown_fields = ("name", "before", "after")
    beside = (("before", "after"),)
    page = ParentalKey(PersonnelMatterPage, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(gettext_lazy("name"), max_length=60)
    before = models.CharField(gettext_lazy("so far"), max_length=160, blank=True)
    after = models.CharField(gettext_lazy("from now on"), max_length=160)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("person")
        verbose_name_plural = gettext_lazy("people")
