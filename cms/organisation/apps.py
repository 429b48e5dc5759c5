from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "cms.organisation"
    label = "disclosure_organisation"
    verbose_name = _("organisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.organisation import checks, signals, zones  # noqa: F401 - models must be loaded; checks register themselves
        from cms.untouched import fields as untouched

        signals.connect()
        zones.connect()
        untouched.register()
