"""Editors' search, on every engine: Chinese titles are found where Wagtail's own index finds nothing."""

import uuid

import pytest
from django.test import Client
from modelsearch.backends import get_search_backend

from search.editors.elasticsearch import SegmentedElasticsearchBackend
from tests.factories.bureau import user
from tests.search import editors


@pytest.fixture
def backend(bureau):
    backend = get_search_backend()
    editors.prepare(backend, bureau)
    return backend


@pytest.mark.parametrize("expected", editors.EVERYTHING, ids=lambda each: each.__name__)
def test_in_the_database(backend, expected):
    expected(backend)


@pytest.fixture
def editors_backend(site, bureau):
    """Editors' search on the same server, in indices of its own."""
    backend = SegmentedElasticsearchBackend({"URLS": [site.url], "INDEX_PREFIX": f"editors-{uuid.uuid4().hex[:8]}-"})
    editors.prepare(backend, bureau)
    return backend


@pytest.mark.parametrize("expected", editors.EVERYTHING, ids=lambda each: each.__name__)
def test_on_elasticsearch(editors_backend, expected):
    expected(editors_backend)


@pytest.mark.parametrize(
    ("address", "name", "title"),
    [
        ("/admin/documents/", "q", "电梯年检办法"),
        ("/admin/pages/search/", "q", "电梯安全监察规定"),
        ("/admin/choose-page/search/", "q", "电梯安全监察规定"),
    ],
)
def test_in_the_admin(backend, address, name, title):
    client = Client()
    client.force_login(user("editor_regulations"))
    if "documents" in address:
        client.force_login(user("admin"))
    text = client.get(address, {name: "电梯"}).content.decode()
    assert title in text
    assert title not in client.get(address, {name: "水表"}).content.decode()
