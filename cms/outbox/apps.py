from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "cms.outbox"
    label = "disclosure_outbox"
    verbose_name = _("side effects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.outbox import checks, mail, registry  # noqa: F401 - the checks register themselves

        registry.register(mail.TOPIC, "smtp", mail.deliver)
