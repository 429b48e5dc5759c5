from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutsideCategoryConfig(AppConfig):
    name = __package__
    label = "outside_category"
    verbose_name = _("hearings")
    default_auto_field = "django.db.models.BigAutoField"
    disclosure_chains = "chains.toml"
    """The chains of its categories, beside this file."""
