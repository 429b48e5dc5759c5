from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, addresses


class IntranetConfig(Plugin):
    name = "cms.intranet"
    label = "disclosure_intranet"
    verbose_name = _("intranet")
    needs_apps = (
        "cms.publication",
        "cms.organisation",
        "cms.files",
    )
    needs = (
        addresses(
            101,
            "disclosure_intranet:list",
            'path("intranet/", include("cms.intranet.urls")), above those of cms.publication',
            "the staff would have no list, and the admin's menu leads there",
        ),
    )

    def ready(self) -> None:
        from cms.files import visibility
        from cms.intranet import access
        from cms.publication import current

        current.addresses.register(access.CHANNEL, access.address)
        visibility.staff.register("intranet", access.readable_file)
