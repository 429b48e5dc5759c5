"""评先评奖 (§3.2): who is to be honoured, for what, by which vote."""

from django.db import models
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import shown
from cms.pages.base.child_rows import Row
from cms.pages.base.internal_page import COMMENT_FIELDS, ForComment, comment_panel


class AwardPage(ForComment):
    """An award of the unit, or a nomination for one."""

    category = "awards"
    category_code = "12"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("awards")
    page_description = gettext_lazy("§3.2: who is honoured, for what, by which procedure. Staff only.")

    award = models.CharField(gettext_lazy("award"), max_length=200, blank=True)
    awarded_by = models.CharField(gettext_lazy("awarded by"), max_length=200, blank=True)
    procedure = models.TextField(gettext_lazy("how they were chosen"), blank=True)

    required_to_publish = ("award", "awarded_by", "recipients")
    facts_shown = ("award", "awarded_by", "procedure")
    rows_shown = ("recipients",)
    disclosure_schema = shown("award", "awarded_by", "procedure", *COMMENT_FIELDS, rows=("recipients",))
    category_panels = [
        FieldRowPanel([FieldPanel("award"), FieldPanel("awarded_by")]),
        FieldPanel("procedure"),
        InlinePanel("recipients", heading=gettext_lazy("Recipients"), label=gettext_lazy("recipient")),
        comment_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("award")
        verbose_name_plural = gettext_lazy("awards")


class AwardRecipient(Row):
    shown_fields = ("name", "office", "merit")
    beside = (("name", "office"),)
    page = ParentalKey(AwardPage, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(gettext_lazy("name"), max_length=120)
    office = models.CharField(gettext_lazy("office"), max_length=120, blank=True)
    merit = models.CharField(gettext_lazy("merit"), max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("recipient")
        verbose_name_plural = gettext_lazy("recipients")
