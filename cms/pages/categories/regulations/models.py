"""法律法规规章、规范性文件 (§3.1.2, §5.1.3): the text itself, its numbers, and whether it is still in force."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.pages.base.category_page import CHANGES_TEXT, CategoryPage, shown
from cms.pages.base.child_rows import RelatedItem
from cms.pages.base.dates import GivenDateField
from cms.pages.base.vocabulary import Genre, Validity
from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.workflows.cases.reasons import ReasonKind


class RegulationPage(CategoryPage):
    """A law, regulation or rule that the legal office collects, or a normative document that the unit laid down.

    The declared kind decides the chain; it is never chosen apart from it.
    """

    class Kind(models.TextChoices):
        LAW = "law", gettext_lazy("law, regulation or rule")
        NORMATIVE = "normative", gettext_lazy("normative document")

    category = "regulations"
    category_code = "02"
    category_label = gettext_lazy("laws, rules and normative documents")
    default_genre = Genre.NOTICE
    template = "disclosure/regulation.html"
    page_description = gettext_lazy(
        "§3.1.2: a law or rule (collected by legal), or a normative document (bureau meeting, then filing)."
    )

    kind = models.CharField(
        gettext_lazy("kind"),
        max_length=12,
        choices=Kind.choices,
        default=Kind.NORMATIVE,
        help_text=gettext_lazy(
            "Decides the chain (§5.1.3): a law is collected, a normative document needs a resolution."
        ),
    )
    issuing_organ = models.CharField(
        gettext_lazy("issuing organ"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Whose document it is; several organs are separated by spaces."),
    )
    addressees = models.TextField(gettext_lazy("addressees"), blank=True)
    filing_number = models.CharField(
        gettext_lazy("filing number"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Given in reply to the filing; shown beside the document number."),
    )
    published_on = GivenDateField(
        gettext_lazy("issued on"), null=True, blank=True, help_text=gettext_lazy("When the organ itself issued it.")
    )
    ended_on = GivenDateField(gettext_lazy("lapsed or repealed on"), null=True, blank=True)
    ended_by = models.CharField(
        gettext_lazy("repealed or amended by"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Title and number of the act that ended or changed it."),
    )

    required_to_publish = ("issuing_organ", "body")
    checked_before = (*CHANGES_TEXT, "repeal")
    named_by_unit = ("issuing_organ",)
    number_fields = ("filing_number",)
    validity_panels = [FieldRowPanel([FieldPanel("ended_on"), FieldPanel("ended_by")])]
    disclosure_schema = shown(
        "kind", "issuing_organ", "addressees", "filing_number", "published_on", "ended_on", "ended_by"
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("issuing_organ"),
                FieldPanel("addressees"),
                FieldPanel("published_on"),
            ],
            heading=gettext_lazy("The document"),
        )
    ]

    class Meta:
        verbose_name = gettext_lazy("law or normative document")
        verbose_name_plural = gettext_lazy("laws and normative documents")

    def fresh_in_copy(self) -> dict[str, Any]:
        ended = {"ended_on": None, "ended_by": "", "filing_number": "", "published_on": None}
        return {**super().fresh_in_copy(), **ended}

    @property
    def procedure_class(self) -> str:
        return f"{self.category}.{self.kind}"

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    @property
    def issuer(self) -> str:
        return self.issuing_organ or super().issuer

    def _was_ended(self) -> bool:
        shown = current.of_item(self.disclosure_key)
        return shown is not None and shown.parsed_facts.get("validity_code") in (Validity.LAPSED, Validity.REPEALED)

    @property
    def is_ended(self) -> bool:
        return self.validity in (Validity.LAPSED, Validity.REPEALED)

    def end(self, kind: str, act: str, successor: str) -> bool:
        """The text stays readable, marked 废止 or 失效, with the act that ended it and what replaced it (§5.5)."""
        self.validity = Validity.LAPSED if kind == ReasonKind.LAPSED else Validity.REPEALED
        self.ended_on = self.ended_on or timezone.localdate()
        self.ended_by = act or self.ended_by
        target = successor.removeprefix("page:")
        known = {row.target_key for row in self.disclosure_relations.all()}
        if target.isdigit() and successor not in known:
            self.disclosure_relations.add(RelatedItem(kind=RelatedItem.Kind.REPEALED_BY, target_id=int(target)))
        return True

    def changes_rule(self, before: CanonicalContent | None, after: CanonicalContent) -> bool:
        """A changed text or title of a normative document; dates, subject or summary lay down nothing."""
        if self.kind != self.Kind.NORMATIVE or before is None:
            return False
        old, new = before.data, after.data
        children = "disclosure_attachments"
        return any(old["content"].get(name) != new["content"].get(name) for name in ("title", "body")) or (
            old["children"].get(children) != new["children"].get(children)
        )

    def _misdated(self) -> Iterator[str]:
        """Nothing of a document is dated before the document; a rule of our own does not reach back."""
        made = self.created_on
        if made and self.published_on and self.published_on < made:
            words = _("It was issued on %(day)s, before its date of creation.") % {"day": self.published_on}
            yield self.lack("published_on", words)
        if made and self.effective_on and self.effective_on < made and self.kind == self.Kind.NORMATIVE:
            words = _(
                "It takes effect on %(day)s, before its date of creation: a normative document does not reach back."
            ) % {"day": self.effective_on}
            yield self.lack("effective_on", words)
        if made and self.ended_on and self.ended_on < made:
            words = _("It ended on %(day)s, before its date of creation.") % {"day": self.ended_on}
            yield self.lack("ended_on", words)

    def lacks(self, action: str) -> Iterator[str]:
        if action == "repeal":
            yield from self._misdated()
            if not (self.is_ended and self.ended_on):
                words = _("Mark the document as repealed or lapsed, with the day on which it ended.")
                yield self.lack("ended_on" if self.is_ended else "validity", words)
            return
        if action == "modify" and self.is_ended and not self._was_ended():
            words = _("That a document is repealed or lapses is a case of its own: begin it at the page's menu.")
            yield self.lack("validity", words)
        if self.kind == self.Kind.NORMATIVE and not self.document_number.strip():
            yield self.lack("document_number", _("A normative document has a document number."))
        yield from self._misdated()
        if self.is_ended and not self.ended_on:
            yield self.lack("ended_on", _("Say when the document lapsed or was repealed."))
        if self.validity == Validity.IN_FORCE and self.ended_on:
            yield self.lack("ended_on", _("A document in force has no day on which it ended."))
