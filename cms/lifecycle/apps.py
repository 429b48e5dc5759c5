from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifecycleConfig(AppConfig):
    name = "cms.lifecycle"
    label = "disclosure_lifecycle"
    verbose_name = _("lifecycle")
    default_auto_field = "django.db.models.BigAutoField"
