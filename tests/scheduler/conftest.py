"""Jobs and consumers of the tests' own."""

import pytest

from cms.outbox import registry
from cms.scheduler import jobs as scheduled


@pytest.fixture
def jobs(db):
    """Registered jobs of this test only."""
    with scheduled.registered.answered_by():
        yield scheduled


@pytest.fixture
def consumers():
    """Registered consumers of this test only."""
    with registry.consumers.answered_by():
        yield registry
