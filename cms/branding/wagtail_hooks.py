"""The admin in the colours of the public design; no pages of another product in its menus."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")
"""How the names of Wagtail's own entries under "Help" begin: they lead to another site, about another product."""


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure_branding/admin.css"))


@hooks.register("construct_help_menu", order=500)
def help_about_this_product(request: Any, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if not item.name.startswith(ABOUT_WAGTAIL)]
