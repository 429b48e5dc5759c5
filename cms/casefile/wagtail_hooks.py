"""Hooks into Wagtail's admin: the case files."""

from typing import Any

from django.urls import include, path
from wagtail import hooks

from cms.casefile import urls


@hooks.register("register_admin_urls")
def case_file_urls() -> list[Any]:
    return [path("case-files/", include(urls))]
