"""Elasticsearch with a PostgreSQL underneath: the same contract, and the same faults of a real server."""

from tests.conftest import missing_server
from tests.postgresql import again
from tests.servers import search_server


def test_elasticsearch_over_postgresql():
    if not search_server.available():
        missing_server("Elasticsearch (mvn, a JDK of 21 or later)")
    parts = ("tests/search/test_engines.py", "tests/search/test_side_by_side.py")
    again.passes(*parts, "-k", "not embedded and not editors", LEAK_QUESTIONS="150")
