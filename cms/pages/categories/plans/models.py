"""工作规划、计划和重要安排 (§3.1.3, §5.1.2): what the bureau intends, when, and who answers for each task."""

from collections.abc import Iterator

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.vocabulary import Genre


class PlanPage(CategoryPage):
    """An annual plan or a plan of several years (the general office drafts it), or an arrangement for a time.

    The declared kind decides the chain; it is never chosen apart from it.
    """

    class Kind(models.TextChoices):
        LONG_TERM = "long_term", gettext_lazy("plan of several years")
        ANNUAL = "annual", gettext_lazy("annual plan")
        ARRANGEMENT = "arrangement", gettext_lazy("arrangement for a period")
        PUBLIC_NOTICE = "public_notice", gettext_lazy("notice to the public")
        ACTIVITY = "activity", gettext_lazy("major activity")

    category = "plans"
    category_code = "03"
    newest_first = True
    category_label = gettext_lazy("plans and arrangements")
    default_genre = Genre.PLAN
    template = "disclosure/plan.html"
    page_description = gettext_lazy(
        "§3.1.3: a plan, an arrangement, a notice to the public or a major activity. The kind decides the chain."
    )

    kind = models.CharField(
        gettext_lazy("kind"),
        max_length=16,
        choices=Kind.choices,
        default=Kind.ARRANGEMENT,
        help_text=gettext_lazy("Decides the chain (§5.1.2): a plan goes to the director, the rest to the deputies."),
    )
    period_from = GivenDateField(gettext_lazy("period from"), null=True, blank=True)
    period_to = GivenDateField(gettext_lazy("period to"), null=True, blank=True)
    venue = models.CharField(gettext_lazy("venue"), max_length=200, blank=True)
    contact = models.CharField(gettext_lazy("contact"), max_length=200, blank=True)

    required_to_publish = ("body", "period_from")
    disclosure_schema = shown("kind", "period_from", "period_to", "venue", "contact", rows=("tasks",))
    category_panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("period_from"), FieldPanel("period_to")]),
                FieldRowPanel([FieldPanel("venue"), FieldPanel("contact")]),
            ],
            heading=gettext_lazy("The plan"),
        ),
        InlinePanel("tasks", heading=gettext_lazy("Tasks"), label=gettext_lazy("task")),
    ]

    class Meta:
        verbose_name = gettext_lazy("plan or arrangement")
        verbose_name_plural = gettext_lazy("plans and arrangements")

    @property
    def procedure_class(self) -> str:
        annual = self.kind in (self.Kind.ANNUAL, self.Kind.LONG_TERM)
        return "plans.annual" if annual else "plans.arrangement"

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    @property
    def time_limited(self) -> bool:
        return self.kind in (self.Kind.ACTIVITY, self.Kind.PUBLIC_NOTICE)

    def lacks(self, action: str) -> Iterator[str]:
        if self.period_from and self.period_to and self.period_to < self.period_from:
            yield self.lack("period_to", _("The period ends before it begins."))


class PlanTask(Row):
    """重点任务: what is to be done, by whom, until when."""

    shown_fields = ("task", "office", "due")
    beside = (("office", "due"),)
    page = ParentalKey(PlanPage, on_delete=models.CASCADE, related_name="tasks")
    task = models.CharField(gettext_lazy("task"), max_length=300)
    office = models.CharField(gettext_lazy("who answers for it"), max_length=120, blank=True)
    due = models.CharField(gettext_lazy("until when"), max_length=60, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("task")
        verbose_name_plural = gettext_lazy("tasks")
