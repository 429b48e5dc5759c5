"""The service as a whole: it goes on, it stops when told, it says how it is."""

import json
import signal
import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from cms.scheduler import health, service
from cms.scheduler.models import JobRun, Worker


def put(topic, **values):
    with transaction.atomic():
        return outbox.enqueue(topic, {}, **values)


def test_it_stops_after_the_message_in_hand(jobs, consumers):
    done = []

    def consume(payload):
        signal.raise_signal(signal.SIGTERM)
        time.sleep(0.05)
        done.append(payload)

    consumers.register("t", "one", consume)
    put("t")
    put("t")
    before = signal.getsignal(signal.SIGTERM)
    service.Service(60).run()
    assert len(done) == 1
    assert sorted(OutboxMessage.objects.values_list("state", flat=True)) == ["delivered", "pending"]
    assert signal.getsignal(signal.SIGTERM) is before
    assert Worker.objects.get().stopped_at is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_two_seconds_while_it_waits(jobs, consumers, number):
    begun = time.monotonic()
    timer = threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, number))
    timer.start()
    service.Service(60).run()
    timer.join()
    assert time.monotonic() - begun < 2.3


def test_a_second_signal_ends_it_at_once(jobs, consumers):
    def consume(payload):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    consumers.register("t", "one", consume)
    put("t")
    with pytest.raises(KeyboardInterrupt):
        service.Service(60).run()
    assert OutboxMessage.objects.get().state == "leased", "taken over when the lease runs out"


def test_it_goes_on_after_a_round_that_failed(jobs, consumers, monkeypatch, caplog):
    rounds = []

    def round_of_work(worker, stopping):
        rounds.append(worker)
        if len(rounds) == 1:
            raise OperationalError("the database is away")
        signal.raise_signal(signal.SIGTERM)
        return {"delivered": 0, "failed": 0, "dead": 0, "remaining": 0, "jobs": {}}

    monkeypatch.setattr(service, "round_of_work", round_of_work)
    service.Service(0.01).run()
    assert len(rounds) == 2 and "the database is away" in caplog.text


def test_a_backlog_is_worked_off_without_waiting(jobs, consumers):
    done = []

    def consume(payload):
        done.append(payload)
        if len(done) == 150:
            signal.raise_signal(signal.SIGTERM)

    consumers.register("t", "one", consume)
    for _n in range(150):
        put("t")
    begun = time.monotonic()
    service.Service(60).run()
    assert len(done) == 150 and time.monotonic() - begun < 30


def test_once_does_everything_and_what_follows_from_it(jobs, consumers):
    done = []
    consumers.register("t", "one", done.append)
    jobs.register("writes", lambda at: put("t") and "written", seconds=3600)
    for _n in range(120):
        put("t")
    out = StringIO()
    call_command("scheduler", "run", "--once", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["delivered"] == 121 and told["remaining"] == 0 and told["jobs"] == {"writes": "written"}
    assert len(done) == 121
    call_command("scheduler", "run", "--once", stdout=StringIO())
    assert JobRun.objects.count() == 1 and len(done) == 122


def test_once_ends_although_something_fails(jobs, consumers):
    def consume(payload):
        raise RuntimeError

    consumers.register("t", "one", consume)
    put("t")
    out = StringIO()
    call_command("scheduler", "run", "--once", "--json", stdout=out)
    assert json.loads(out.getvalue())["failed"] == 1


def test_the_jobs_of_the_house_run(db):
    out = StringIO()
    call_command("scheduler", "run", "--once", "--json", stdout=out)
    assert {"flags", "witness", "record", "prune"} <= json.loads(out.getvalue())["jobs"].keys()
    assert not JobRun.objects.filter(failures__gt=0).exists()


def told(*arguments):
    out = StringIO()
    call_command("scheduler", "status", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_status_of_a_healthy_house(jobs, consumers):
    with pytest.raises(CommandError, match="未在运行"):
        told()
    call_command("scheduler", "run", "--once", stdout=StringIO())
    put("nobody")
    now = told()
    assert now["last"]["round"]["delivered"] == 0 and now["unclaimed"] == 1 and now["waiting"] == 0


def test_the_status_fails_for_what_waits_too_long(jobs, consumers):
    consumers.register("t", "one", print)
    put("t", available_at=timezone.now() - timedelta(seconds=100))
    service.beat("host-1", {})
    assert told("--threshold", "200")["waiting"] == 1
    with pytest.raises(CommandError):
        told("--threshold", "50")


def test_the_status_fails_for_what_was_given_up(jobs, consumers):
    consumers.register("t", "one", print)
    put("t")
    OutboxMessage.objects.update(state="dead")
    service.beat("host-1", {})
    with pytest.raises(CommandError, match="已放弃 1 件"):
        told()


def test_the_status_is_a_fixed_number_of_queries(jobs, consumers, django_assert_max_num_queries):
    for _n in range(5):
        put("t")
    with django_assert_max_num_queries(8):
        health.status()


@pytest.fixture
def administrator(client, db):
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "password-1234"))
    return client


def test_the_administrator_sees_whether_it_runs(administrator, jobs, consumers):
    assert "尚未运行过" in administrator.get("/admin/").content.decode()
    service.beat("host-1", {})
    assert "正在运行" in administrator.get("/admin/").content.decode()
    service.beat("host-1", {}, ended=True)
    assert "未在运行" in administrator.get("/admin/").content.decode()


def test_a_service_that_went_silent_is_not_running(administrator, jobs, consumers):
    service.beat("host-1", {})
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "未在运行" in administrator.get("/admin/").content.decode()


def test_the_register_of_jobs(administrator, client, jobs):
    JobRun.objects.create(name="reminders", next_at=timezone.now(), error="ValueError: x", failures=1)
    assert "reminders" in administrator.get("/admin/disclosure_scheduler/jobrun/").content.decode()
    client.force_login(get_user_model().objects.create_user("plain", password="password-1234"))
    assert client.get("/admin/disclosure_scheduler/jobrun/").status_code in {302, 403}


def test_old_signs_of_life_are_forgotten(jobs):
    service.beat("host-1", {})
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=8))
    service.beat("host-2", {}, ended=True)
    assert [row.name for row in Worker.objects.all()] == ["host-2"]
