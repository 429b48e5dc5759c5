from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExtractionConfig(AppConfig):
    name = "cms.extraction"
    label = "disclosure_extraction"
    verbose_name = _("text of attachments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.extraction import checks, services  # noqa: F401 - the checks register themselves
        from cms.outbox import registry

        registry.register(services.WANTED, "extraction", services.wanted)
