import uuid

import pytest

from cms.outbox import registry
from cms.outbox import services as outbox
from cms.publication.services import CHANGED
from search import indexing, pending, resilient
from tests.conftest import missing_server
from tests.factories.bureau import Bureau
from tests.search.asking import publish, rule
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


class Breaker(resilient.Breaker):
    """One whose pause is over when the test says so, and that counts who may try the server."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tried = 0
        super().__init__(lambda: self.now)

    def may_try(self) -> bool:
        may = super().may_try()
        self.tried += may
        return may

    def pause_is_over(self) -> None:
        self.now += resilient.LONGEST_PAUSE


@pytest.fixture
def breaker(monkeypatch) -> Breaker:
    found = Breaker()
    monkeypatch.setattr(resilient, "breaker", found)
    return found


@pytest.fixture
def site(db, elasticsearch, settings, monkeypatch, breaker):
    """The site with an index of its own on the server; what the outbox delivers goes there too."""
    settings.ELASTICSEARCH_URL = elasticsearch.url
    settings.DISCLOSURE_SEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    known = dict(registry.consumers.named())
    with registry.consumers.answered_by(**known):
        registry.register(CHANGED, pending.CONSUMER, indexing.changed_elsewhere)
        indexing.rebuild_elsewhere()
        yield elasticsearch


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request, db):
    if request.param == "elasticsearch":
        request.getfixturevalue("site")
    return request.param


@pytest.fixture
def built(engine, bureau):
    publish(bureau, "特种设备使用登记")
    publish(bureau, "电梯制造许可", summary="3C认证产品请拨打12365。")
    rule(bureau, "关于进一步推行政务公开的实施意见", "渝文备[2007]23号")
    bureau.licence("密语草稿")
    outbox.deliver_due()
    return engine
