from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class OrganisationConfig(Plugin):
    name = "cms.organisation"
    label = "disclosure_organisation"
    verbose_name = _("organisation")
    needs_apps = (
        "cms.registers",
        "wagtail.users",
        "django.contrib.auth",
    )

    def ready(self) -> None:
        from cms.organisation import checks, signals, zones  # noqa: F401 - models must be loaded; checks register themselves
        from cms.untouched import fields as untouched

        signals.connect()
        zones.connect()
        untouched.register()
