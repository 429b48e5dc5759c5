"""Tables that are worked out from append-only ones: only the code that works them out writes them.

Triggers refuse every INSERT, UPDATE, DELETE and TRUNCATE outside `writing()`, so that what lists, search and files show
follows the publications and nothing else. Whoever runs code of their own in this process can write too; what
they leave behind differs from the publications, and verification names it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "derived from the record"
SETTING = "disclosure.door"
_OPEN = "_disclosure_door"


class DerivedModel(models.Model):
    """Rows are written by the code that derives them, inside `writing()`."""

    class Meta:
        abstract = True


def derived_models() -> list[type[DerivedModel]]:
    return [model for model in apps.get_models() if issubclass(model, DerivedModel)]


@contextmanager
def writing(using: str = "default") -> Iterator[None]:
    """Derived tables may be written inside. On PostgreSQL call it in a transaction: with it the right ends at last."""
    connection = connections[using]
    depth = getattr(connection, _OPEN, 0)
    _set(connection, depth + 1)
    try:
        yield
    except BaseException:
        if _has_failed(connection):
            setattr(connection, _OPEN, depth)  # PostgreSQL takes its setting back with what the caller rolls back
        else:
            _set(connection, depth)
        raise
    _set(connection, depth)


def _has_failed(connection: BaseDatabaseWrapper) -> bool:
    """Whether PostgreSQL takes no statement any more before something is rolled back."""
    if connection.vendor != "postgresql":
        return False
    return connection.connection is None or connection.connection.info.transaction_status.name != "INTRANS"


def _set(connection: BaseDatabaseWrapper, depth: int) -> None:
    before = getattr(connection, _OPEN, 0)
    setattr(connection, _OPEN, depth)
    if connection.vendor == "postgresql" and (before == 0) != (depth == 0):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, "open" if depth else "shut"])


def attach(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """`connection_created`: the function that SQLite's triggers ask. Without it, elsewhere, they refuse too."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("disclosure_door", 0, lambda: int(getattr(connection, _OPEN, 0) > 0))


def sqlite_triggers(table: str) -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is {REFUSAL}'); END"
    return {
        f"{table}_door_{event.lower()}": (
            f'CREATE TRIGGER "{table}_door_{event.lower()}" BEFORE {event} ON "{table}" '
            f"WHEN disclosure_door() = 0 {refuse}"
        )
        for event in ("INSERT", "UPDATE", "DELETE")
    }


def postgresql_triggers(table: str) -> dict[str, str]:
    return {
        f"{table}_door": (
            f'CREATE TRIGGER "{table}_door" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            'FOR EACH STATEMENT EXECUTE FUNCTION "disclosure_derived"()'
        )
    }


POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION disclosure_derived() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF current_setting('{SETTING}', true) IS DISTINCT FROM 'open' THEN
    RAISE EXCEPTION '% is {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$
"""
