"""Whether all that a stored draft refers to is there still: asked once per table; modelcluster asks once per row."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations

SET_ANYWAY = ("content_type", "locale", "owner", "locked_by", "latest_revision", "alias_of")
"""What `Page.with_content_json` takes from the page itself afterwards, whatever the draft says."""

Wanted = dict[tuple[Any, str], set[Any]]


class OfItself(dict[str, Any]):
    """The content of a revision of a page that is there: nobody needs to ask for the page itself."""

    @classmethod
    def of(cls, content: dict[str, Any]) -> "OfItself":
        return cls({name: value for name, value in content.items() if name not in SET_ANYWAY})


def all_there(model: Any, data: dict[str, Any]) -> bool:
    """Whether every row that a foreign key of the page or of its child rows names exists. One query per table."""
    wanted: Wanted = defaultdict(set)
    for target, name, value in _references(model, data):
        wanted[target, name].add(value)
    if isinstance(data, OfItself):
        for own in (model, *model._meta.get_parent_list()):
            wanted[own, own._meta.pk.name].discard(data.get("pk"))
    return all(_exist(target, name, values) for (target, name), values in wanted.items() if values)


def _exist(target: Any, name: str, values: set[Any]) -> bool:
    rows = target._default_manager.filter(**{f"{name}__in": values}).order_by()
    return len(set(rows.values_list(name, flat=True))) == len(values)


def _references(model: Any, data: dict[str, Any]) -> Iterator[tuple[Any, str, Any]]:
    """(model, field, value) of each foreign key in the data, child rows included."""
    for name, value in data.items():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        relation = field.remote_field
        if value is None or not isinstance(field, models.ForeignKey):
            continue
        target = relation.model._meta.get_field(relation.field_name)
        yield relation.model, relation.field_name, target.to_python(value)
    for relation in get_all_child_relations(model):
        for row in data.get(relation.get_accessor_name()) or ():
            yield from _references(relation.related_model, row)
