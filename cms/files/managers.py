"""Managers of files: from the closed room, each asker gets a copy of its own."""

import copy
from typing import Any

from cms.exhibits import room
from cms.exhibits.managers import ExhibitManagerMixin


class SealedCopiesMixin(ExhibitManagerMixin):
    """Wagtail's ImageBlock writes its alternative text on the instance; two blocks that show one image must not share it."""

    def in_bulk(self, id_list: Any = None, **kwargs: Any) -> dict[Any, Any]:
        found = super().in_bulk(id_list, **kwargs)
        return found if room.current() is None else {pk: copy.copy(row) for pk, row in found.items()}

    def get(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get(*args, **kwargs)
        return found if room.current() is None else copy.copy(found)
