"""Columns, which say what may live in them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Page, get_page_models

from cms.pages.base import placement, registry
from cms.pages.base.category_page import CategoryPage
from cms.pages.base.schema import declared
from cms.pages.structure.column_form import ColumnPageForm
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage, navigation_panel
from cms.publication.parameters import PAGE


class ColumnPage(StructurePage):
    """A column: it takes items of the categories that it names, and columns below it."""

    template = "disclosure/column.html"
    base_form_class = ColumnPageForm
    parent_page_types = [
        "disclosure_pages.HomePage",
        "disclosure_pages.UnitHomePage",
        "disclosure_pages.ColumnPage",
    ]
    page_description = gettext_lazy("Lists the items of the categories that it takes. Publishing it needs two people.")

    description = models.CharField(
        gettext_lazy("description"), max_length=300, blank=True, help_text=gettext_lazy("Page mark ColumnDescription.")
    )
    keywords = models.CharField(
        gettext_lazy("keywords"), max_length=200, blank=True, help_text=gettext_lazy("Page mark ColumnKeywords.")
    )
    column_type = models.CharField(
        gettext_lazy("kind of column"), max_length=60, blank=True, help_text=gettext_lazy("Page mark ColumnType.")
    )
    allowed_types = models.JSONField(
        gettext_lazy("takes items of"),
        default=list,
        blank=True,
        help_text=gettext_lazy("Pages of other categories can be neither created here nor moved here."),
    )

    moved_under = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("move under"),
        help_text=gettext_lazy(
            "Another place for this column. It moves, with all that stands below it, when the change is published; "
            "the old addresses lead to the new ones."
        ),
    )

    disclosure_parameters = (PAGE,)
    disclosure_schema = declared(
        "title",
        "issuing_office",
        *NAVIGATION_FIELDS,
        "description",
        "keywords",
        "column_type",
        "allowed_types",
    )
    structure_panels = [
        FieldPanel("allowed_types"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("keywords"), FieldPanel("column_type")]),
        PageChooserPanel("moved_under", parent_page_types),
        navigation_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("column")
        verbose_name_plural = gettext_lazy("columns")

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Columns and every installed category; what a column really takes is its own data (`placement.takes`)."""
        if cls._clean_subpage_models is None:
            cls._clean_subpage_models = [
                model
                for model in get_page_models()
                if model is ColumnPage or (issubclass(model, CategoryPage) and model.disclosure_channel == "web")
            ]
        return list(cls._clean_subpage_models)

    def disclosure_place(self) -> tuple[str, str]:
        """Where it stands, or will stand once its move is published."""
        key, slug = super().disclosure_place()
        return (f"page:{self.moved_under_id}" if self.moved_under_id else key), slug

    @classmethod
    def words_of(cls, name: str, value: Any) -> str | None:
        return "、".join(registry.label(each) for each in value) if name == "allowed_types" else None

    def takes(self, category: str) -> bool:
        return category in (self.allowed_types or [])

    def own_facts(self) -> dict[str, Any]:
        return {
            "summary": self.description,
            "keywords": self.keywords,
            "column_type": self.column_type,
            "allowed_types": list(self.allowed_types or []),
        }

    def minimal_clean(self) -> None:
        """Drafts too: what is proposed has to be a place where the column could stand."""
        super().minimal_clean()
        reason = self._refusal_of_move()
        if reason:
            raise ValidationError({"moved_under": reason})

    def _refusal_of_move(self) -> str | None:
        if not self.moved_under_id:
            return None
        place = Page.objects.get(pk=self.moved_under_id).specific
        if type(place)._meta.label not in self.parent_page_types:
            return _("A column stands below a home page or another column.")
        if self.pk and place.path.startswith(self.path):
            return _("A column cannot stand below itself.")
        if place.get_children().filter(slug=self.slug).exclude(pk=self.pk).exists():
            return _("There is a page with the same address there.")
        return self.place_disagreement(place)

    def clean(self) -> None:
        super().clean()
        if reason := self._refusal_of_move():
            raise ValidationError({"moved_under": reason})
        standing = placement.categories_below(self) if self.pk else set()
        if left_out := standing - set(self.allowed_types or []):
            raise ValidationError(
                {"allowed_types": _("Items of these categories stand here: %(list)s.") % {"list": _listed(left_out)}}
            )


def _listed(categories: set[str]) -> str:
    return "、".join(sorted(registry.label(category) for category in categories))
