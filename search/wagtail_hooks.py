"""Hooks into Wagtail's admin: the registers of words, words read from a file, what people search."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from . import learning_report, word_import_view
from .registers import SearchRegisters

modeladmin_register(SearchRegisters)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("search-words/import/", word_import_view.view, name="disclosure_search_words_import"),
        path("reports/searched/", learning_report.view, name="disclosure_search_learning"),
    ]


class ReportItem(MenuItem):
    """For those who may see or change words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return learning_report.may_read(request.user)


@hooks.register("register_reports_menu_item")
def report() -> MenuItem:
    return ReportItem(_("What people search"), reverse("disclosure_search_learning"), icon_name="search", order=1100)
