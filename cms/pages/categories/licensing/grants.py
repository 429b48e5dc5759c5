"""准予许可结果 (§3.1.4): licences granted for an item; one case approves a batch, each is shown on its own."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.models import Page

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.dates import GivenDateField
from cms.pages.base.slugs import slug_of
from cms.pages.base.vocabulary import PUBLIC_LANGUAGE, Genre
from cms.pages.categories.licensing.models import LicensingPage
from cms.publication import current, tombstones
from cms.publication.disclosable import DisclosedPart
from cms.publication.models import TOMBSTONE
from cms.publication.schema import Schema

LONGEST_NUMBER = 90


class LicenceGrantsPage(CategoryPage):
    """A batch of granted licences under their licensing item. A grant is no modification of the item."""

    category = "licensing"
    category_code = "04"
    category_label = gettext_lazy("administrative licensing")
    within_category = True
    procedure_class = "licensing"
    default_genre = Genre.OTHER
    template = "disclosure/licence_grants.html"
    parent_page_types = ["disclosure_pages.LicensingPage"]
    disclosure_parts = "grants"
    page_description = gettext_lazy("§3.1.4: licences that were granted, singly or as a batch, approved by one case.")

    required_to_publish = ("grants",)
    disclosure_schema = shown(rows=("grants",))
    category_panels = [
        InlinePanel("grants", heading=gettext_lazy("Granted licences"), label=gettext_lazy("granted licence"))
    ]

    class Meta:
        verbose_name = gettext_lazy("batch of granted licences")
        verbose_name_plural = gettext_lazy("batches of granted licences")

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        return isinstance(parent.specific, LicensingPage)

    @property
    def kind_label(self) -> Any:
        return gettext_lazy("granted licences")

    def lacks(self, action: str) -> Iterator[str]:
        yield from self._misdated()
        numbers = [slug_of_number(row.number) for row in self.grants.all()]
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            words = _("The licence number %(number)s stands here twice.") % {"number": number}
            last = max(place for place, each in enumerate(numbers) if each == number)
            yield self.lack(f"grants-{last}-number", words)

    def _misdated(self) -> Iterator[str]:
        """A licence is granted before it is published, and not after its item was abolished."""
        last = timezone.localdate()
        said = _("%(number)s: the date of granting lies in the future.")
        ended = current.standing(f"page:{parent.pk}") if (parent := self.get_parent()) else None
        if ended is not None and ended.kind == TOMBSTONE and tombstones.facts_of(ended, timezone.now())["ended"]:
            last = timezone.localdate(ended.visible_from)
            said = _("%(number)s: granted after its licensing item was abolished on %(date)s.")
        for place, row in enumerate(self.grants.all()):
            if row.granted_on and row.granted_on > last:
                yield self.lack(f"grants-{place}-granted_on", said % {"number": row.number, "date": last})


def slug_of_number(number: str) -> str:
    """What a licence number is in an address."""
    return slug_of(number, longest=LONGEST_NUMBER) or str(slugify(number, allow_unicode=True))[:LONGEST_NUMBER]


class LicenceGrant(DisclosedPart, Row):
    """One granted licence."""

    template = "disclosure/licence_grant.html"
    shown_fields = ("number", "holder", "credit_code", "scope", "granted_on", "valid_until")
    beside = (("number", "holder"), ("credit_code", "scope"), ("granted_on", "valid_until"))
    disclosure_schema: ClassVar[Schema] = Schema(version=1, fields=shown_fields)

    page = ParentalKey(LicenceGrantsPage, on_delete=models.CASCADE, related_name="grants")
    number = models.CharField(gettext_lazy("licence number"), max_length=80)
    holder = models.CharField(gettext_lazy("holder"), max_length=200)
    credit_code = models.CharField(gettext_lazy("unified social credit code"), max_length=18, blank=True)
    scope = models.CharField(gettext_lazy("what is licensed"), max_length=400, blank=True)
    granted_on = GivenDateField(gettext_lazy("granted on"))
    valid_until = GivenDateField(gettext_lazy("valid until"), null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("granted licence")
        verbose_name_plural = gettext_lazy("granted licences")

    def clean(self) -> None:
        super().clean()
        if self.granted_on and self.valid_until and self.valid_until < self.granted_on:
            raise ValidationError({"valid_until": _("It ends before it was granted.")})

    @property
    def title(self) -> str:
        return self.holder

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return slug_of_number(self.number)

    @classmethod
    def part_slug(cls, row: dict[str, Any]) -> str:
        return slug_of_number(row["number"])

    @classmethod
    def part_title(cls, row: dict[str, Any], whole: dict[str, Any]) -> str:
        return f"{row['holder']}（{row['number']}）"[:255]

    @classmethod
    def part_facts(cls, row: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
        with translation.override(PUBLIC_LANGUAGE):
            kind = _("granted licence")
        return {
            **whole["facts"],
            "summary": row["scope"],
            "kind_label": kind,
            "document_number": row["number"],
            "document_key": row["number"][:80],
            "date": row["granted_on"] or "",
            "year": int(row["granted_on"][:4]) if row["granted_on"] else whole["facts"].get("year"),
            "relations": [],
        }

    def search_text(self) -> str:
        dates = (day.isoformat() for day in (self.granted_on, self.valid_until) if day)
        return "\n".join([self.number, self.holder, self.credit_code, self.scope, *dates])
