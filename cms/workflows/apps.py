from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "cms.workflows"
    label = "disclosure_workflows"
    verbose_name = _("workflows")
    default_auto_field = "django.db.models.BigAutoField"
