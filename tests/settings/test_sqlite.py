"""SQLite's connections are kept: WAL is set once per file, and a file that was replaced is noticed."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db.utils import ConnectionHandler

from cms.settings import environment


@pytest.fixture
def place(tmp_path, monkeypatch, django_db_blocker):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with django_db_blocker.unblock():  # files of this test, not the suite's database
        yield tmp_path / "a.sqlite3"


def opened(place):
    return ConnectionHandler({"default": environment.database("DATABASE_URL", place)})["default"]


def value(connection, sql="SELECT v FROM t"):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()[0]


def next_request(connection):
    """What Django does at the end of one request and at the beginning of the next."""
    connection.close_if_unusable_or_obsolete()
    connection.close_if_unusable_or_obsolete()


def filled(path, number):
    with closing(sqlite3.connect(path)) as data:
        data.execute("CREATE TABLE t (v INTEGER)")
        data.execute("INSERT INTO t VALUES (?)", [number])
        data.commit()


def statements_of_a_new_connection(place):
    said = []

    class Listening(sqlite3.Connection):
        def execute(self, sql, *more):
            said.append(sql)
            return super().execute(sql, *more)

    connection = opened(place)
    params = {**connection.get_connection_params(), "factory": Listening}
    connection.get_new_connection(params).close()
    return said


def test_wal_is_set_once_for_a_file(place):
    first, second = (statements_of_a_new_connection(place) for _turn in range(2))
    assert [sql for sql in first if "WAL" in sql]
    assert not [sql for sql in second if "WAL" in sql]
    assert value(opened(place), "PRAGMA journal_mode") == "wal"


def test_a_connection_is_kept_from_request_to_request(place):
    filled(place, 1)
    connection = opened(place)
    assert value(connection) == 1
    kept = connection.connection
    next_request(connection)
    assert value(connection) == 1
    assert connection.connection is kept


@pytest.mark.parametrize("way", ["deleted and made anew", "another put in its place", "removed"])
def test_a_file_that_was_replaced_is_noticed_at_the_next_request(place, way, tmp_path):
    filled(place, 1)
    connection = opened(place)
    assert value(connection) == 1
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    if way == "another put in its place":
        filled(tmp_path / "b.sqlite3", 2)
        (tmp_path / "b.sqlite3").replace(place)
    else:
        place.unlink()
        if way == "deleted and made anew":
            filled(place, 2)
    next_request(connection)
    if way == "removed":
        assert value(connection, "SELECT COUNT(*) FROM sqlite_master") == 0
    else:
        assert value(connection) == 2


def test_a_copy_of_a_database_in_use_is_a_database(place, tmp_path, monkeypatch):
    """As tests and administrators copy one: by SQLite's own means."""
    filled(place, 1)
    connection = opened(place)
    assert value(connection) == 1
    with closing(sqlite3.connect(place)) as before, closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as after:
        before.backup(after)
    shutil.copyfile(tmp_path / "copy.sqlite3", tmp_path / "again.sqlite3")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'again.sqlite3'}")
    assert value(opened(place)) == 1


def test_connections_to_postgresql_are_kept_and_looked_at(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://site@db/disclosure")
    config = environment.database("DATABASE_URL", tmp_path)
    assert (config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"]) == (600, True)
