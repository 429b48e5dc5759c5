"""Which other rows an item shows, and the copies of them that are sealed with it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

Reference = tuple[type[models.Model], str]


def references(instance: models.Model, fields: Iterable[str]) -> Iterator[Reference]:
    """(model, pk) of everything that the named fields point at, rich text and stream blocks included."""
    for name in fields:
        field: Any = instance._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            pk = getattr(instance, field.attname)
            if pk is not None:
                yield field.related_model, str(pk)
        elif isinstance(field, models.ManyToManyField):
            yield from ((field.related_model, str(row.pk)) for row in getattr(instance, name).all())
        elif hasattr(field, "extract_references"):
            for model, pk, _model_path, _content_path in field.extract_references(field.value_from_object(instance)):
                yield model, str(pk)


def copy_of(row: models.Model) -> dict[str, Any]:
    """What is sealed of a related row: its declared shown fields and its files.

    Raises ValidationError for a model that declares none: it cannot be shown.
    """
    declared = getattr(row, "sealed_fields", None)
    if declared is None:
        raise ValidationError(
            _("“%(row)s” cannot be shown: of %(kind)s (%(model)s) nothing is kept with what is signed. Take it out."),
            "unsealed",
            {"row": row, "kind": row._meta.verbose_name, "model": row._meta.label},
        )
    fields: dict[str, Any] = {}
    for name in declared:
        field: Any = row._meta.get_field(name)
        fields[field.attname] = json.loads(json.dumps(field.value_from_object(row), cls=DjangoJSONEncoder, default=str))
    copy: dict[str, Any] = {"fields": fields}
    if hasattr(row, "sealed_files"):
        copy["files"] = row.sealed_files()
    return copy


def collect(found: Iterable[Reference]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """(rows by label and pk, keys of linked pages). Rows are fetched one query per model, in a stable order."""
    by_model: dict[type[models.Model], set[str]] = {}
    links: set[str] = set()
    for model, pk in found:
        if issubclass(model, AbstractPage):
            links.add(f"page:{pk}")
        else:
            by_model.setdefault(model, set()).add(pk)
    rows: dict[str, dict[str, Any]] = {}
    for model in sorted(by_model, key=lambda model: model._meta.label_lower):
        for pk, row in model._base_manager.in_bulk(sorted(by_model[model])).items():
            rows.setdefault(model._meta.label_lower, {})[str(pk)] = copy_of(row)
    return rows, sorted(links)
