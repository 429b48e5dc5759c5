"""The categories that are installed: a page type declares itself by its `category` and is found here."""

from typing import Any

from django.apps import apps

from cms.pages.base.category_page import CategoryPage


def types() -> dict[str, type[CategoryPage]]:
    """Category identifier → page type, in the order of the catalogue (`category_code`)."""
    models = (model for model in apps.get_models() if issubclass(model, CategoryPage))
    found: list[Any] = [model for model in models if not model.within_category]
    return {model.category: model for model in sorted(found, key=lambda model: model.category_code)}


def choices(channel: str = "") -> list[tuple[str, str]]:
    """(identifier, label) of every category, or of those that are published in a channel; for forms and filters."""
    return [
        (category, str(model.category_label))
        for category, model in types().items()
        if channel in ("", model.disclosure_channel)
    ]


def dated() -> set[str]:
    """The categories of which people want the newest."""
    return {category for category, model in types().items() if model.newest_first}


def label(category: str) -> str:
    """What people call a category; the identifier itself when it is not installed."""
    model = types().get(category)
    return str(model.category_label) if model else category
