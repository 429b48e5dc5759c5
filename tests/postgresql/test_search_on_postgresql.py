"""Elasticsearch with a PostgreSQL underneath: the same contract, and the same faults of a real server."""

from tests.conftest import missing_server
from tests.postgresql import again
from tests.servers import search_server


def test_elasticsearch_over_postgresql():
    if not search_server.available():
        missing_server("Elasticsearch (mvn, a JDK of 21 or later)")
    again.passes("tests/search/test_engines.py", "-k", "not embedded", LEAK_QUESTIONS="150")
