"""The parts of the suite that speak to the database in words of their own, again on a real PostgreSQL."""

from tests.postgresql import again


def test_the_suite_passes_on_postgresql():
    again.passes(
        "tests/ledger",
        "tests/publication/test_trust.py",
        "tests/search/test_embedded.py",
        "tests/search/test_editors.py",
        "tests/workflows/test_stateful.py",
        "tests/lifecycle/test_turns.py",
        "tests/lifecycle/test_faults.py",
        STATEFUL_STEPS="150",
        FAULTS_COUNT="120",
    )
