"""The register in the admin, and the system checks."""

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks

from cms.outbox import registry, services
from cms.outbox.models import OutboxMessage
from tests.outbox.conftest import put

BASE = "/admin/disclosure_outbox/outboxmessage/"


@pytest.fixture
def administrator(client, db):
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "password-1234"))
    return client


@pytest.fixture
def dead(db, consumers, settings):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 1
    consumers.add("t", failures=2)
    rows = [*put("t", "甲件"), *put("t", "乙件")]
    services.deliver_due()
    return rows


def test_a_superuser_reads_it(administrator, dead):
    page = administrator.get(BASE).content.decode()
    assert "已放弃" in page and "not now" in page and "重新投递" in page
    assert "甲件" in administrator.get(f"{BASE}inspect/{dead[0].pk}/").content.decode()


def test_filters_and_search(administrator, dead, consumers):
    consumers.add("other", "two")
    put("other", 1, key="someone@example.org")
    assert "someone@" not in administrator.get(f"{BASE}?state=dead").content.decode()
    assert "someone@" in administrator.get(f"{BASE}?topic=other").content.decode()
    assert "not now" not in administrator.get(f"{BASE}?q=someone").content.decode()


def test_delivering_one_again(administrator, dead):
    address = f"{BASE}again/{dead[0].pk}/"
    assert "甲" not in administrator.get(address).content.decode(), "the payload is not in the question"
    assert OutboxMessage.objects.dead().count() == 2, "asking changes nothing"
    assert administrator.post(address).status_code == 302
    assert OutboxMessage.objects.get(pk=dead[0].pk).state == "pending"
    assert OutboxMessage.objects.dead().count() == 1
    page = administrator.post(address, follow=True).content.decode()
    assert "只有已放弃的事项" in page


def test_delivering_all_again(administrator, dead):
    assert "2" in administrator.get(f"{BASE}again_all/").content.decode()
    administrator.post(f"{BASE}again_all/")
    assert not OutboxMessage.objects.dead().exists()


@pytest.mark.parametrize("tail", ["", "inspect/{pk}/", "again/{pk}/", "again_all/"])
def test_nobody_else_reads_or_changes_it(client, dead, tail):
    client.force_login(get_user_model().objects.create_user("plain", password="password-1234"))
    address = BASE + tail.format(pk=dead[0].pk)
    for response in (client.get(address), client.post(address)):
        assert response.status_code in {302, 403, 405}
        assert "not now" not in response.content.decode()
    assert OutboxMessage.objects.dead().count() == 2


@pytest.mark.parametrize(
    "tail",
    ["?foo=1", "?payload__n=1", "?state=x", "?state__isnull=x", "?topic=%00", "?o=9.x&p=x", "inspect/x/", "again/x/"],
)
def test_a_hand_made_address_is_no_server_error(administrator, dead, tail):
    assert administrator.get(f"{BASE}{tail}").status_code in {200, 302, 404}


def test_nothing_is_deleted_or_edited(administrator, dead):
    for action in ("delete", "edit"):
        administrator.post(f"{BASE}{action}/{dead[0].pk}/")
    assert OutboxMessage.objects.dead().count() == 2


def found(**values):
    return {check.id for check in run_checks(**values) if (check.id or "").startswith("disclosure_outbox")}


def test_names_that_cannot_be_stored_are_found(consumers):
    registry.register("a topic", "n", print)
    registry.register("t", "n" * 101, print)
    registry.register("u", "n", None)
    assert found(tags=["disclosure_outbox"]) == {
        "disclosure_outbox.E001",
        "disclosure_outbox.E002",
        "disclosure_outbox.E003",
    }


def test_what_the_house_registers_is_in_order():
    assert found(tags=["disclosure_outbox"]) == set()


def test_messages_whose_consumer_is_gone_are_found(db, consumers):
    consumers.add("t")
    put("t", 1)
    values = {"tags": ["database"], "databases": ["default"]}
    assert found(**values) == set()
    with registry.consumers.answered_by():
        assert found(**values) == {"disclosure_outbox.W001"}
