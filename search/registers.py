"""The registers of words in the admin: synonyms, people's words, stop words, boosts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdminGroup

from cms.registers.filters import Choice
from cms.registers.options import Register

from .models import SearchEntry, SynonymGroup
from .word_models import Boost, PeoplesWord, Shipped, StopWord


class SynonymRegister(Register):
    """Which words mean the same to those who search."""

    model = SynonymGroup
    menu_label = _("Synonyms")
    menu_icon = "search"
    list_display = ("terms", "is_active")
    list_filter = ("is_active",)
    search_fields = ("terms",)
    list_export = ("terms", "is_active")


class ShippedStay(PermissionHelper):
    """What files bring is not deleted, for the next migration would bring it again: it is switched off."""

    def user_can_delete_obj(self, user: Any, obj: Shipped) -> bool:
        return bool(super().user_can_delete_obj(user, obj)) and not obj.shipped


class ByArea(Choice):
    """By subject area."""

    title = _("subject area")
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        areas = PeoplesWord.objects.exclude(area="").order_by("area").values_list("area", flat=True).distinct()
        return [(area, area) for area in areas]


class ByWhoSays(Choice):
    """What the files say as it is, what was changed here, what was entered here."""

    title = _("origin")
    parameter_name = "says"
    CHANGED = "changed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Shipped.Origin.choices, (self.CHANGED, _("shipped, changed here"))]

    def matching(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == self.CHANGED:
            return queryset.filter(pk__in=[row.pk for row in queryset.exclude(shipped="") if row.is_changed])
        return queryset.filter(origin=value)


@admin.display(description=_("origin"))
def origin(row: Shipped) -> str:
    return str(_("shipped, changed here")) if row.is_changed else str(row.get_origin_display())


class WordRegister(Register):
    """What registers that files fill share."""

    permission_helper_class = ShippedStay
    list_filter: tuple[Any, ...] = ("is_active", ByWhoSays)

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], Any]]:
        return [*super().get_list_display(request), origin]


class PeoplesWordRegister(WordRegister):
    """What people's words are in official ones."""

    model = PeoplesWord
    menu_label = _("People's words")
    menu_icon = "openquote"
    list_display = ("word", "targets", "area", "is_active")
    list_filter = (ByArea, "is_active", ByWhoSays)
    search_fields = ("word", "targets")
    list_export = ("word", "targets", "area", "is_active")
    export_filename = "words"
    index_template_name = "disclosure_search/words_index.html"
    edit_handler = ObjectList([FieldPanel("word"), FieldPanel("targets"), FieldPanel("area"), FieldPanel("is_active")])

    @property
    def import_url(self) -> str:
        return reverse("disclosure_search_words_import")


class StopWordRegister(WordRegister):
    """Which words of a question say nothing."""

    model = StopWord
    menu_label = _("Stop words")
    menu_icon = "minus"
    list_display = ("word", "is_active")
    search_fields = ("word",)
    list_export = ("word", "is_active")
    edit_handler = ObjectList([FieldPanel("word"), FieldPanel("is_active")])


def _categories() -> list[tuple[str, str]]:
    """Of what search knows, and those that boosts name already."""
    found = dict(SearchEntry.objects.exclude(category="").values_list("category", "category_label").distinct())
    named = Boost.objects.exclude(category="").values_list("category", flat=True).distinct()
    return [("", "-"), *sorted(({name: name for name in named} | found).items())]


class BoostForm(WagtailAdminModelForm):
    """The category is one of those that there are."""

    category = forms.ChoiceField(label=_("category"), required=False, choices=_categories)


class BoostRegister(WordRegister):
    """Which words of a question raise what."""

    model = Boost
    menu_label = _("Boosts")
    menu_icon = "arrow-up"
    list_display = ("word", "title", "factor", "is_active")
    search_fields = ("word", "title", "category")
    list_export = ("word", "category", "title", "factor", "is_active")
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("word", "category", "title", "factor", "is_active")], base_form_class=BoostForm
    )

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], Any]]:
        """Categories by the names that people have for them."""
        labels = dict(_categories())

        @admin.display(description=_("category"), ordering="category")
        def category(row: Boost) -> str:
            return labels.get(row.category, row.category)

        first, *others = super().get_list_display(request)
        return [first, category, *others]


class SearchRegisters(ModelAdminGroup):
    menu_label = _("Words of search")
    menu_icon = "search"
    add_to_settings_menu = True
    items = (PeoplesWordRegister, SynonymRegister, StopWordRegister, BoostRegister)
