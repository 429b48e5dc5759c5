"""What is written, and when."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cms.outbox import registry, services
from cms.outbox.models import OutboxMessage
from tests.outbox.conftest import put


def test_outside_a_transaction_it_is_refused(db, consumers, monkeypatch):
    with monkeypatch.context() as outside:  # undone before the test's own transaction is rolled back
        outside.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(RuntimeError):
            services.enqueue("t", {})


def test_a_rolled_back_cause_leaves_no_message(db, consumers):
    consumers.add("t")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.enqueue("t", {"n": 1})
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()
    services.deliver_due()
    assert consumers.got == []


def test_each_consumer_gets_a_row(db, consumers):
    consumers.add("t", "a")
    consumers.add("t", "b")
    assert {row.consumer for row in put("t", 1)} == {"a", "b"}


def test_a_payload_that_is_no_json_is_refused_at_once(db, consumers):
    consumers.add("t")
    with pytest.raises(TypeError):
        put("t", object())


def test_two_consumers_of_one_name_are_refused(consumers):
    consumers.add("t", "a")
    with pytest.raises(ValueError):
        consumers.add("t", "a")


def test_the_decorator_names_a_consumer_after_its_function(consumers):
    @registry.handler("t")
    def consume(payload):
        pass

    (name,) = registry.names("t")
    assert name.startswith("tests.outbox.test_enqueue.") and name.endswith("consume")


def test_coalescing_keeps_one_message_with_the_newest_payload(db, consumers):
    consumers.add("t", "a")
    consumers.add("t", "b")
    for n in (1, 2, 3):
        put("t", n, key="k", coalesce=True)
    put("t", 4, key="other", coalesce=True)
    services.deliver_due()
    assert sorted(consumers.got) == [("a", 3), ("a", 4), ("b", 3), ("b", 4)]


def test_coalescing_never_overtakes_another_message_of_the_key(db, consumers):
    consumers.add("t")
    consumers.add("u", "one")
    put("t", 1, key="k", coalesce=True)
    put("u", 2, key="k")
    put("t", 3, key="k", coalesce=True)
    services.deliver_due()
    assert [n for _name, n in consumers.got] == [1, 2, 3]


def test_a_message_in_hand_is_not_coalesced(db, consumers):
    consumers.add("t")
    (row,) = put("t", 1, key="k")
    OutboxMessage.objects.filter(pk=row.pk).update(state="leased", attempts=1)
    put("t", 2, key="k", coalesce=True)
    assert OutboxMessage.objects.count() == 2


def test_coalescing_brings_a_scheduled_message_forward(db, consumers):
    consumers.add("t")
    later = timezone.now() + timedelta(days=1)
    put("t", 1, key="k", available_at=later, coalesce=True)
    put("t", 2, key="k", coalesce=True)
    services.deliver_due()
    assert consumers.got == [("one", 2)]


def test_coalescing_needs_a_key(db, consumers):
    with pytest.raises(ValueError):
        put("t", 1, coalesce=True)


def test_a_topic_without_consumer_keeps_its_messages_until_there_is_one(db, consumers):
    put("t", 1, key="k")
    services.deliver_due()
    assert services.waiting()["unclaimed"] == 1 and services.waiting()["waiting"] == 0
    consumers.add("t", "a")
    consumers.add("t", "b")
    services.deliver_due()
    assert sorted(consumers.got) == [("a", 1), ("b", 1)]
    assert not OutboxMessage.objects.filter(consumer="").exists()


def test_adopted_messages_come_before_later_ones_of_the_key_for_every_consumer(db, consumers):
    put("t", 1, key="k")
    put("t", 2, key="k")
    consumers.add("t", "a")
    consumers.add("t", "b")
    put("t", 3, key="k")
    services.deliver_due()
    assert [n for name, n in consumers.got if name == "a"] == [1, 2, 3]
    assert [n for name, n in consumers.got if name == "b"] == [1, 2, 3]
