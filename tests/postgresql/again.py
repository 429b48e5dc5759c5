"""Runs parts of the suite on a real PostgreSQL, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import missing_server
from tests.servers import postgresql

ROOT = Path(__file__).resolve().parents[2]


def _psql() -> list[str]:
    return [str((postgresql.binaries() or Path()) / "psql")]


def passes(*parts: str, **environment: str) -> None:
    """Raises AssertionError with the end of what the run said."""
    if postgresql.binaries() is None:
        missing_server("PostgreSQL")
    with postgresql.running() as address:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DISCLOSURE_"))}
        subprocess.run([*_psql(), address, "-c", "CREATE DATABASE faults"], check=True, capture_output=True)
        scratch = f"{address.rpartition('/')[0]}/faults"
        given = {**kept, "DATABASE_URL": address, "FAULTS_DATABASE_URL": scratch, **environment}
        command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--create-db", *parts]
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
