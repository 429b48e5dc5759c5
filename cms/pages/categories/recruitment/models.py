"""公开招聘 (§3.1.6): which posts are open, to whom, until when, and what came of it."""

from collections.abc import Iterator

from django.core.validators import MinValueValidator
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
from cms.workflows.cases.lacking import Lack

TEXT = ["bold", "ol", "ul", "link"]


class RecruitmentPage(CategoryPage):
    """A call for applications, or the list of those who are to be employed. Always for a time."""

    class Kind(models.TextChoices):
        CALL = "call", gettext_lazy("call for applications")
        RESULT = "result", gettext_lazy("results for public comment")

    category = "recruitment"
    category_code = "06"
    newest_first = True
    category_label = gettext_lazy("open recruitment")
    procedure_class = "other"
    default_genre = Genre.PUBLIC_NOTICE
    time_limited = True
    template = "disclosure/recruitment.html"
    page_description = gettext_lazy("§3.1.6: open posts with their conditions and term, or the results.")

    kind = models.CharField(gettext_lazy("kind"), max_length=8, choices=Kind.choices, default=Kind.CALL)
    employer = models.CharField(gettext_lazy("employer"), max_length=200, blank=True)
    apply_from = GivenDateField(gettext_lazy("term from"), null=True, blank=True)
    apply_until = GivenDateField(gettext_lazy("term until"), null=True, blank=True)
    conditions = RichTextField(gettext_lazy("conditions for all"), features=TEXT, blank=True)
    how_to_apply = RichTextField(gettext_lazy("how to apply"), features=TEXT, blank=True)
    contact = models.CharField(gettext_lazy("contact"), max_length=200, blank=True)
    supervision = models.CharField(
        gettext_lazy("supervision telephone"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Where one objects or complains."),
    )

    expires_after = "apply_until"
    named_by_unit = ("employer",)
    required_to_publish = ("employer", "apply_from", "apply_until", "positions", "contact", "supervision")
    disclosure_schema = shown(
        "kind",
        "employer",
        "apply_from",
        "apply_until",
        "conditions",
        "how_to_apply",
        "contact",
        "supervision",
        rows=("positions",),
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("employer")]),
                FieldRowPanel([FieldPanel("apply_from"), FieldPanel("apply_until")]),
                FieldPanel("conditions"),
                FieldPanel("how_to_apply"),
                FieldRowPanel([FieldPanel("contact"), FieldPanel("supervision")]),
            ],
            heading=gettext_lazy("The recruitment"),
        ),
        InlinePanel("positions", heading=gettext_lazy("Positions"), label=gettext_lazy("position")),
    ]

    class Meta:
        verbose_name = gettext_lazy("recruitment")
        verbose_name_plural = gettext_lazy("recruitments")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    def lacks(self, action: str) -> Iterator[str]:
        if self.apply_from and self.apply_until and self.apply_until < self.apply_from:
            yield self.lack("apply_until", _("The term ends before it begins."))


class Position(Row):
    """招聘岗位."""

    shown_fields = ("name", "number", "requirements", "outcome")
    beside = (("name", "number"),)
    page = ParentalKey(RecruitmentPage, on_delete=models.CASCADE, related_name="positions")
    name = models.CharField(gettext_lazy("position"), max_length=120)
    number = models.PositiveSmallIntegerField(
        gettext_lazy("number of people"), default=1, validators=[MinValueValidator(1)]
    )
    requirements = models.CharField(gettext_lazy("education, field and other requirements"), max_length=400, blank=True)
    outcome = models.CharField(gettext_lazy("who is to be employed"), max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("position")
        verbose_name_plural = gettext_lazy("positions")

    def lacks(self, page: RecruitmentPage, action: str) -> Iterator[str]:
        if page.kind == page.Kind.RESULT and not self.outcome.strip():
            yield Lack(_("Name for each position who is to be employed."), "outcome")
