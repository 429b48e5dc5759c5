"""Hooks into Wagtail's admin: the registers of words, and words read from a file."""

from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from search import word_import_view
from search.registers import SearchRegisters

modeladmin_register(SearchRegisters)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("search-words/import/", word_import_view.view, name="disclosure_search_words_import")]
