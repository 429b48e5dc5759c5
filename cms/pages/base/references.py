"""Whether all that a stored draft refers to is there still: asked once per table; modelcluster asks once per row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME

SET_ANYWAY = ("content_type", "locale", "owner", "locked_by", "latest_revision", "alias_of")
"""What `Page.with_content_json` takes from the page itself afterwards, whatever the draft says."""
OF_THE_ROW = (*SET_ANYWAY, "live_revision", "path", "translation_key", "index_number")
"""What the database keeps whole by itself as long as a page's row says it: a reference, or what is unique."""

Wanted = dict[tuple[Any, str], set[Any]]
OF_A_DRAFT = {
    "latest_revision",
    "latest_revision_created_at",
    "has_unpublished_changes",
    "draft_title",
    COMMENTS_RELATION_NAME,
}
"""What Wagtail writes of a page when a draft of it is saved."""


@dataclass
class Read:
    """What was found there while a draft was read: (model, key) of all that it refers to, and the rows of some."""

    there: set[tuple[Any, Any]] = field(default_factory=set)
    rows: dict[tuple[Any, Any], Any] = field(default_factory=dict)


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
        if read is not None:
            read.there |= {(target, key) for key in rows}
            read.rows |= {(target, key): row for key, row in rows.items() if row is not None}
    return True


def fill(page: Any, read: Read) -> None:
    """Give a page and its rows what they refer to, as it was just read; of the rest it knows that it is there."""
    page._there = read.there
    below = (row for rows in getattr(page, "_cluster_related_objects", {}).values() for row in rows)
    for instance in (page, *below):
        for each in instance._meta.concrete_fields:
            row = read.rows.get((each.related_model, getattr(instance, each.attname))) if each.many_to_one else None
            if row is not None:
                each.set_cached_value(instance, row)


def remember(draft: Any, page: Any) -> None:
    """Of a draft that was put together from a page: what was just read with the page's row, and its parent."""
    draft._of_the_row = (page.pk, {name: _value(page, name) for name in OF_THE_ROW})
    parent = getattr(page, "_cached_parent_obj", None)
    if parent is not None and draft.path.startswith(parent.path) and parent.depth == draft.depth - 1:
        draft._cached_parent_obj = parent


def known(page: Any) -> set[str]:
    """The fields in which this draft says what its page's row says, or names what was there when it was read.

    Nobody needs to ask whether they hold.
    """
    pk, known = page.__dict__.get("_of_the_row", (None, {}))
    if pk != page.pk:
        return set()
    same = {name for name, value in known.items() if value is not None and _value(page, name) == value}
    return same | known_of(page, page)


def known_of(page: Any, row: Any) -> set[str]:
    """The fields of a row of this draft, or of itself, that name what was there when the draft was read."""
    there = page.__dict__.get("_there", ())
    keys = [each for each in row._meta.concrete_fields if each.many_to_one or each.one_to_one]
    return {each.name for each in keys if (each.related_model, getattr(row, each.attname)) in there}


@contextmanager
def index_as_it_is(page: Any, written: Iterable[str] | None) -> Iterator[None]:
    """Wagtail's index of references is not made anew while nothing is written but what a saved draft leaves behind.

    A comment refers to who wrote it: where there is one, all is as ever.
    """
    from wagtail.signal_handlers import disable_reference_index_auto_update, reference_index_auto_update_disabled

    off = getattr(reference_index_auto_update_disabled, "value", False)
    names = set(written or ())
    if off or not names or not names <= OF_A_DRAFT or (COMMENTS_RELATION_NAME in names and _is_commented(page)):
        yield
        return
    with disable_reference_index_auto_update():
        yield


def _is_commented(page: Any) -> bool:
    there = getattr(page, COMMENTS_RELATION_NAME)
    return bool(there.all()) or there.model.objects.filter(page_id=page.pk).exists()


def _value(page: Any, name: str) -> Any:
    try:
        return getattr(page, page._meta.get_field(name).attname, None)
    except FieldDoesNotExist:
        return None


def _shown_by(model: Any) -> dict[Any, tuple[str, ...]]:
    """Of which tables a page of this model, or a row of it, shows a row → what is shown of it beside its row."""
    own = (model, *(relation.related_model for relation in get_all_child_relations(model)))
    targets = [each.related_model for one in own for each in one._meta.concrete_fields if each.many_to_one]
    return {each: getattr(each, "sealed_with", ()) for each in targets if hasattr(each, "sealed_fields")}


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
            declared = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        relation = declared.remote_field
        if value is None or not isinstance(declared, models.ForeignKey):
            continue
        target = relation.model._meta.get_field(relation.field_name)
        yield relation.model, relation.field_name, target.to_python(value)
    for relation in get_all_child_relations(model):
        for row in data.get(relation.get_accessor_name()) or ():
            yield from _references(relation.related_model, row)
