"""Every way in which a database changes or removes a row is refused on tables that only grow."""

import pytest
from django.db import DatabaseError, connection, transaction

from cms.ledger import appendonly, checkpoints
from cms.ledger.models import LedgerEntry
from cms.publication import adopting
from tests.factories.bureau import Bureau, fees, sign_all, submit

ON_SQLITE = {
    "replaced by its key": "INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    "replaced by its place": (
        "INSERT OR REPLACE INTO {table} (rowid, {columns}) SELECT rowid, {others} FROM {table} LIMIT 1"
    ),
    "moved": "UPDATE {table} SET rowid = rowid + 1000",
    "updated or replaced": "UPDATE OR REPLACE {table} SET {key} = (SELECT MAX({key}) FROM {table})",
}
ON_POSTGRESQL = {
    "emptied": "TRUNCATE {table}",
    "emptied with what hangs on it": "TRUNCATE {table} CASCADE",
    "merged": "MERGE INTO {table} t USING {table} s ON t.{key} = s.{key} WHEN MATCHED THEN DELETE",
}
ON_BOTH = {
    "updated": "UPDATE {table} SET {key} = {key}",
    "deleted": "DELETE FROM {table}",
    "upserted": (
        "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
    ),
}
WAYS = ON_BOTH | {"sqlite": ON_SQLITE, "postgresql": ON_POSTGRESQL}[connection.vendor]


@pytest.fixture
def filled(db):
    """A row in each of them."""
    page = Bureau().licence()
    fees(page)
    sign_all(submit(page))
    checkpoints.head(LedgerEntry.objects.latest("number").number + 1, "")
    adopting.adopt("admin", "一小时前的备份")


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
        return cursor.fetchall()


def statement(way, model):
    columns = [field.column for field in model._meta.concrete_fields]
    key = model._meta.pk.column
    # SQLite numbers rows of its own by their place: one is the other
    kinds = {"CharField": {key: "'another'"}, "BigAutoField": {}}
    another = kinds.get(model._meta.pk.get_internal_type(), {key: "999999"})
    return WAYS[way].format(
        table=f'"{model._meta.db_table}"',
        key=f'"{key}"',
        columns=", ".join(f'"{name}"' for name in columns),
        others=", ".join(another.get(name, f'"{name}"') for name in columns),
    )


def test_no_row_changes_or_goes(filled):
    for model in appendonly.protected_models():
        before = rows(model._meta.db_table)
        assert before, model
        for way in WAYS:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement(way, model))
            assert rows(model._meta.db_table) == before, (model, way)


def test_one_of_the_same_name_that_does_nothing_is_missing(db):
    table = LedgerEntry._meta.db_table
    name, on = f"{table}_no_update", ""
    harmless = f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" BEGIN SELECT 1; END'
    if connection.vendor == "postgresql":
        name, on = f"{table}_no_change", f' ON "{table}"'
        harmless = (
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW WHEN (false) '
            'EXECUTE FUNCTION "disclosure_append_only"()'
        )
    assert appendonly.missing() == []
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
        cursor.execute(harmless)
    assert appendonly.missing() == [name]
    assert appendonly.install() == [name]
    assert appendonly.missing() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no function of its own")
def test_a_function_that_does_nothing_is_found(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION disclosure_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    assert len(appendonly.missing()) == 2 * len(appendonly.protected_models())
    appendonly.install()
    assert appendonly.missing() == []
