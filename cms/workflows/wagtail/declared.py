"""What installed types of items declare of themselves, against the chains: a type without one is said in words."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

from cms.workflows.chains import reading
from cms.workflows.chains.rules import Rules
from cms.workflows.chains.tables import ChainError
from cms.workflows.wagtail.items import DisclosureItem


def types() -> list[Any]:
    """Every installed model whose rows go through a chain."""
    return [model for model in apps.get_models() if issubclass(model, DisclosureItem) and model.disclosure_channel]


def categories() -> list[tuple[str, str]]:
    """(identifier, name) of the category of each type that people draft, by the installed chains or by the type."""
    try:
        names = reading.regulation().categories
    except ChainError:  # `disclosure_workflows.E103` says what is wrong with them
        names = {}
    found: dict[str, str] = {}
    for model in types():
        category = _declared(model, "category")
        if category and issubclass(model, AbstractPage) and getattr(model, "structural", False) is not True:
            found.setdefault(category, names[category][0] if category in names else str(model._meta.verbose_name))
    return list(found.items())


def without_chain(rules: Rules) -> Iterator[str]:
    """A sentence for each type whose class, or category, the text does not have, with the line that it lacks."""
    for model in types():
        words = {"type": model._meta.label, "known": ", ".join(rules.classes)}
        named = _declared(model, "procedure_class")
        category = _declared(model, "category")
        if named and named not in rules.classes:
            yield _(
                "%(type)s goes through the class “%(class)s”, which no text of the chains has: write "
                "[classes.%(class)s] into the file of chains of its app. There are: %(known)s."
            ) % {**words, "class": named}
        elif category and category not in rules.categories:
            yield _(
                "%(type)s is of the category “%(category)s”, which no text of the chains has: write its line under "
                "[categories] into the file of chains of its app: %(line)s"
            ) % {**words, "category": category, "line": _line(model, category, named)}


def _declared(model: Any, name: str) -> str:
    """What the class itself says; "" where each item says it for itself."""
    value = getattr(model, name, "")
    return value if isinstance(value, str) else ""


def _line(model: Any, category: str, named: str) -> str:
    label = getattr(model, "category_label", model._meta.verbose_name)
    return f'{category} = {{ label = "{label}", classes = ["{named or "…"}"] }}'
