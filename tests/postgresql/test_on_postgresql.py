"""The parts of the suite that speak to the database in words of their own, again on a real PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import missing_server
from tests.servers import postgresql

ROOT = Path(__file__).resolve().parents[2]
AGAIN = [
    "tests/ledger",
    "tests/publication/test_trust.py",
    "tests/search/test_embedded.py",
    "tests/search/test_editors.py",
    "tests/workflows/test_stateful.py",
    "tests/attacks/test_by_code.py",
    "tests/attacks/test_by_admin.py::test_every_address[admin-live]",
    "tests/attacks/test_by_admin.py::test_every_address[editor_licensing-waiting]",
    "tests/attacks/test_by_admin.py::test_every_address[yuzhong_director-waiting]",
    "tests/attacks/test_by_api.py::test_every_operation_with_a_token[admin]",
    "tests/attacks/test_by_api.py::test_every_operation_with_a_token[publicity]",
    "tests/lifecycle/test_turns.py",
    "tests/lifecycle/test_faults.py",
]


def _psql() -> list[str]:
    return [str((postgresql.binaries() or Path()) / "psql")]


def test_the_suite_passes_on_postgresql():
    if postgresql.binaries() is None:
        missing_server("PostgreSQL")
    with postgresql.running() as address:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DISCLOSURE_"))}
        subprocess.run([*_psql(), address, "-c", "CREATE DATABASE faults"], check=True, capture_output=True)
        scratch = f"{address.rpartition('/')[0]}/faults"
        environment = {**kept, "DATABASE_URL": address, "STATEFUL_STEPS": "120"}
        environment |= {"FAULTS_DATABASE_URL": scratch, "FAULTS_COUNT": "120"}
        command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--create-db", *AGAIN]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
