"""听证: a hearing, announced and told of afterwards. A category that an app of its own brings."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.vocabulary import Genre


class HearingPage(CategoryPage):
    """What is heard, when and where, and who took part."""

    category = "hearings"
    category_code = "31"
    category_label = gettext_lazy("hearings")
    procedure_class = "hearing"
    default_genre = Genre.PUBLIC_NOTICE
    newest_first = True
    template = "outside_category/hearing.html"
    page_description = gettext_lazy("A hearing: when, where, about what; who took part, and what they said.")

    held_on = GivenDateField(gettext_lazy("held on"), null=True, blank=True)
    venue = models.CharField(gettext_lazy("venue"), max_length=200, blank=True)

    required_to_publish = ("held_on", "venue", "body")
    disclosure_schema = shown("held_on", "venue", rows=("participants",))
    category_panels = [
        FieldRowPanel([FieldPanel("held_on"), FieldPanel("venue")]),
        InlinePanel("participants", heading=gettext_lazy("Participants"), label=gettext_lazy("participant")),
    ]

    class Meta:
        verbose_name = gettext_lazy("hearing")
        verbose_name_plural = gettext_lazy("hearings")

    def lacks(self, action: str) -> Iterator[str]:
        if self.participants.count() == 1:
            yield _("A hearing has more than one side.")


class HearingParticipant(Row):
    """Who took part, and for whom."""

    shown_fields = ("name", "side", "opinion")
    beside = (("name", "side"),)
    page = ParentalKey(HearingPage, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(gettext_lazy("name"), max_length=120)
    side = models.CharField(gettext_lazy("for whom"), max_length=120, blank=True)
    opinion = models.TextField(gettext_lazy("opinion"), blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("participant")
        verbose_name_plural = gettext_lazy("participants")
