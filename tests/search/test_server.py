"""The server answers, is away, is slow, refuses and comes back: visitors find what there is all the same."""

import json
import os
import shutil
import socket
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from search import indexing, pending
from search.checks import the_server_can_be_addressed
from search.engine_contract import Unavailable
from search.engines.elastic import ElasticsearchEngine
from search.query import from_request
from tests.conftest import missing_server
from tests.search import worker_process
from tests.search.asking import publish, results, settled
from tests.servers import between, scratch


def test_the_page_is_answered_by_it_with_a_constant_number_of_queries(
    site, bureau, client, django_assert_max_num_queries
):
    for number in range(6):
        publish(bureau, f"压力容器许可{number}")
    settled()
    assert "压力容器" in results(client, "压力容器")
    with django_assert_max_num_queries(14):
        html = results(client, "压力容器")
    assert html.count("<h2><a") == 6 and "受限" not in html


def test_killed_while_pages_are_published(site, bureau, client, breaker):
    """Every publication succeeds, search goes on, and after its return the index equals the database."""
    publish(bureau, "电梯制造许可")
    settled()
    site.kill()
    publish(bureau, "电梯维修许可")
    outbox.deliver_due()
    breaker.tried = 0
    for _visitor in range(5):
        html = results(client, "电梯")
        assert "维修" in html and "受限" in html
    assert breaker.tried == 1, "the breaker keeps visitors from waiting"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search", "reconcile", "--engine", "elasticsearch")
    out = StringIO()
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["available"] is False
    site.start()
    settled()
    assert not OutboxMessage.objects.open().claimed().exists()
    assert not indexing.difference("elasticsearch")
    breaker.pause_is_over()
    html = results(client, "电梯")
    assert "维修" in html and "受限" not in html


def test_half_open_it_costs_one_time_out(site, bureau, client, breaker):
    publish(bureau, "起重机械许可")
    settled()
    site.pause()
    try:
        for _visitor in range(3):
            html = results(client, "起重机械")
            assert "起重" in html and "受限" in html
        assert breaker.tried == 1
    finally:
        site.go_on()


def test_slow_it_costs_one_time_out(site, bureau, client, settings, breaker):
    """It answers, but after its time: nobody waits for it twice, and what it is told arrives all the same."""
    publish(bureau, "吊车许可")
    settled()
    with between.late(site.url, 1.7) as server:
        settings.ELASTICSEARCH_URL = server.url
        for _visitor in range(4):
            html = results(client, "吊车")
            assert "吊车" in html and "受限" in html
        assert breaker.tried == 1
        publish(bureau, "铲车许可")
        outbox.deliver_due()
    settings.ELASTICSEARCH_URL = site.url
    settled()
    assert not indexing.difference("elasticsearch")


def test_of_several_nodes_one_may_be_gone(site, bureau, client, settings, breaker):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
    settings.ELASTICSEARCH_URL = f"{gone}, {site.url}"
    publish(bureau, "索道使用登记")
    settled()
    for _visitor in range(4):
        html = results(client, "索道")
        assert "索道" in html and "受限" not in html
    assert not indexing.difference("elasticsearch")


def test_through_tls_it_is_trusted_by_its_certificate_alone(site, bureau, client, settings, breaker, tmp_path):
    if not shutil.which("openssl"):
        missing_server("openssl")
    publish(bureau, "锅炉使用登记")
    settled()
    with between.encrypted(site.url, tmp_path) as (server, certificate):
        settings.ELASTICSEARCH_URL = server.url
        assert "受限" in results(client, "锅炉")
        with pytest.raises(CommandError, match="certificate"):
            call_command("search", "reconcile", "--engine", "elasticsearch")
        settings.ELASTICSEARCH_OPTIONS = {"ca_certs": str(certificate)}
        breaker.pause_is_over()
        html = results(client, "锅炉")
        assert "锅炉" in html and "受限" not in html
        assert not indexing.difference("elasticsearch")


@pytest.mark.parametrize("url", ["127.0.0.1:9200", "ftp://127.0.0.1:9200", "http://one:9200 two:9200", "http://:x"])
def test_an_address_that_is_none_is_told_at_the_start(settings, url):
    settings.ELASTICSEARCH_URL = url
    (error,) = the_server_can_be_addressed(None)
    assert error.id == "disclosure_search.E002" and "ELASTICSEARCH_URL" in error.msg
    with pytest.raises(SystemCheckError, match=r"disclosure_search\.E002"):
        call_command("check")


def test_beyond_its_bound_the_other_engine_answers(site, bureau, client, monkeypatch):
    publish(bureau, "索道许可")
    settled()
    monkeypatch.setattr(pending, "MOST", 0)
    publish(bureau, "游乐设施许可")
    assert pending.items() is None
    html = results(client, "许可")
    assert "受限" in html


def test_a_refusal_is_no_empty_answer(site):
    engine = ElasticsearchEngine()
    engine.drop(engine.current_index())
    with pytest.raises(Unavailable):
        engine.search(from_request({"q": "电梯"}), timezone.now())


def test_without_a_server_the_command_says_so(db, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search", "query", "电梯", "--engine", "elasticsearch")
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError):
        call_command("search", "rebuild", "--engine", "elasticsearch")


def test_two_workers_a_publisher_and_a_rebuild_at_once(elasticsearch, tmp_path, shared_folder):
    """As processes of their own: nothing is lost, doubled, or older than its page."""
    count = 4
    names = {"ELASTICSEARCH_URL": elasticsearch.url, "DISCLOSURE_SEARCH_INDEX": f"side-by-side-{uuid.uuid4().hex[:8]}"}
    address = os.environ.get("SIDE_DATABASE_URL", "")
    apart = scratch.Site(tmp_path, worker_process.__file__, address, shared_folder, **names)
    apart.run("fill", str(count))
    before = apart.tell()
    places = before["places"]  # the home page, and the columns of the items
    assert places > 0
    assert (before["documents"], before["open"]) == (count + places, 0)
    apart.together(("publish",), ("deliver",), ("deliver",), ("rebuild",))
    apart.run("settle")
    after = apart.tell()
    left = [f"已公开{n}" for n in range(count) if n % 3] + [f"等待发布{n}" for n in range(count)]
    assert after["open"] == 0
    assert after["documents"] == after["wanted"] == len(left) + places
    assert after["differs"] == after["embedded"] == {"missing": [], "stale": [], "extra": []}
    assert after["titles"] == sorted(left)
