"""What a page type shows: its own fields, and of its rows what these declare themselves (`Row.shown_fields`)."""

from typing import Any

from cms.publication.schema import Schema, Upgrader


class DeclaredSchema:
    """The `Schema` of a page type, made when it is first asked for: the types of rows are declared after the page's."""

    def __init__(
        self, fields: tuple[str, ...], relations: tuple[str, ...], version: int, upgraders: dict[int, Upgrader]
    ) -> None:
        self._fields, self._relations = fields, relations
        self._version, self._upgraders = version, upgraders
        self._made: dict[type, Schema] = {}

    def __get__(self, instance: Any, owner: Any) -> Schema:
        if owner not in self._made:
            children = {name: getattr(row_type(owner, name), "shown_fields", ()) for name in self._relations}
            self._made[owner] = Schema(self._version, self._fields, children, self._upgraders)
        return self._made[owner]


def row_type(page_type: Any, relation: str) -> Any:
    """The `Row` of a relation. Raises FieldDoesNotExist."""
    return page_type._meta.get_field(relation).related_model


def declared(
    *fields: str, rows: tuple[str, ...] = (), version: int = 1, upgraders: dict[int, Upgrader] | None = None
) -> Any:
    """For `disclosure_schema`: these fields and the rows of these relations are shown, and nothing else."""
    return DeclaredSchema(fields, rows, version, upgraders or {})
