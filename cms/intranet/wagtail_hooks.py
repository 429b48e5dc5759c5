"""The way from the admin to the intranet."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.intranet import access


class IntranetMenuItem(MenuItem):
    """For whoever is of the staff of a unit."""

    def is_shown(self, request: Any) -> bool:
        return bool(access.units_of(request.user))


@hooks.register("register_admin_menu_item")
def intranet_menu_item() -> MenuItem:
    return IntranetMenuItem(_("Intranet"), reverse("disclosure_intranet:list"), icon_name="group", order=20)
