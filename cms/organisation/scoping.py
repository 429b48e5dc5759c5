"""Which unit a row belongs to, and which rows somebody's posts let them see: one answer for lists, forms and views."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from cms.organisation.permissions import may_in_unit, units_with_permission

_UNIT_PATH = {
    "unit": "pk",
    "office": "unit_id",
    "post": "unit_id",
    "tenure": "post__unit_id",
    "portfolio": "post__unit_id",
    "delegation": "post__unit_id",
    "leadinggroupmember": "unit_id",
}
ACTIONS = ("view", "add", "change")


def unit_path(model: type[Model]) -> str:
    return _UNIT_PATH[str(model._meta.model_name)]


def unit_id_of(row: Model) -> int:
    value: Any = row
    for name in unit_path(type(row)).split("__"):
        value = getattr(value, name)
    return value


def permission(model: type[Model], action: str) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def may(user: Any, action: str, row: Model) -> bool:
    return may_in_unit(user, permission(type(row), action), unit_id_of(row))


def units_to_see(user: Any, model: type[Model]) -> set[int] | None:
    """The units whose rows a user may read: whoever may add or change may read. None means every unit."""
    found: set[int] = set()
    for action in ACTIONS:
        units = units_with_permission(user, permission(model, action))
        if units is None:
            return None
        found |= units
    return found


def visible(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    units = units_to_see(user, rows.model)
    return rows if units is None else rows.filter(**{f"{unit_path(rows.model)}__in": units})


def people(users: QuerySet[Any], units: set[int] | None) -> QuerySet[Any]:
    """Whom an administrator of these units may choose: their own people, and those who hold nothing anywhere."""
    users = users.filter(is_active=True)
    if units is None:
        return users
    return users.filter(Q(tenures__post__unit_id__in=units) | Q(tenures=None)).distinct()
