"""面向社会的公告 (§3.1.5, §5.1.4): quality, metrology, standards, certification, equipment, important events."""

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


class AnnouncementPage(CategoryPage):
    """An announcement to society. One with a term cannot go up without an expiry."""

    class Kind(models.TextChoices):
        QUALITY = "quality", gettext_lazy("product quality")
        RECALL = "recall", gettext_lazy("recall of defective products")
        METROLOGY = "metrology", gettext_lazy("metrology")
        STANDARD = "standard", gettext_lazy("standards")
        CERTIFICATION = "certification", gettext_lazy("certification and accreditation")
        SPECIAL_EQUIPMENT = "special_equipment", gettext_lazy("special equipment")
        EVENT = "event", gettext_lazy("what came of an important event")
        CIVIL = "civil", gettext_lazy("statutory civil announcement")

    category = "announcements"
    category_code = "05"
    newest_first = True
    category_label = gettext_lazy("announcements to society")
    procedure_class = "announcements"
    default_genre = Genre.ANNOUNCEMENT
    template = "disclosure/announcement.html"
    page_description = gettext_lazy(
        "§3.1.5: results of inspections, recalls, metrology, standards, special equipment, civil announcements."
    )

    kind = models.CharField(gettext_lazy("kind"), max_length=20, choices=Kind.choices, default=Kind.QUALITY)
    area = models.CharField(
        gettext_lazy("product or area"), max_length=200, blank=True, help_text=gettext_lazy("Electric blankets; lifts.")
    )
    basis = models.CharField(gettext_lazy("basis"), max_length=300, blank=True)
    term_until = GivenDateField(
        gettext_lazy("term until"),
        null=True,
        blank=True,
        help_text=gettext_lazy(
            "An announcement with a term goes down by itself when this day is over, unless you enter another expiry."
        ),
    )
    advice = models.TextField(
        gettext_lazy("what those concerned can do"),
        blank=True,
        help_text=gettext_lazy("Stop using it, return it, call the hotline."),
    )

    expires_after = "term_until"
    required_to_publish = ("area", "body")
    disclosure_schema = shown("kind", "area", "basis", "term_until", "advice", rows=("findings",))
    category_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("area")]),
                FieldPanel("basis"),
                FieldPanel("term_until"),
                FieldPanel("advice"),
            ],
            heading=gettext_lazy("The announcement"),
        ),
        InlinePanel("findings", heading=gettext_lazy("Findings"), label=gettext_lazy("finding")),
    ]

    class Meta:
        verbose_name = gettext_lazy("announcement")
        verbose_name_plural = gettext_lazy("announcements")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    @property
    def time_limited(self) -> bool:
        return self.kind == self.Kind.CIVIL or self.term_until is not None

    def lacks(self, action: str) -> Iterator[str]:
        if self.kind == self.Kind.RECALL and not self.advice.strip():
            yield self.lack("advice", _("A recall says what those concerned can do."))


class Finding(Row):
    """A product or enterprise that an announcement names."""

    shown_fields = ("name", "subject", "model", "result")
    beside = (("subject", "model"),)
    page = ParentalKey(AnnouncementPage, on_delete=models.CASCADE, related_name="findings")
    name = models.CharField(gettext_lazy("enterprise or body"), max_length=200)
    subject = models.CharField(gettext_lazy("product or thing"), max_length=200, blank=True)
    model = models.CharField(gettext_lazy("model or batch"), max_length=120, blank=True)
    result = models.CharField(gettext_lazy("result"), max_length=300)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("finding")
        verbose_name_plural = gettext_lazy("findings")
