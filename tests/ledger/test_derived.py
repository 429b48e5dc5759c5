"""The right to write derived tables: over again whatever happens inside, on both databases."""

import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cms.ledger import appendonly, derived
from cms.publication.models import Backlink


def make(target: str) -> Backlink:
    return Backlink.objects.create(publication=1, kind="related", target=target)


def assert_shut() -> None:
    with pytest.raises(DatabaseError, match="derived"), transaction.atomic():
        make("outside")


def test_inside_one_may_and_outside_nobody(db):
    assert_shut()
    with derived.writing():
        row = make("inside")
        with derived.writing():
            row.target = "deeper"
            row.save()
        row.delete()
        make("stays")
    assert_shut()
    with pytest.raises(DatabaseError, match="derived"), transaction.atomic():
        Backlink.objects.all().delete()
    assert Backlink.objects.get().target == "stays"


def test_it_shuts_after_a_failure_that_somebody_catches(db):
    with pytest.raises(RuntimeError), derived.writing():
        make("first")
        raise RuntimeError
    assert_shut()
    with derived.writing():
        with pytest.raises(RuntimeError), derived.writing():
            raise RuntimeError
        make("still open")
    assert_shut()


def test_it_shuts_after_a_failure_of_the_database(db):
    with pytest.raises(IntegrityError), transaction.atomic(), derived.writing():
        Backlink.objects.bulk_create([Backlink(publication=None, kind="x", target="x")])
    assert_shut()


def test_another_program_does_not_get_in(db, tmp_path):
    """SQLite: a copy of the table and its triggers, without the function that they ask."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL asks a setting")
    other = sqlite3.connect(tmp_path / "other.sqlite3")
    table = Backlink._meta.db_table
    other.execute(f'CREATE TABLE "{table}" (id INTEGER PRIMARY KEY, target TEXT)')
    for trigger in derived.sqlite_triggers(table).values():
        other.execute(trigger)
    with pytest.raises(sqlite3.OperationalError, match="disclosure_door"):
        other.execute(f"INSERT INTO \"{table}\" (target) VALUES ('x')")


def test_the_triggers_are_looked_for(db):
    assert appendonly.missing() == []
    name = f"{Backlink._meta.db_table}_door" + ("" if connection.vendor == "postgresql" else "_update")
    on = f' ON "{Backlink._meta.db_table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert appendonly.missing() == [name]
    assert appendonly.install() == [name]
