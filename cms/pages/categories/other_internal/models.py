"""其他应对内部公开的事项 (§3.2)."""

from django.db import models
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from cms.pages.base.category_page import shown
from cms.pages.base.internal_page import COMMENT_FIELDS, ForComment, comment_panel


class OtherInternalPage(ForComment):
    """Whatever else the staff of the unit are to know."""

    category = "other_internal"
    category_code = "16"
    template = "disclosure/internal.html"
    category_label = gettext_lazy("other internal matters")
    page_description = gettext_lazy("§3.2: whatever else the staff of the unit are to know.")

    matter = models.CharField(gettext_lazy("what it is about"), max_length=200, blank=True)

    required_to_publish = ("matter", "body")
    facts_shown = ("matter",)
    disclosure_schema = shown("matter", *COMMENT_FIELDS)
    category_panels = [FieldPanel("matter"), comment_panel()]

    class Meta:
        verbose_name = gettext_lazy("other internal matter")
        verbose_name_plural = gettext_lazy("other internal matters")
