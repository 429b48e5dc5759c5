"""Managers of files: from the sandbox, each asker gets a copy of its own; deletion asks the rule of protection."""

import copy
from typing import Any

from cms.files import protection
from cms.sandbox import sandbox
from cms.sandbox.managers import SealedManagerMixin


class ProtectedQuerySetMixin:
    """Deletion asks before it begins, so that a refusal leaves the caller's transaction usable."""

    def delete(self) -> Any:
        for record in self:  # type: ignore[attr-defined]  # a mixin before a QuerySet
            protection.refuse_deletion(type(record), record)
        return super().delete()  # type: ignore[misc]  # a mixin before a QuerySet

    delete.alters_data = True  # type: ignore[attr-defined]  # as on Django's own: not from templates,
    delete.queryset_only = True  # type: ignore[attr-defined]  # and not on the manager


class SealedCopiesMixin(SealedManagerMixin):
    """ImageBlock writes its alternative text on the instance: two blocks that show one image must not share it."""

    def in_bulk(self, id_list: Any = None, **kwargs: Any) -> dict[Any, Any]:
        found = super().in_bulk(id_list, **kwargs)
        return found if sandbox.current() is None else {pk: copy.copy(row) for pk, row in found.items()}

    def get(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get(*args, **kwargs)
        return found if sandbox.current() is None else copy.copy(found)
