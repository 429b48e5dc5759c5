"""What a model that can be published declares: which of its fields are shown. Closed by default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Upgrader = Callable[[dict[str, Any]], dict[str, Any]]


class SchemaMismatch(ValueError):
    """A sealed form does not have exactly the fields that its type declares, and no upgrader says how to read it."""


@dataclass(frozen=True)
class Schema:
    """The shown fields of an item and of its child relations.

    `version` is sealed with each form. When the declaration changes, the version goes up and `upgraders[n]` turns the
    body (`{"content": …, "children": …}`) of version n into that of n + 1; it fills nothing from a default that the
    signers could not see.
    """

    version: int
    fields: tuple[str, ...]
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    upgraders: Mapping[int, Upgrader] = field(default_factory=dict)

    def read(self, version: int, body: dict[str, Any]) -> dict[str, Any]:
        """The body in this schema. Raises SchemaMismatch for what is unknown or missing."""
        for step in range(version, self.version):
            if step not in self.upgraders:
                raise SchemaMismatch(f"no upgrader from schema version {step}")
            body = self.upgraders[step](body)
        if version > self.version:
            raise SchemaMismatch(f"schema version {version} is newer than {self.version}")
        self._compare("fields", set(self.fields), set(body["content"]))
        self._compare("children", set(self.children), set(body["children"]))
        for name, rows in body["children"].items():
            for row in rows:
                self._compare(name, set(self.children[name]), set(row))
        return body

    @staticmethod
    def _compare(what: str, declared: set[str], sealed: set[str]) -> None:
        if declared != sealed:
            odd = ", ".join(sorted(declared ^ sealed))
            raise SchemaMismatch(f"{what}: the form and the declaration differ in {odd}")
