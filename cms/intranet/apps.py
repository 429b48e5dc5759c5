from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntranetConfig(AppConfig):
    name = "cms.intranet"
    label = "disclosure_intranet"
    verbose_name = _("intranet")

    def ready(self) -> None:
        from cms.files import visibility
        from cms.intranet import access
        from cms.publication import current

        current.register_addresses(access.CHANNEL, access.address)
        visibility.register_staff(access.readable_file)
