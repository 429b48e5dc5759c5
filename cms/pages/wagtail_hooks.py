"""Hooks into Wagtail's admin: the register of subject classes, links in rich text, the import of granted licences."""

from typing import Any

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from cms.pages.base.rich_text import PublishedPageLinkHandler
from cms.pages.catalogue.subject_register import SubjectClassRegister
from cms.pages.categories.licensing import grants_import
from cms.pages.editor import type_chooser
from cms.pages.structure.begin_here import BeginPanel

modeladmin_register(SubjectClassRegister)


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: Any) -> None:
    features.register_link_type(PublishedPageLinkHandler)


@hooks.register("register_admin_viewset")
def placed_pages() -> type_chooser.PageViews:
    return type_chooser.PageViews()


@hooks.register("construct_homepage_panels", order=510)
def begin_panel(request: Any, panels: list[Any]) -> None:
    """One button for each thing that this person drafts, where they do."""
    panel = BeginPanel(request.user)
    if panel.beginnings:
        panels.append(panel)


@hooks.register("before_create_page")
def refuse_to_begin(request: Any, parent_page: Any, page_class: Any) -> Any:
    return type_chooser.refusal(request, parent_page, page_class)


hooks.register("register_admin_urls", grants_import.urls)
hooks.register("register_page_header_buttons", grants_import.button)
