"""Order, back-off, giving up, leases, taking over."""

import itertools
import logging
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cms.outbox import registry, services
from cms.outbox.models import OutboxMessage
from tests.outbox.conftest import put

LONG = timedelta(days=1)


def states():
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_a_delivered_message_is_delivered_once(db, consumers):
    consumers.add("t")
    put("t", 1)
    report = services.deliver_due()
    assert (report.delivered, report.failed, report.dead, report.remaining) == (1, 0, 0, 0)
    services.deliver_due(at=timezone.now() + LONG)
    assert consumers.got == [("one", 1)]


def test_nothing_goes_before_its_time(db, consumers):
    consumers.add("t")
    soon = timezone.now() + timedelta(hours=1)
    put("t", 1, available_at=soon)
    assert services.deliver_due(at=soon - timedelta(seconds=1)).delivered == 0
    assert services.deliver_due(at=soon).delivered == 1


def test_one_consumer_that_fails_does_not_repeat_the_others(db, consumers):
    consumers.add("t", "good")
    consumers.add("t", "bad", failures=2)
    put("t", 1)
    now = timezone.now()
    for turn in range(3):
        services.deliver_due(at=now + LONG * turn)
    assert sorted(consumers.got) == [("bad", 1), ("good", 1)]


def test_a_failed_message_holds_up_its_key_and_nothing_else(db, consumers):
    consumers.add("t", failures=1)
    consumers.add("t", "two")
    put("t", 1, key="k")
    put("t", 2, key="k")
    put("t", 3, key="other")
    put("t", 4)
    services.deliver_due()
    assert [n for name, n in consumers.got if name == "one"] == [3, 4]
    of_two = [n for name, n in consumers.got if name == "two"]
    assert sorted(of_two) == [1, 2, 3, 4] and of_two.index(1) < of_two.index(2)
    services.deliver_due(at=timezone.now() + LONG)
    assert [n for name, n in consumers.got if name == "one"] == [3, 4, 1, 2]


def test_waits_grow_up_to_a_limit(db, consumers, settings):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 30
    consumers.add("t", failures=30)
    (row,) = put("t", 1)
    now, waits = timezone.now(), []
    for _turn in range(14):
        services.deliver_due(at=now)
        row.refresh_from_db()
        waits.append((row.available_at - now).total_seconds())
        now = row.available_at
    assert all(later > earlier for earlier, later in itertools.pairwise(waits[:9]))
    assert 3 < waits[0] < 7 and all(wait < 3600 * 1.25 for wait in waits) and waits[-1] > 2800


def test_after_the_last_attempt_it_is_given_up_and_lets_the_next_one_go(db, consumers, settings, caplog):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 3
    consumers.add("t", failures=3)
    put("t", 1, key="k")
    put("t", 2, key="k")
    now = timezone.now()
    with caplog.at_level(logging.ERROR, "cms.outbox"):
        reports = [services.deliver_due(at=now + LONG * turn) for turn in range(4)]
    assert [report.dead for report in reports] == [0, 0, 1, 0]
    assert consumers.got == [("one", 2)]
    dead = OutboxMessage.objects.dead().get()
    assert dead.attempts == 3 and "not now" in dead.last_error
    assert any(record.exc_info for record in caplog.records), "the log shows where it failed"


def test_what_was_given_up_can_be_delivered_again(db, consumers, settings):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 1
    consumers.add("t", failures=1)
    (row,) = put("t", 1)
    services.deliver_due()
    row.refresh_from_db()
    services.deliver_again(row)
    assert services.deliver_due().delivered == 1
    row.refresh_from_db()
    with pytest.raises(services.Refused):
        services.deliver_again(row)


def test_a_consumer_that_is_registered_no_more_is_a_failure_in_words(db, consumers):
    consumers.add("t")
    put("t", 1)
    with registry.consumers.answered_by():
        assert services.deliver_due().failed == 1
    assert "no consumer" in OutboxMessage.objects.get().last_error


def test_a_lease_keeps_others_away_until_it_runs_out(db, consumers):
    now, seen = timezone.now() + timedelta(minutes=1), []

    @registry.handler("t", "one")
    def consume(payload):
        seen.append(services.deliver_due(worker="other", at=now + timedelta(seconds=30)).delivered)

    put("t", 1)
    assert services.deliver_due(worker="first", at=now).delivered == 1
    assert seen == [0]


