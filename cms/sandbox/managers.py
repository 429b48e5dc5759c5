"""Managers that answer from the sandbox while there is one: chooser blocks and rich text fetch through them."""

from typing import Any

from django.db import models

from cms.sandbox import sandbox


class SealedManagerMixin:
    """`in_bulk(ids)` and `get(pk=…)` give the sealed copies inside a room, live rows outside."""

    model: Any

    def in_bulk(self, id_list: Any = None, **kwargs: Any) -> dict[Any, Any]:
        here = sandbox.current()
        if here is None or id_list is None:
            return super().in_bulk(id_list, **kwargs)  # type: ignore[misc]  # a mixin before a Manager
        to_python = self.model._meta.pk.to_python  # type: ignore[union-attr]  # a concrete model has a key
        found = {to_python(pk): here.row(self.model, pk) for pk in id_list if pk is not None}
        return {pk: row for pk, row in found.items() if row is not None}

    def get(self, *args: Any, **kwargs: Any) -> Any:
        here = sandbox.current()
        if here is None or args or set(kwargs) not in ({"pk"}, {"id"}):
            return super().get(*args, **kwargs)  # type: ignore[misc]  # a mixin before a Manager
        row = here.row(self.model, next(iter(kwargs.values())))
        if row is None:
            raise self.model.DoesNotExist
        return row


class SealedManager(SealedManagerMixin, models.Manager):  # type: ignore[type-arg]  # generic over any model
    """The plain manager of a model that pages may show."""
