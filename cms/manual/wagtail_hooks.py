"""The manual under "Help", open at what is said about the page from which it is asked for."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.manual import urls
from cms.manual.places import anchor_of


class ManualItem(MenuItem):
    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        match = request.resolver_match
        anchor = anchor_of(match.view_name) if match else ""
        if anchor:
            component.url = f"{self.url}#{anchor}"
        return component


@hooks.register("register_admin_urls")
def manual_urls() -> list[Any]:
    return [path("manual/", include(urls))]


@hooks.register("register_help_menu_item")
def manual_item() -> MenuItem:
    return ManualItem(_("Manual"), reverse("disclosure_manual:manual"), name="manual", icon_name="help", order=10)
