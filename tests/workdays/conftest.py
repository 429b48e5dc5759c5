"""The real notices, read from the file that the product ships."""

from pathlib import Path

import pytest

from cms.workdays import loading
from cms.workdays.arithmetic import Calendar

NOTICES = Path(__file__).resolve().parents[2] / "fixtures" / "workdays.toml"


@pytest.fixture
def notices(db):
    loading.write(loading.read(NOTICES))


@pytest.fixture
def calendar(notices):
    return Calendar.load()
