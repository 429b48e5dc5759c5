from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "cms.registers"
    label = "disclosure_registers"
    verbose_name = _("registers")

    def ready(self) -> None:
        from cms.registers import exports

        exports.install()
