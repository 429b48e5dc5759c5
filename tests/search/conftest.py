import uuid

import pytest

from cms.outbox import registry
from cms.publication.services import CHANGED
from search import indexing, pending, resilient
from tests.conftest import missing_server
from tests.factories.bureau import Bureau
from tests.servers import search_server


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture(scope="session")
def elasticsearch():
    """A server for the whole run of this process."""
    if not search_server.available():
        missing_server("Elasticsearch (mvn, a JDK of 21 or later)")
    server = search_server.Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site(db, elasticsearch, settings, monkeypatch):
    """The site with an index of its own on the server; what the outbox delivers goes there too."""
    settings.ELASTICSEARCH_URL = elasticsearch.url
    settings.DISCLOSURE_SEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    known = {topic: dict(names) for topic, names in registry._consumers.items()}
    known.setdefault(CHANGED, {})[pending.CONSUMER] = indexing.changed_elsewhere
    monkeypatch.setattr(registry, "_consumers", known)
    monkeypatch.setattr(resilient, "breaker", resilient.Breaker())
    indexing.rebuild_elsewhere()
    return elasticsearch
