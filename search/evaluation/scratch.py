"""A site's tables of publications and search once more, empty, for the time of an evaluation.

In the block every query of this thread goes there, and what is cached stays there: the same code that serves the public
works on a corpus, and the site's own tables are not touched. On PostgreSQL a schema of its own, elsewhere a file of
SQLite; both are gone afterwards, and those of a run that was killed at the next one.
"""

import contextlib
import tempfile
import uuid
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from cms.outbox.models import OutboxMessage
from cms.publication.models import Publication

from ..models import SearchEntry
from . import leftovers

MODELS = (SearchEntry, Publication, OutboxMessage)
"""The apps of these are there."""
HASTE = "PRAGMA synchronous=OFF;"
"""What is thrown away need not survive a crash."""


class NotAllowed(RuntimeError):
    """The database lets nobody make room; the message says what helps."""


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The site's own connection is as it was when the block ends, however it ends. Raises NotAllowed."""
    mine = connections[DEFAULT_DB_ALIAS]
    with contextlib.ExitStack() as stack:
        facts = stack.enter_context(_schema(mine) if mine.vendor == "postgresql" else _file())
        facts = {**deepcopy(mine.settings_dict), **facts}
        stack.enter_context(_instead(facts))
        stack.enter_context(_cache())
        _create_tables()
        yield


@contextlib.contextmanager
def _file() -> Iterator[dict[str, Any]]:
    leftovers.sweep_folders()
    with tempfile.TemporaryDirectory(prefix=leftovers.folder(), ignore_cleanup_errors=True) as folder:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": HASTE}
        yield {"ENGINE": "cms.sqlite3", "NAME": str(Path(folder) / "scratch.sqlite3"), "OPTIONS": options}


@contextlib.contextmanager
def _schema(mine: Any) -> Iterator[dict[str, Any]]:
    """Another connection makes it and takes it away, so that a transaction of the site's own is no matter. Raises
    NotAllowed."""
    name = f"{leftovers.SCHEMA}{uuid.uuid4().hex[:12]}"
    apart = mine.copy()
    try:
        with apart.cursor() as cursor:
            leftovers.sweep_schemas(cursor)
            leftovers.hold(cursor, name)
            try:
                cursor.execute(f'CREATE SCHEMA "{name}"')
            except ProgrammingError as error:
                raise NotAllowed(_refused(cursor, mine)) from error
        try:
            options = {**mine.settings_dict.get("OPTIONS", {}), "options": f"-c search_path={name}"}
            yield {"OPTIONS": {key: value for key, value in options.items() if key != "pool"}}
        finally:
            with apart.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
    finally:
        apart.close()


def _refused(cursor: Any, mine: Any) -> str:
    cursor.execute("SELECT current_user")
    facts = {"user": cursor.fetchone()[0], "database": mine.settings_dict["NAME"]}
    return (
        _(
            "An evaluation needs a schema of its own, which the database user %(user)s may not make. Let them "
            "(GRANT CREATE ON DATABASE %(database)s TO %(user)s), or run it on another database."
        )
        % facts
    )


@contextlib.contextmanager
def _instead(facts: dict[str, Any]) -> Iterator[None]:
    mine = connections[DEFAULT_DB_ALIAS]
    settings = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = facts
    try:
        connections[DEFAULT_DB_ALIAS] = scratch = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            yield
        finally:
            scratch.close()
    finally:
        connections.settings[DEFAULT_DB_ALIAS] = settings
        connections[DEFAULT_DB_ALIAS] = mine


@contextlib.contextmanager
def _cache() -> Iterator[None]:
    mine = caches["default"]
    caches["default"] = LocMemCache(uuid.uuid4().hex, {})
    try:
        yield
    finally:
        caches["default"] = mine


def _create_tables() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    labels = {model._meta.app_label for model in MODELS}
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] in labels])
