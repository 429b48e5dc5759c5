"""Rows that any disclosed page may have, on Wagtail's base page, so that every category shares one table; and the base
of the rows that a category has of its own."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel, Panel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable


class Row(Orderable):
    """Abstract. A row says once what is shown of it; the schema, the tables and the editor derive from that."""

    shown_fields: ClassVar[tuple[str, ...]] = ()
    """What is signed and shown, in the order of the form."""
    columns: ClassVar[tuple[str, ...]] = ()
    """Where its rows are listed as a table; all that is shown where it says nothing."""
    beside: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Which of them the editor sets beside each other."""

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.listed()[0]))

    @classmethod
    def listed(cls) -> tuple[str, ...]:
        """The columns of a table of such rows."""
        return cls.columns or cls.shown_fields

    @classproperty
    def panels(cls) -> list[Panel]:  # noqa: N805 - a property of the class, as Wagtail reads it
        """The editor's fields."""
        return row_panels(cls.shown_fields, cls.beside)

    def lacks(self, page: Any, action: str) -> Iterable[str]:
        """What this row of a page still needs before the action, in words (see `CategoryPage.lacks`); with
        `Lack(words, "field")` it leads there."""
        return ()


def row_panels(names: tuple[str, ...], beside: tuple[tuple[str, ...], ...]) -> list[Panel]:
    """A field under the other, except for those that stand beside each other."""
    groups = {name: group for group in beside for name in group}
    ordered = dict.fromkeys(groups.get(name, (name,)) for name in names)
    return [
        FieldRowPanel([FieldPanel(name) for name in group]) if len(group) > 1 else FieldPanel(group[0])
        for group in ordered
    ]


class Attachment(Row):
    """A file that belongs to a disclosed page; a new version of the file is a modification of the page."""

    shown_fields = ("document", "title")
    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_attachments")
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, related_name="+", verbose_name=_("document")
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Leave empty to use the title of the document.")
    )

    class Meta(Row.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.title


class RelatedItem(Row):
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

    shown_fields = ("kind", "target")
    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_relations")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices, default=Kind.INTERPRETATION)
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [FieldPanel("kind"), PageChooserPanel("target")]

    class Meta(Row.Meta):
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
