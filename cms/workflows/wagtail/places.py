"""Where items of a host's own types may be begun: below the pages that their `parent_page_types` name.

That is the whole declaration. Whoever holds a post that drafts the category of such a type may begin one there; the
pages themselves stay the host's.
"""

from typing import Any

from wagtail.models import AbstractPage, Page

from cms.organisation.models import Unit
from cms.workflows.wagtail import declared
from cms.workflows.wagtail.items import DisclosureItem


def above() -> list[type[Page]]:
    """The host's types of pages below which a type that goes through a chain says that it may stand."""
    named = (
        model.clean_parent_page_models()
        for model in declared.types()
        if issubclass(model, AbstractPage) and not model.structural and hasattr(model, "parent_page_types")
    )
    return [
        each for each in {parent: None for found in named for parent in found} if not issubclass(each, DisclosureItem)
    ]


def tops() -> dict[int, list[Any]]:
    """The topmost pages of these types, for every unit: the answer to `policies.unit_trees`. Nothing is asked where no
    type names a page of the host's."""
    types = above()
    if not types:
        return {}
    found: list[Any] = []
    for page in Page.objects.type(*types).filter(depth__gt=1).order_by("path"):
        if not found or not page.path.startswith(found[-1].path):
            found.append(page)
    return {unit: list(found) for unit in Unit.objects.values_list("pk", flat=True)} if found else {}
