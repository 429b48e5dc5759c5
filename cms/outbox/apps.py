from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "cms.outbox"
    label = "disclosure_outbox"
    verbose_name = _("outbox")
    default_auto_field = "django.db.models.BigAutoField"
