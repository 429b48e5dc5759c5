"""What the home pages of the site and of its units show: columns with their newest items, and what most people need."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel

from cms.pages.base.child_rows import Row


class HomeSectionRow(Row):
    """A column whose newest items a home page shows."""

    shown_fields = ("column", "count")

    column = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("column")
    )
    count = models.PositiveSmallIntegerField(gettext_lazy("number of items"), default=6)

    panels = [PageChooserPanel("column", "disclosure_pages.ColumnPage"), FieldPanel("count")]

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.column_id}"

    @property
    def column_key(self) -> str:
        return f"page:{self.column_id}"


class PointerRow(Row):
    """A title of one's own for another page."""

    shown_fields: ClassVar[tuple[str, ...]] = ("title", "target")

    title = models.CharField(gettext_lazy("title"), max_length=30)
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("page"))

    class Meta(Row.Meta):
        abstract = True

    @property
    def target_key(self) -> str:
        return f"page:{self.target_id}"


class QuickLinkRow(PointerRow):
    """What most people come for."""

    shown_fields = ("title", "note", "target")

    note = models.CharField(gettext_lazy("words below the title"), max_length=60, blank=True)

    class Meta(PointerRow.Meta):
        abstract = True


HOME_ROWS = ("sections", "quick_links")
HOME_PANELS = [
    InlinePanel(
        "quick_links",
        heading=gettext_lazy("What most people need"),
        label=gettext_lazy("link"),
        help_text=gettext_lazy("Six to eight are enough."),
    ),
    InlinePanel("sections", heading=gettext_lazy("Columns on this page"), label=gettext_lazy("column")),
]
