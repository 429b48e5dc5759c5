"""The attacks again on a real PostgreSQL, whose triggers and refusals are others: by code, by address, by token."""

from tests.postgresql import again

BY_ADDRESS = "tests/attacks/test_by_admin.py::test_every_address"
BY_TOKEN = "tests/attacks/test_by_api.py::test_every_operation_with_a_token"


def test_nothing_gets_through_on_postgresql():
    again.passes(
        "tests/attacks/test_by_code.py",
        f"{BY_ADDRESS}[admin-live]",
        f"{BY_ADDRESS}[publicity-live]",
        f"{BY_ADDRESS}[yuzhong_director-waiting]",
        f"{BY_TOKEN}[admin]",
    )
