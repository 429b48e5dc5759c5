"""System checks: what a new category may get wrong is said at start, not found on a public page."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from cms.pages.base.category_page import CategoryPage
from cms.pages.base.child_rows import Row
from cms.pages.base.schema import row_type


def register_all() -> None:
    """Called when the models are loaded."""
    register(categories_are_complete)


def categories_are_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every category has an identifier and a number (disclosure_pages.E001) of its own (disclosure_pages.E002), only
    fields that it has (disclosure_pages.E003), a template (disclosure_pages.E004) that can be read
    (disclosure_pages.E005) and rows that say what is shown (disclosure_pages.E006)."""
    found: list[Error] = []
    taken: dict[str, Any] = {}
    for model in (model for model in apps.get_models() if issubclass(model, CategoryPage)):
        for name in ("category", "category_code", "category_label"):
            value = getattr(model, name, None)
            if not value:
                found.append(_error(1, f"{model.__name__} declares no {name}.", model))
            elif (
                name != "category_label"
                and not model.within_category
                and taken.setdefault(f"{name}={value}", model) is not model
            ):
                found.append(_error(2, f"{model.__name__} and another category share the {name} {value!r}.", model))
        found += _unknown_fields(model)
        try:
            get_template(str(model.template))
        except TemplateDoesNotExist:
            found.append(_error(4, f"{model.__name__} has no template {model.template}.", model))
        except TemplateSyntaxError as error:
            found.append(_error(5, f"{model.template} cannot be read: {error}", model))
    return found


def _unknown_fields(model: Any) -> list[Error]:
    try:
        schema = model.disclosure_schema
    except FieldDoesNotExist as error:
        return [_error(3, f"{model.__name__}: {error}", model)]
    provided = [name for names in model.provided_parts.values() for name in names]
    found = [
        _error(3, f"{model.__name__} declares {name!r}, which it does not have.", model)
        for name in dict.fromkeys([*schema.fields, *model.required_to_publish, *provided])
        if not _has(model, name)
    ]
    for relation, names in schema.children.items():
        row = row_type(model, relation)
        if not issubclass(row, Row) or not names:
            found.append(_error(6, f"{row.__name__} is no Row that declares shown_fields.", row))
            continue
        found += [
            _error(3, f"{row.__name__} declares {name!r}, which it does not have.", row)
            for name in dict.fromkeys([*names, *row.listed(), *(each for group in row.beside for each in group)])
            if not _has(row, name)
        ]
    return found


def _has(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _error(number: int, message: str, model: Any) -> Error:
    return Error(message, obj=model, id=f"disclosure_pages.E{number:03d}")
