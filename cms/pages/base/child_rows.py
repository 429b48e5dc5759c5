"""Rows that any disclosed page may have, on Wagtail's base page, so that every category shares one table; and the base
of the rows that a category has of its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

ATTACHMENT_FIELDS = ("document", "title")
RELATION_FIELDS = ("kind", "target")


class Row(Orderable):
    """Abstract row of a category's own; `shown_fields` are its columns where it is listed."""

    shown_fields: ClassVar[tuple[str, ...]] = ()

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.shown_fields[0]))


class Attachment(Orderable):
    """A file that belongs to a disclosed page; a new version of the file is a modification of the page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_attachments")
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, related_name="+", verbose_name=_("document")
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Leave empty to use the title of the document.")
    )

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.title


class RelatedItem(Orderable):
    """How a page relates to another one. A policy and its interpretation are shown on each other's page.

    The link is part of the signed form; the title and address of the target are those of its current publication.
    """

    class Kind(models.TextChoices):
        INTERPRETATION = "interpretation", _("interpretation of this document")
        POLICY = "policy", _("the document that this page interprets")
        BASIS = "basis", _("what this is based on")
        AMENDS = "amends", _("amended by this document")
        AMENDED_BY = "amended_by", _("amended this document")
        REPEALS = "repeals", _("repealed by this document")
        REPEALED_BY = "repealed_by", _("repealed or replaced this document")

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_relations")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices, default=Kind.INTERPRETATION)
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [FieldPanel("kind"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target_id}"

    @property
    def target_key(self) -> str:
        """The key under which the target is published; resolved when the page is read."""
        return f"page:{self.target_id}"


# The same link read from the other end.
REVERSE = {
    RelatedItem.Kind.INTERPRETATION: RelatedItem.Kind.POLICY,
    RelatedItem.Kind.POLICY: RelatedItem.Kind.INTERPRETATION,
    RelatedItem.Kind.AMENDS: RelatedItem.Kind.AMENDED_BY,
    RelatedItem.Kind.AMENDED_BY: RelatedItem.Kind.AMENDS,
    RelatedItem.Kind.REPEALS: RelatedItem.Kind.REPEALED_BY,
    RelatedItem.Kind.REPEALED_BY: RelatedItem.Kind.REPEALS,
}
