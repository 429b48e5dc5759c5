"""An empty SQLite database after all migrations: made once per run, copied by every process that needs one."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[2]


def made(folder: Path) -> Path:
    """The database; workers wait for the first of them that makes it."""
    path, lock, ready = (folder / f"migrated.{ending}" for ending in ("sqlite3", "lock", "ready"))
    while not ready.exists():
        try:
            lock.mkdir()
        except FileExistsError:
            time.sleep(0.2)
            continue
        _migrate(path, folder / "migrated.var")
        ready.touch()
    return path


def _migrate(path: Path, var: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "PYTEST_"))}
    environment = {
        **kept,
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",  # its one table more does not disturb the others
        "DISCLOSURE_VAR_DIR": str(var),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0", "--no-input"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"the migrations failed:\n{done.stdout}\n{done.stderr}")
    with sqlite3.connect(path) as data:
        data.execute("PRAGMA journal_mode=DELETE")  # one file, which can be copied
    data.close()


def copy(source: Path, target: Path) -> None:
    """For a process of its own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def load(source: Path, connection: BaseDatabaseWrapper) -> None:
    """Into the test database in memory, before Django looks whether its migrations have run."""
    connection.close()
    connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
    connection.connect()
    with sqlite3.connect(source) as data:
        data.backup(connection.connection)
    data.close()
