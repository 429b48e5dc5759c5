"""The parts of the suite that speak to the database in words of their own, again on a real PostgreSQL.

What is refused there is refused by other triggers, and what a fault leaves behind is undone by another server.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.attacks import people
from tests.conftest import missing_server
from tests.servers import postgresql, search_server

ROOT = Path(__file__).resolve().parents[2]
AGAIN = [
    "tests/ledger",
    "tests/publication/test_trust.py",
    "tests/publication/test_older_database.py",
    "tests/scheduler/test_clock_put_back.py",
    "tests/search/test_embedded.py",
    "tests/search/test_plans.py",
    "tests/search/test_hostile_questions.py::test_no_question_breaks_anything[embedded]",
    "tests/search/test_evaluation.py::test_a_corpus_is_asked_and_the_site_is_as_it_was[embedded]",
    "tests/search/test_evaluation.py::test_what_a_killed_run_left_in_the_database_goes_at_the_next",
    "tests/search/test_evaluation.py::test_without_the_right_to_make_a_schema_it_says_what_helps",
    "tests/search/test_editors.py::test_in_the_database",
    "tests/search/test_editors.py::test_in_the_admin",
    "tests/workflows/test_stateful.py",
    "tests/lifecycle/test_transitions.py",
    "tests/lifecycle/test_faults.py",
    "tests/security/test_requests.py",
    "tests/security/test_hostile.py",
    "tests/security/test_signing_in.py",
]
NOT_AGAIN = ["tests/search/test_embedded.py::test_without_tables_the_command_says_what_to_do"]
"""Makes a database of its own."""
ATTACKS = [
    "tests/attacks/test_by_code.py",
    "tests/attacks/test_by_admin.py::test_every_address[admin-live]",
    "tests/attacks/test_by_admin.py::test_every_address[yuzhong_director-waiting]",
    "tests/attacks/test_by_api.py::test_every_operation_with_a_token[admin]",
]
"""In a long run all of them, as everybody."""
SEARCH = "tests/search/"
WITH_ELASTICSEARCH = [
    f"{SEARCH}test_engines.py::test_rebuild_and_reconcile[elasticsearch]",
    f"{SEARCH}test_engines.py::test_a_late_write_never_overwrites_a_newer_one[elasticsearch]",
    f"{SEARCH}test_server.py::test_killed_while_pages_are_published",
    f"{SEARCH}test_server.py::test_half_open_it_costs_one_time_out",
    f"{SEARCH}test_server.py::test_slow_it_costs_one_time_out",
    f"{SEARCH}test_server.py::test_two_workers_a_publisher_and_a_rebuild_at_once",
    f"{SEARCH}test_index.py::test_the_job_repairs_what_was_lost",
    f"{SEARCH}test_leaks.py::test_thousands_of_questions_leak_nothing[elasticsearch]",
    f"{SEARCH}test_leaks.py::test_thousands_of_pages_and_calls_leak_nothing[elasticsearch]",
]


def _psql() -> list[str]:
    return [str((postgresql.binaries() or Path()) / "psql")]


def test_the_suite_passes_on_postgresql():
    if postgresql.binaries() is None:
        missing_server("PostgreSQL")
    attacks = ["tests/attacks"] if people.EVERYBODY else ATTACKS
    parts = [*AGAIN, *attacks, *(WITH_ELASTICSEARCH if search_server.available() else [])]
    with postgresql.running() as address:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DISCLOSURE_"))}
        subprocess.run([*_psql(), address, "-c", "CREATE DATABASE faults"], check=True, capture_output=True)
        subprocess.run([*_psql(), address, "-c", "CREATE DATABASE side"], check=True, capture_output=True)
        scratch = address.rpartition("/")[0]
        environment = {**kept, "DATABASE_URL": address, "STATEFUL_STEPS": "120", "LEAK_QUESTIONS": "60"}
        environment |= {"FAULTS_DATABASE_URL": f"{scratch}/faults", "SIDE_DATABASE_URL": f"{scratch}/side"}
        environment |= {"FAULTS_COUNT": "120"}
        environment.setdefault("HOSTILE_REQUESTS", "250")
        command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--create-db", *parts]
        command += [f"--deselect={each}" for each in NOT_AGAIN]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
