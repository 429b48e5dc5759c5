from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class ExtractionConfig(Plugin):
    name = "cms.extraction"
    label = "disclosure_extraction"
    verbose_name = _("text of attachments")
    extra = "publication"
    needs_apps = (
        "cms.files",
        "cms.ledger",
        "cms.outbox",
    )

    def ready(self) -> None:
        from cms.extraction import checks, services  # noqa: F401 - the checks register themselves
        from cms.outbox import registry

        registry.register(services.WANTED, "extraction", services.wanted)
