"""What a run that was killed left behind: the next one takes it away. A run says of itself on which machine and as
which process it works; of another machine nobody knows more than the day.
"""

import contextlib
import datetime
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from elasticsearch import ApiError, TransportError

from ..engine_contract import Unavailable
from ..engines.elastic import ElasticsearchEngine

FOLDER = "search-evaluation-"
SCHEMA = "search_evaluation_"
INDEX = "evaluation"
LONGEST = datetime.timedelta(days=1)
"""No run takes so long."""
YOUNG = datetime.timedelta(minutes=10)
"""What says nothing of who made it may be of a run that is only beginning."""


def mark() -> dict[str, Any]:
    """What a run says of itself, beside what it makes."""
    return {"machine": socket.gethostname(), "process": os.getpid()}


def is_dead(facts: dict[str, Any], since: datetime.datetime) -> bool:
    """Whether the run that made something is over; `since` is when it was made."""
    age = datetime.datetime.now(datetime.UTC) - since
    if age > LONGEST or not facts:
        return age > (LONGEST if facts else YOUNG)
    return facts.get("machine") == socket.gethostname() and not _lives(int(facts.get("process", 0)))


def _lives(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def folder() -> str:
    """How the folder of this process begins."""
    return f"{FOLDER}{os.getpid()}-"


def sweep_folders() -> None:
    """Folders of processes that are no more."""
    for path in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        process = path.name.removeprefix(FOLDER).partition("-")[0]
        with contextlib.suppress(OSError):
            since = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
            facts = {"machine": socket.gethostname(), "process": int(process)} if process.isdigit() else {}
            if is_dead(facts, since):
                shutil.rmtree(path, ignore_errors=True)


def hold(cursor: Any, schema: str) -> None:
    """The schema is this connection's until it ends, however it ends: PostgreSQL gives the lock back by itself."""
    cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [schema])


def sweep_schemas(cursor: Any) -> None:
    """Schemas whose run is over: nobody holds them. One that cannot be taken away stays."""
    cursor.execute("SELECT nspname FROM pg_namespace WHERE left(nspname, %s) = %s", [len(SCHEMA), SCHEMA])
    for (name,) in cursor.fetchall():
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if not cursor.fetchone()[0]:
            continue
        with contextlib.suppress(DatabaseError):
            cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def sweep_indices(engine: ElasticsearchEngine) -> None:
    """Indices beside the site's that were made for a run which is over. Raises Unavailable."""
    try:
        found = engine.writing.indices.get(index=f"{engine.alias}-{INDEX}-*", features=["mappings", "settings"])
    except (ApiError, TransportError) as error:
        raise Unavailable(str(error)) from error
    for name, each in found.items():
        made = int(each["settings"]["index"]["creation_date"]) / 1000
        facts = each["mappings"].get("_meta", {})
        if is_dead(facts, datetime.datetime.fromtimestamp(made, datetime.UTC)):
            engine.drop(name)
