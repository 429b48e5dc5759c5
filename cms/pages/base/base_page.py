"""What every page of the site shares: an issuing office, a place that agrees with it, an address that can be typed."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.pages.base import placement, references
from cms.pages.base.slugs import slug_of
from cms.pages.editor.copy_form import BasePageCopyForm
from cms.pages.editor.forms import BasePageForm
from cms.pages.examination import findings
from cms.workflows.cases import drafting
from cms.workflows.cases.validation import Findings
from cms.workflows.wagtail.items import DisclosureItem


class BasePage(DisclosureItem, Page):
    """Abstract. Its unit is that of its issuing office and agrees with its place, on creation, copy and move."""

    provided_parts: ClassVar[dict[str, tuple[str, ...]]] = {}
    brings_its_unit: ClassVar[bool] = False
    """Whether it may stand among the pages of another unit, as the top of its own."""
    slug: Any  # Wagtail's field, of which the type checker loses sight here

    page_ptr = models.OneToOneField(
        Page, models.CASCADE, parent_link=True, primary_key=True, related_name="%(app_label)s_%(class)s"
    )
    """By default a page would know it as `homepage`, and so would the `HomePage` that every new project has."""

    issuing_office = models.ForeignKey(
        "disclosure_organisation.Office",
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("issuing office"),
        help_text=gettext_lazy("Answers for accuracy and necessity (§6.1) and begins the chain."),
    )

    base_form_class = BasePageForm
    copy_form_class = BasePageCopyForm

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        """As Wagtail's, which asks for every row that the data refers to; it is asked to only where one is gone."""
        read = references.Read()
        asks = check_fks and (strict_fks or not references.all_there(cls, data, read))
        draft = super().from_serializable_data(data, check_fks=asks, strict_fks=strict_fks)
        if not asks:
            references.fill(draft, read)
        return draft

    def with_content_json(self, content: dict[str, Any]) -> Any:
        draft = super().with_content_json(references.OfItself.of(content))
        references.remember(draft, self)
        return draft

    def full_clean(self, exclude: Any = None, **kwargs: Any) -> None:
        """As Wagtail's, which asks for each row that its own row refers to, and whether what it has is unique."""
        super().full_clean(exclude={*(exclude or ()), *references.known(self)}, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's. What the page refers to is not looked through again where none of it is written."""
        with references.index_as_it_is(self, kwargs.get("update_fields")):
            return super().save(*args, **kwargs)

    def known_of(self, row: Any) -> set[str]:
        return references.known_of(self, row)

    @property
    def unit_id(self) -> int | None:
        """The unit that the issuing office belongs to; None while no office is chosen."""
        return self.issuing_office.unit_id if self.issuing_office_id else None

    def types_to_begin(self, user: Any) -> list[Any]:
        """The types of pages that this person may begin below: those of the place that a post of theirs drafts."""
        models = super().types_to_begin(user)
        own = drafting.drafted(user, [model for model in models if not model.brings_its_unit], self.unit_id)
        tops = drafting.drafted(user, [model for model in models if model.brings_its_unit], None)
        return [*own, *tops]

    def concerned_offices(self) -> list[Any]:
        """The offices that provided part of the item: the issuing one, and those that `provided_parts` names."""
        if not self.issuing_office_id:
            return []
        offices = type(self.issuing_office)._default_manager.filter(unit_id=self.unit_id)
        others = offices.filter(identifier__in=self.provided_parts) if self.provided_parts else ()
        return [self.issuing_office, *(office for office in others if office.pk != self.issuing_office_id)]

    def examined(self, action: str, user: Any, at: datetime.datetime) -> Findings:
        return findings.of(self, action, user, at)

    def office_unit(self, parent: Page | None) -> int | None:
        """The unit whose offices may be chosen for a page under `parent`; None when any may."""
        return placement.unit_of_place(parent)

    def known_at_start(self, unit: str) -> dict[str, Any]:
        """What the form of a new page fills in: field → value; `unit` is the name of the unit whose pages these are."""
        return {}

    def fresh_in_copy(self) -> dict[str, Any]:
        """What a copy of it begins with instead of what it says itself: field → value."""
        return {}

    def place_disagreement(self, parent: Page | None) -> str | None:
        """Why a page of this unit may not stand under `parent`, in words; None when it may."""
        return placement.disagreement(self.unit_id, parent)

    def clean(self) -> None:
        super().clean()
        self._check_place()

    def minimal_clean(self) -> None:
        """Drafts too: a page that begins in another unit's tree would be seen by the wrong people."""
        super().minimal_clean()
        if not self.issuing_office_id:
            raise ValidationError({"issuing_office": _("Every page has an issuing office.")})
        if self.pk is None:
            self._check_place()

    def _check_place(self) -> None:
        reason = self.place_disagreement(self.get_parent())
        if reason is not None:
            raise ValidationError({"issuing_office": reason})

    def can_move_to(self, parent: Page) -> bool:
        return bool(super().can_move_to(parent)) and self.place_disagreement(parent) is None

    def refusal_of_copy(self, parent: Page) -> str | None:
        """Why this page may not be copied under `parent`, in words; None when it may."""
        return self.place_disagreement(parent)

    def _set_core_field_defaults(self) -> None:
        """Wagtail's own default is the Chinese title itself, which nobody can read out over the telephone."""
        if not self.slug and self.title and (self.path or getattr(self, "_cached_parent_obj", None)):
            self.slug = self._get_autogenerated_slug(slug_of(self.title) or self._meta.model_name)
        super()._set_core_field_defaults()
