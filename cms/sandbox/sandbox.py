"""A sandbox holds the sealed copies of one publication. Inside it no live row is read: any SQL is refused.

A template that would show something unsigned therefore fails in its first test instead of leaking later.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, cast

from django.db import connections, models
from django.db.models import ForeignKey

_current: ContextVar["Sandbox | None"] = ContextVar("disclosure_sandbox", default=None)
_own_tables: ContextVar[bool] = ContextVar("disclosure_own_tables", default=False)


class LiveRowTouched(RuntimeError):
    """A page asked for something that is not part of what was signed."""


class NotSealed(LookupError):
    """A page refers to something that its form holds no copy of."""


class Sandbox:
    """The sealed copies of what one form refers to.

    `exhibits` is `{"rows": {model label: {pk: {"fields": …, "files": …}}}}`.
    """

    def __init__(self, exhibits: dict[str, Any], resolve: Callable[[str], Any] | None = None) -> None:
        self.exhibits = exhibits
        self._resolve = resolve
        self._made: dict[tuple[str, str], models.Model] = {}

    def row(self, model: type[models.Model], pk: Any) -> models.Model | None:
        """The instance made of the sealed copy, or None when none was exhibited. Other fields stay deferred."""
        label = model._meta.label_lower
        key = (label, str(pk))
        if key not in self._made:
            copy = self.exhibits.get("rows", {}).get(label, {}).get(str(pk))
            if copy is None:
                return None
            self._made[key] = self._instance(model, pk, copy)
        return self._made[key]

    def _instance(self, model: type[models.Model], pk: Any, copy: dict[str, Any]) -> models.Model:
        values = {cast(Any, model._meta.pk).attname: pk, **copy["fields"]}
        fields = [field for field in model._meta.concrete_fields if field.attname in values]
        instance = model.from_db(
            "default", [f.attname for f in fields], [f.to_python(values[f.attname]) for f in fields]
        )
        instance.sealed = copy  # type: ignore[attr-defined]  # the mark of an instance that comes from a sandbox
        return instance

    def linked(self, key: str) -> Any:
        """The current publication of another item (`title`, `url`) or None: links are resolved when read."""
        return self._resolve(key) if self._resolve else None


def current() -> Sandbox | None:
    """The sandbox that this thread of execution is in, if any."""
    return _current.get()


def _refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _own_tables.get():
        return execute(sql, params, many, context)
    raise LiveRowTouched(f"a publication may not read live rows: {sql[:300]}")


@contextlib.contextmanager
def entered(here: Sandbox) -> Iterator[Sandbox]:
    """Everything inside is rendered from `here`; SQL raises LiveRowTouched unless inside `own_tables()`."""
    token = _current.set(here)
    inner = _own_tables.set(False)
    try:
        with contextlib.ExitStack() as stack:
            for connection in connections.all(initialized_only=True):
                stack.enter_context(connection.execute_wrapper(_refuse))
            yield here
    finally:
        _own_tables.reset(inner)
        _current.reset(token)


@contextlib.contextmanager
def own_tables() -> Iterator[None]:
    """For the few queries on publications (lists, trail, links) that a page may make while it is rendered."""
    token = _own_tables.set(True)
    try:
        yield
    finally:
        _own_tables.reset(token)


def fill_foreign_keys(instance: models.Model, here: Sandbox) -> None:
    """Put the sealed copies behind the instance's foreign keys, so that following one costs no SQL."""
    deferred = instance.get_deferred_fields()
    for field in instance._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or field.remote_field.parent_link or field.attname in deferred:
            continue
        pk = getattr(instance, field.attname)
        if pk is None or field.is_cached(instance):
            continue
        row = here.row(field.related_model, pk)
        if row is not None:
            field.set_cached_value(instance, row)