def test_the_outcome_of_a_lease_that_ran_out_does_not_count(db, consumers, caplog):
    now, calls = timezone.now() + timedelta(minutes=1), []

    @registry.handler("t", "one")
    def consume(payload):
        calls.append(payload)
        if len(calls) == 1:
            assert services.deliver_due(worker="other", at=now + timedelta(hours=1)).delivered == 1
            raise RuntimeError("too late")

    put("t", 1)
    report = services.deliver_due(worker="first", at=now)
    assert (report.delivered, report.failed) == (0, 0)
    assert states() == ["delivered"] and len(calls) == 2
    assert "ran out" in caplog.text


def test_a_message_that_kills_its_worker_stops_neither_the_others_nor_goes_on_for_ever(db, consumers, settings):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 3

    @registry.handler("t", "killer")
    def consume(payload):
        raise KeyboardInterrupt  # not an Exception: goes past the outbox like the end of the process

    consumers.add("u")
    put("t", 1)
    put("u", 2)
    now, deaths = timezone.now(), 0
    for turn in range(8):
        try:
            services.deliver_due(at=now + LONG * turn)
        except KeyboardInterrupt:
            deaths += 1
            services.deliver_due(at=now + LONG * turn)
    assert deaths == 3
    assert consumers.got == [("one", 2)]
    assert "did not come back" in OutboxMessage.objects.dead().get().last_error


def test_the_limit_and_the_stop_are_kept(db, consumers):
    consumers.add("t")
    for n in range(10):
        put("t", n)
    report = services.deliver_due(limit=3)
    assert (report.delivered, report.remaining) == (3, 7)
    assert services.deliver_due(stopping=lambda: len(consumers.got) >= 5).delivered == 2


def test_the_number_of_queries_per_message_is_constant(db, consumers, django_assert_max_num_queries):
    consumers.add("t")
    for n in range(40):
        put("t", n, key=str(n))
    with django_assert_max_num_queries(40 * 5 + 10):  # savepoint, select, update, release; outcome
        assert services.deliver_due().delivered == 40


def test_pruning_takes_what_was_delivered_long_ago_and_nothing_else(db, consumers, settings):
    settings.DISCLOSURE_OUTBOX_ATTEMPTS = 1
    consumers.add("t")
    consumers.add("bad", "bad", failures=1)
    put("t", 1)
    put("bad", 2)
    put("nobody", 3)
    services.deliver_due()
    put("t", 4, available_at=timezone.now() + LONG * 400)
    assert services.prune(at=timezone.now() + LONG * 29) == 0
    assert services.prune(at=timezone.now() + LONG * 31) == 1
    assert sorted(states()) == ["dead", "pending", "pending"]
    assert services.prune(at=timezone.now() + LONG * 181) == 1
    assert set(OutboxMessage.objects.values_list("topic", flat=True)) == {"t", "bad"}


def test_what_waits_is_counted_from_when_it_should_have_gone(db, consumers, django_assert_num_queries):
    consumers.add("t", failures=1)
    now = timezone.now()
    put("t", 1)
    put("t", 2, available_at=now + timedelta(hours=5))
    services.deliver_due()
    with django_assert_num_queries(4):  # two, and the savepoint around them
        told = services.waiting(at=now + timedelta(seconds=100))
    assert told["waiting"] == 1 and 95 <= told["oldest"] <= 101 and told["dead"] == 0


class Orders(TestCase):
    """Whatever fails and however workers take turns, a key's messages are done in order, each of them."""

    @example(["a", "a", "", "b", "a"], [3, 0, 1, 2, 0] + [0] * 7, [1, 2])
    @hypothesis_settings(max_examples=25)
    @given(
        st.lists(st.sampled_from(["", "a", "b"]), min_size=1, max_size=12),
        st.lists(st.integers(0, 3), min_size=12, max_size=12),
        st.lists(st.integers(1, 5), max_size=6),
    )
    def test_order_per_key(self, keys, failures, limits):
        with registry.consumers.answered_by():
            done, left = [], dict(enumerate(failures))

            @registry.handler("t", "one")
            def consume(payload):
                n = payload["n"]
                if left[n]:
                    left[n] -= 1
                    raise RuntimeError
                done.append(n)

            for n, key in enumerate(keys):
                put("t", n, key=key)
            now = timezone.now()
            for turn, limit in enumerate([*limits, *[100] * 40]):
                services.deliver_due(limit=limit, worker=f"w{turn % 2}", at=now + LONG * turn)
                if len(done) == len(keys):
                    break
        assert sorted(done) == list(range(len(keys)))
        for key in ("a", "b"):
            of_key = [n for n in done if keys[n] == key]
            assert of_key == sorted(of_key)
