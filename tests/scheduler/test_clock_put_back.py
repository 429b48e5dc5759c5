"""The clock was a day ahead and was put back: nothing sleeps until that day, and the status says what is wrong."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from cms.deadlines import expiries, steps
from cms.deadlines.models import ExpiryReminder, SentReminder
from cms.lifecycle import transitions
from cms.lifecycle.models import VisibilityTransition
from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from cms.publication import clock
from cms.scheduler import service
from cms.scheduler.models import JobRun
from cms.workflows.cases.models import PendingSeat
from tests.factories.bureau import Bureau, fees, sign_all, submit

DAY = timedelta(days=1)


def status(*arguments):
    out = StringIO()
    call_command("scheduler", "status", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def put(**values):
    with transaction.atomic():
        return outbox.enqueue("t", {}, **values)[0]


def test_the_jobs_run_again(jobs, consumers):
    runs = []
    jobs.register("one", runs.append, seconds=60)
    jobs.register("two", runs.append, seconds=3600)
    now = timezone.now()
    service.round_of_work(at=now + DAY)
    assert len(runs) == 2
    service.round_of_work(at=now)
    assert len(runs) == 4, "they ran last in the future: due"
    service.round_of_work(at=now + timedelta(seconds=1))
    assert len(runs) == 4, "and then as ever"
    service.round_of_work(at=now + timedelta(seconds=61))
    assert len(runs) == 5


def test_a_job_that_was_in_hand_when_the_clock_was_put_back(jobs, consumers):
    runs = []
    jobs.register("one", runs.append, seconds=60)
    now = timezone.now()
    JobRun.objects.create(name="one", next_at=now, leased_by="elsewhere-1", leased_until=now + DAY)
    service.round_of_work(at=now)
    assert len(runs) == 1
    JobRun.objects.update(leased_by="elsewhere-1", leased_until=now + timedelta(seconds=590), next_at=now)
    service.round_of_work(at=now)
    assert len(runs) == 1, "a lease of its own length holds"


def test_deliveries_go_on(jobs, consumers):
    """Written, failed and in hand while the clock was ahead; what really is to wait waits."""
    done = []
    consumers.register("t", "one", lambda payload: done.append(payload))
    now = timezone.now()
    fresh, failed, leased, later = put(), put(), put(), put(available_at=now + timedelta(hours=2))
    OutboxMessage.objects.filter(pk=fresh.pk).update(created_at=now + DAY, available_at=now + DAY)
    OutboxMessage.objects.filter(pk=failed.pk).update(attempts=3, available_at=now + DAY)
    OutboxMessage.objects.filter(pk=leased.pk).update(
        state="leased", leased_by="x-1", leased_until=now + DAY, attempts=1
    )
    assert outbox.waiting(now)["asleep"] == 3
    outbox.deliver_due(at=now)
    assert len(done) == 3
    assert OutboxMessage.objects.get(pk=later.pk).state == "pending"
    assert outbox.waiting(now)["asleep"] == 0


def test_a_retry_that_is_due_in_an_hour_is_not_taken_for_the_future(jobs, consumers):
    done = []
    consumers.register("t", "one", lambda payload: done.append(payload))
    now = timezone.now()
    OutboxMessage.objects.filter(pk=put().pk).update(attempts=11, available_at=now + timedelta(minutes=70))
    outbox.deliver_due(at=now)
    assert not done


def test_the_status_says_it(jobs, consumers):
    jobs.register("one", lambda at: None, seconds=60)
    call_command("scheduler", "run", "--once", stdout=StringIO())
    assert status()["asleep_jobs"] == []
    JobRun.objects.update(next_at=timezone.now() + DAY)
    with pytest.raises(CommandError, match="one"):
        status()
    JobRun.objects.update(next_at=timezone.now() - DAY)
    with pytest.raises(CommandError, match="迟迟没有运行：one"):
        status()
    JobRun.objects.update(next_at=timezone.now(), failures=1, error="ValueError")
    with pytest.raises(CommandError, match="出错：one"):
        status()


def test_the_status_fails_when_nothing_runs(jobs, consumers):
    with pytest.raises(CommandError, match="scheduler run"):
        status()
    service.beat("host-1", {})
    assert status()["running"]
    service.beat("host-1", {}, ended=True)
    with pytest.raises(CommandError, match="scheduler run"):
        status()
    service.beat("host-2", {})
    with pytest.raises(CommandError, match="scheduler run"):
        call_command("scheduler", "status", "--threshold", "0", stdout=StringIO())


def test_a_process_that_was_killed_does_not_run(jobs, consumers, monkeypatch):
    from cms.scheduler import processes

    service.beat(processes.own_name(), {})
    assert status()["running"]
    monkeypatch.setattr(processes, "is_gone", lambda name: True)
    with pytest.raises(CommandError, match="scheduler run"):
        status()


def test_a_sign_of_life_from_tomorrow_is_none(jobs, consumers):
    from cms.scheduler.models import Worker

    service.beat("host-1", {})
    Worker.objects.update(seen_at=timezone.now() + DAY)
    with pytest.raises(CommandError, match="scheduler run"):
        status()


def test_the_public_clock_that_stands_is_told(db, monkeypatch):
    Bureau()
    call_command("scheduler", "run", "--once", stdout=StringIO())
    monkeypatch.setattr(clock, "_floor", [timezone.now() + DAY])
    with pytest.raises(CommandError, match="最新的发布记录"):
        status()


def test_turns_that_failed_while_the_clock_was_ahead_are_tried_again(db):
    bureau = Bureau()
    now = timezone.now()
    page = bureau.licence(expire_at=now + timedelta(hours=1))
    fees(page)
    sign_all(submit(page))
    over = now + timedelta(hours=2)
    number = transitions.due(VisibilityTransition.Kind.DOWN, over)[0].number
    VisibilityTransition.objects.create(
        publication=number,
        kind="down",
        item=page.disclosure_key,
        channel="web",
        due_at=over,
        failures=1,
        retry_at=over + DAY,
    )
    assert [each.number for each in transitions.due(VisibilityTransition.Kind.DOWN, over)] == [number]


def test_reminders_that_went_out_too_early_go_out_when_it_is_time(db):
    bureau = Bureau()
    now = timezone.now()
    ExpiryReminder.objects.all().delete()
    ExpiryReminder.objects.create(days=7)
    page = bureau.licence(expire_at=now + timedelta(days=7, hours=12))
    fees(page)
    case = submit(page)
    sign_all(case, until="sign")
    PendingSeat.objects.update(due_on=timezone.localdate(now), reminded_at=None)
    steps.run(now + DAY)
    assert PendingSeat.objects.filter(reminded_at__gt=now).exists()
    again = steps.run(now)
    assert again["urged"] >= 1 and steps.run(now)["urged"] == 0
    sign_all(case)
    assert expiries.run(now + DAY) == 1
    assert expiries.run(now) == 0 and not SentReminder.objects.exists(), "not yet"
    assert expiries.run(now + DAY) == 1, "and then once more"
