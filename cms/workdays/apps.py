from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "cms.workdays"
    label = "disclosure_workdays"
    verbose_name = _("workdays")
    default_auto_field = "django.db.models.BigAutoField"
