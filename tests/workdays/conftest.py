"""The real notices, read from the file that the product ships."""

import pytest

from cms.workdays import loading
from cms.workdays.arithmetic import Calendar

NOTICES = loading.NOTICES


@pytest.fixture
def notices(db):
    loading.write(loading.read(NOTICES))


@pytest.fixture
def calendar(notices):
    return Calendar.load()
