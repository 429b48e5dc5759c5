"""Tables that only grow. Triggers refuse UPDATE, DELETE, REPLACE and TRUNCATE; the app installs and checks them itself.

On SQLite whoever holds the file can take them away; on PostgreSQL the site's role does not own the tables and cannot.
What gets past them is found by verification, for the rows are sealed and the ledger is chained.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from cms.ledger import derived

REFUSAL = "append-only"


class AppendOnlyModel(models.Model):
    """Rows are inserted once and never changed: `save()` of an existing row and `delete()` are refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError(f"{self._meta.label} is append-only", {self})


def protected_models() -> list[type[AppendOnlyModel]]:
    return [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def _sqlite_triggers(table: str, pk: str) -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is {REFUSAL}'); END"
    return {
        f"{table}_no_update": f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" {refuse}',
        f"{table}_no_delete": f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refuse}',
        # REPLACE INTO fires no delete trigger: refuse an existing key before it does
        f"{table}_no_replace": (
            f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" '  # noqa: S608 - names of our models
            f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "{pk}" = NEW."{pk}") {refuse}'
        ),
        # nor when the place in the file is named and not the key; NEW.rowid is -1 where it is not named
        f"{table}_no_displace": (
            f'CREATE TRIGGER "{table}_no_displace" BEFORE INSERT ON "{table}" '  # noqa: S608 - names of our models
            f'WHEN NEW.rowid <> -1 AND EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid) {refuse}'
        ),
    }


def _postgresql_triggers(table: str) -> dict[str, str]:
    function = '"disclosure_append_only"()'
    return {
        f"{table}_no_change": (
            f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {function}"
        ),
        f"{table}_no_truncate": (
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
        ),
    }


POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION disclosure_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    existing = set(connection.introspection.table_names())
    wanted: dict[str, str] = {}
    for model in protected_models():
        table = model._meta.db_table
        if table in existing:
            pk = str(model._meta.pk.column)  # type: ignore[union-attr]  # a concrete model has a key
            wanted |= _postgresql_triggers(table) if connection.vendor == "postgresql" else _sqlite_triggers(table, pk)
    make = derived.postgresql_triggers if connection.vendor == "postgresql" else derived.sqlite_triggers
    for table in (model._meta.db_table for model in derived.derived_models()):
        if table in existing:
            wanted |= make(table)
    return wanted


_BITS = {"FOR EACH ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
"""How PostgreSQL writes down what a trigger answers to (`pg_trigger.tgtype`)."""


def _standing(connection: BaseDatabaseWrapper, wanted: dict[str, str]) -> set[str]:
    """Names of those that stand as they were made: not switched off, and none of the same name that does less."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {name for name, sql in cursor.fetchall() if wanted.get(name) == sql}
    bodies = {_body(POSTGRESQL_FUNCTION), _body(derived.POSTGRESQL_FUNCTION)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgtype, f.proname, f.prosrc FROM pg_catalog.pg_trigger t "
            "JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid WHERE NOT t.tgisinternal "
            "AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''"
        )
        return {
            name
            for name, kind, function, body in cursor.fetchall()
            if kind == _kind(wanted.get(name, "")) and f'"{function}"()' in wanted[name] and body in bodies
        }


def _kind(sql: str) -> int:
    return sum(bit for words, bit in _BITS.items() if words in sql)


def _body(function: str) -> str:
    return function.split("$$")[1]


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that should stand and do not, or not as they were made."""
    connection = connections[using]
    wanted = _wanted(connection)
    return sorted(set(wanted) - _standing(connection, wanted))


def install(using: str = "default") -> list[str]:
    """Create the missing triggers; returns their names. Needs the owner of the tables."""
    connection = connections[using]
    wanted, absent = _wanted(connection), missing(using)
    if not absent:
        return []
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(derived.POSTGRESQL_FUNCTION)
        for name in absent:
            cursor.execute(_drop(name, wanted[name], connection.vendor))
            cursor.execute(wanted[name])
    return absent


def _drop(name: str, sql: str, vendor: str) -> str:
    table = sql.partition(' ON "')[2].partition('"')[0]
    return f'DROP TRIGGER IF EXISTS "{name}"' + (f' ON "{table}"' if vendor == "postgresql" else "")
