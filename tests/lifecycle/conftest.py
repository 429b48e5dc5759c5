"""Jobs and consumers of the tests' own."""

import pytest

from cms.lifecycle import due
from cms.outbox import registry


@pytest.fixture
def jobs(monkeypatch, db):
    """Registered jobs of this test only."""
    monkeypatch.setattr(due, "_jobs", {})
    return due


@pytest.fixture
def consumers(monkeypatch):
    """Registered consumers of this test only."""
    monkeypatch.setattr(registry, "_consumers", {})
    return registry
