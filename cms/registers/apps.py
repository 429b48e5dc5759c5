from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class RegistersConfig(Plugin):
    name = "cms.registers"
    label = "disclosure_registers"
    verbose_name = _("registers")
    needs_apps = (
        "wagtail_modeladmin",
        "wagtail.admin",
    )

    def ready(self) -> None:
        from cms.registers import exports

        exports.install()
