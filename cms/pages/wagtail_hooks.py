"""Hooks into Wagtail's admin: the register of subject classes, links in rich text, the import of granted licences."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail_modeladmin.options import modeladmin_register

from cms.pages.base.rich_text import PublishedPageLinkHandler
from cms.pages.catalogue.subject_register import SubjectClassRegister
from cms.pages.categories.licensing import grants_import
from cms.pages.editor import type_chooser
from cms.pages.models import LicenceGrantsPage

modeladmin_register(SubjectClassRegister)


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: Any) -> None:
    features.register_link_type(PublishedPageLinkHandler)


@hooks.register("register_admin_urls")
def import_urls() -> list[Any]:
    return [
        path("licence-grants/<int:pk>/import/", grants_import.view, name="disclosure_licence_import"),
        path("licence-grants/form.csv", grants_import.empty_form, name="disclosure_licence_form"),
    ]


@hooks.register("register_admin_viewset")
def placed_pages() -> type_chooser.PageViews:
    return type_chooser.PageViews()


@hooks.register("before_create_page")
def refuse_to_begin(request: Any, parent_page: Any, page_class: Any) -> Any:
    return type_chooser.refusal(request, parent_page, page_class)


@hooks.register("register_page_header_buttons")
def import_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific, LicenceGrantsPage) and grants_import.refusal(user, page.specific) is None:
        url = reverse("disclosure_licence_import", args=[page.pk])
        yield Button(_("Read licences from a file"), url, icon_name="upload", priority=50)
