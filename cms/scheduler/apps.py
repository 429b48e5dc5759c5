from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulerConfig(AppConfig):
    name = "cms.scheduler"
    label = "disclosure_scheduler"
    verbose_name = _("scheduler")
    default_auto_field = "django.db.models.BigAutoField"
