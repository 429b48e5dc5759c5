"""Hooks into Wagtail's admin: the register of subject classes, and links between pages in rich text."""

from typing import Any

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.pages.registers import SubjectClassRegister
from cms.pages.rich_text import PublishedPageLinkHandler

modeladmin_register(SubjectClassRegister)


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: Any) -> None:
    features.register_link_type(PublishedPageLinkHandler)
