"""The rows that a mark changes, as major items: the director (§5.1), or the municipal tier for a unit under it."""

import pytest

from tests.browser.classes import ROWS, drive

CHANGED = [row for row in ROWS if row.adds_when_major or row.unit]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row.key)
def test_through_its_chain_as_a_major_item(people, site, row):
    drive(people, site, row, major=True)
