"""Hooks into Wagtail's admin: the case files, and the way to them from a case."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from cms.casefile import urls
from cms.workflows.admin import editor
from cms.workflows.admin.editor import Way


@hooks.register("register_admin_urls")
def case_file_urls() -> list[Any]:
    return [path("case-files/", include(urls))]


@editor.register_way_from_case
def to_the_file(case: Any) -> Way:
    return Way(_("Case file"), reverse("disclosure_casefile:file", args=[case.pk]), "doc-full-inverse")
