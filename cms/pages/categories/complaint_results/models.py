"""投诉及处理情况 (§3.1.7): what was complained about, what was found, what was done, without who complained."""

from collections.abc import Iterator

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.vocabulary import Genre

TEXT = ["bold", "ol", "ul", "link"]


class ComplaintResultPage(CategoryPage):
    """One case and how it was handled, or the figures of a period."""

    class Kind(models.TextChoices):
        CASE = "case", gettext_lazy("a complaint and its handling")
        FIGURES = "figures", gettext_lazy("figures of a period")

    class Source(models.TextChoices):
        HOTLINE = "hotline", gettext_lazy("hotline 12365")
        DIRECTOR = "director", gettext_lazy("director's mailbox")
        MAYOR = "mayor", gettext_lazy("mayor's public mailbox")
        WEB = "web", gettext_lazy("web form")
        VISIT = "visit", gettext_lazy("letter or visit")

    category = "complaint_results"
    category_code = "07"
    category_label = gettext_lazy("complaints and their handling")
    procedure_class = "other"
    default_genre = Genre.BULLETIN
    template = "disclosure/complaint_result.html"
    page_description = gettext_lazy("§3.1.7: a complaint and what was done, or the figures of a period. No names.")

    kind = models.CharField(gettext_lazy("kind"), max_length=8, choices=Kind.choices, default=Kind.CASE)
    source = models.CharField(gettext_lazy("came in by"), max_length=10, choices=Source.choices, blank=True)
    received_on = GivenDateField(gettext_lazy("received on, or period from"), null=True, blank=True)
    closed_on = GivenDateField(gettext_lazy("answered on, or period to"), null=True, blank=True)
    matter = RichTextField(gettext_lazy("what was complained about"), features=TEXT, blank=True)
    findings = RichTextField(gettext_lazy("what was found"), features=TEXT, blank=True)
    outcome = RichTextField(gettext_lazy("what was done"), features=TEXT, blank=True)

    required_to_publish = ("received_on", "closed_on")
    disclosure_schema = shown(
        "kind",
        "source",
        "received_on",
        "closed_on",
        "matter",
        "findings",
        "outcome",
        rows=("figures",),
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("source")]),
                FieldRowPanel([FieldPanel("received_on"), FieldPanel("closed_on")]),
                FieldPanel("matter"),
                FieldPanel("findings"),
                FieldPanel("outcome"),
            ],
            heading=gettext_lazy("The complaint"),
        ),
        InlinePanel("figures", heading=gettext_lazy("Figures"), label=gettext_lazy("line of figures")),
    ]

    class Meta:
        verbose_name = gettext_lazy("handling of complaints")
        verbose_name_plural = gettext_lazy("handling of complaints")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    def lacks(self, action: str) -> Iterator[str]:
        if self.kind == self.Kind.CASE:
            yield from self.not_filled_in("source", "matter", "findings", "outcome")
        elif not self._has("figures"):
            yield self.lack("figures", _("Enter the figures."))


class ComplaintFigures(Row):
    """A line of the figures: by subject or by way in."""

    shown_fields = ("name", "received", "handled", "in_time")
    beside = (("received", "handled", "in_time"),)
    page = ParentalKey(ComplaintResultPage, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(gettext_lazy("subject"), max_length=120)
    received = models.PositiveIntegerField(gettext_lazy("received"))
    handled = models.PositiveIntegerField(gettext_lazy("handled"))
    in_time = models.PositiveIntegerField(gettext_lazy("of these in time"))

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("line of figures")
        verbose_name_plural = gettext_lazy("lines of figures")
