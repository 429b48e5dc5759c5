"""Every row of §5.1 through the admin as the real posts, from a new page to the page that is read."""

import pytest

from tests.browser.classes import ROWS, drive

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_through_its_chain(people, site, row):
    drive(people, site, row, major=False)
