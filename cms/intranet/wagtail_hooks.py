"""The way from the admin to the intranet."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.intranet import access


class IntranetMenuItem(MenuItem):
    """For whoever is of the staff of a unit, where the site mounts the intranet."""

    def is_shown(self, request: Any) -> bool:
        return bool(self.url and access.units_of(request.user))


@hooks.register("register_admin_menu_item")
def intranet_menu_item() -> MenuItem:
    try:
        url = reverse("disclosure_intranet:list")
    except NoReverseMatch:  # its addresses are not mounted, which a check says
        url = ""
    return IntranetMenuItem(_("Intranet"), url, icon_name="group", order=20)
