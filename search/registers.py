"""The register of synonyms in the admin."""

from django.utils.translation import gettext_lazy as _

from cms.registers.options import Register
from search.models import SynonymGroup


class SynonymRegister(Register):
    """Which words mean the same to those who search."""

    model = SynonymGroup
    menu_label = _("Synonyms")
    menu_icon = "search"
    add_to_settings_menu = True
    list_display = ("terms", "is_active")
    list_filter = ("is_active",)
    search_fields = ("terms",)
    list_export = ("terms", "is_active")
