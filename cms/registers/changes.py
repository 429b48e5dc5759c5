"""What a change of a row was: recorded with who made it and when, shown in the row's history."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

LONGEST = 500
Changes = dict[str, list[str]]


def between(before: models.Model, after: models.Model, names: list[str]) -> Changes:
    """Field → what it said and what it says, in words, of those that differ."""
    facts = {name: [_said(before, name), _said(after, name)] for name in names if _has(before, name)}
    return {name: both for name, both in facts.items() if both[0] != both[1]}


def described(entry: Any) -> str:
    """Of an entry of the log: `Words: 年检 → 年审`, one after the other; "" where nothing was recorded."""
    data = entry.data if isinstance(entry.data, dict) else {}
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class() if entry.content_type_id else None
    return _("; ").join(
        _("%(field)s: %(before)s → %(after)s")
        % {"field": _label(model, name), "before": both[0] or "-", "after": both[1] or "-"}
        for name, both in data.get("changes", {}).items()
    )


def _said(row: models.Model, name: str) -> str:
    field = row._meta.get_field(name)
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    if isinstance(field, models.BooleanField):
        value = "" if value is None else _("yes") if value else _("no")
    return "" if value is None else str(value)[:LONGEST]


def _has(row: models.Model, name: str) -> bool:
    """Whether it is a field with a value of its own: rows below it have a history in theirs."""
    try:
        field = row._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete and not field.many_to_many)


def _label(model: Any, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name
