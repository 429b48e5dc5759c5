"""Whether all that a stored draft refers to is there still: asked once per table; modelcluster asks once per row."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations

SET_ANYWAY = ("content_type", "locale", "owner", "locked_by", "latest_revision", "alias_of")
"""What `Page.with_content_json` takes from the page itself afterwards, whatever the draft says."""
OF_THE_ROW = (*SET_ANYWAY, "live_revision", "path", "translation_key", "index_number")
"""What the database keeps whole by itself as long as a page's row says it: a reference, or what is unique."""

Wanted = dict[tuple[Any, str], set[Any]]
Read = dict[tuple[Any, Any], Any]
"""(model, key) → row."""


class OfItself(dict[str, Any]):
    """The content of a revision of a page that is there: nobody needs to ask for the page itself."""

    @classmethod
    def of(cls, content: dict[str, Any]) -> "OfItself":
        return cls({name: value for name, value in content.items() if name not in SET_ANYWAY})


def all_there(model: Any, data: dict[str, Any], read: Read | None = None) -> bool:
    """Whether every row that a foreign key of the page or of its child rows names exists. One query per table.

    What the page itself shows of them is put into `read`, so that nobody reads it again.
    """
    wanted: Wanted = defaultdict(set)
    for target, name, value in _references(model, data):
        wanted[target, name].add(value)
    if isinstance(data, OfItself):
        for own in (model, *model._meta.get_parent_list()):
            wanted[own, own._meta.pk.name].discard(data.get("pk"))
    shown = _shown_by(model) if read is not None else {}
    for (target, name), values in wanted.items():
        rows = _rows(target, name, values, shown.get(target)) if values else {}
        if len(rows) != len(values):
            return False
        if read is not None and target in shown:
            read.update({(target, pk): row for pk, row in rows.items()})
    return True


def fill(page: Any, read: Read) -> None:
    """Give a page the rows that it refers to, as they were just read."""
    for field in page._meta.concrete_fields:
        row = read.get((field.related_model, getattr(page, field.attname))) if field.many_to_one else None
        if row is not None:
            field.set_cached_value(page, row)


def remember(draft: Any, page: Any) -> None:
    """Of a draft that was put together from a page: what was just read with the page's row, and its parent."""
    draft._of_the_row = (page.pk, {name: _value(page, name) for name in OF_THE_ROW})
    parent = getattr(page, "_cached_parent_obj", None)
    if parent is not None and draft.path.startswith(parent.path) and parent.depth == draft.depth - 1:
        draft._cached_parent_obj = parent


def known(page: Any) -> set[str]:
    """The fields in which this draft says what its page's row says: nobody needs to ask whether they hold."""
    pk, told = page.__dict__.get("_of_the_row", (None, {}))
    return {name for name, value in told.items() if pk == page.pk and value is not None and _value(page, name) == value}


def _value(page: Any, name: str) -> Any:
    try:
        return getattr(page, page._meta.get_field(name).attname, None)
    except FieldDoesNotExist:
        return None


def _shown_by(model: Any) -> dict[Any, tuple[str, ...]]:
    """Of which tables a page of this model shows a row in a field of its own → what is shown of it beside its row."""
    targets = [field.related_model for field in model._meta.concrete_fields if field.many_to_one]
    return {each: getattr(each, "exhibited_with", ()) for each in targets if hasattr(each, "exhibited_fields")}


def _rows(target: Any, name: str, values: set[Any], beside: tuple[str, ...] | None) -> dict[Any, Any]:
    """By their keys, with what is beside them; the keys alone where that is None."""
    rows = target._default_manager.filter(**{f"{name}__in": values}).order_by()
    if beside is None:
        return dict.fromkeys(rows.values_list(name, flat=True))
    return {getattr(row, name): row for row in rows.select_related(*beside)}


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
