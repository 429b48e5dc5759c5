"""The register of synonyms in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdmin

from cms.organisation import register_views
from search.models import SynonymGroup


class SynonymRegister(ModelAdmin):
    """Which words mean the same to those who search."""

    model = SynonymGroup
    menu_label = _("Synonyms")
    menu_icon = "search"
    add_to_settings_menu = True
    list_display = ("terms", "is_active")
    list_filter = ("is_active",)
    search_fields = ("terms",)
    list_export = ("terms", "is_active")
    index_view_class = register_views.RegisterIndexView
