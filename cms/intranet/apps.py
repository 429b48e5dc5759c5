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

        current.addresses.register(access.CHANNEL, access.address)
        visibility.staff.register("intranet", access.readable_file)
