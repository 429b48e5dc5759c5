from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "disclosure_search"
    verbose_name = _("public search")
    default_auto_field = "django.db.models.BigAutoField"
