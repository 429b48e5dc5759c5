"""A job runs when it is due, in one process at a time, and keeps nobody from anything by failing."""

import os
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.scheduler import processes
from cms.scheduler.models import JobRun

MINUTE = timedelta(minutes=1)


def elsewhere(number: int) -> str:
    return f"another-host-{number}"


def test_a_job_runs_about_as_often_as_it_says(jobs):
    ran = []
    jobs.register("j", ran.append, seconds=60)
    now = timezone.now()
    for seconds in (0, 30, 59, 60, 90, 120):
        jobs.run(now + timedelta(seconds=seconds))
    assert [(moment - now).seconds for moment in ran] == [0, 60, 120]


def test_two_processes_share_one_schedule(jobs):
    ran = []
    jobs.register("j", ran.append, seconds=60)
    now = timezone.now()
    jobs.run(now, worker=elsewhere(1))
    jobs.run(now + timedelta(seconds=5), worker=elsewhere(2))
    assert len(ran) == 1


def test_a_job_that_another_process_has_in_hand_is_left_to_it(jobs):
    now, inner = timezone.now(), []

    def job(at):
        inner.append(jobs.run(now + timedelta(seconds=61), worker=elsewhere(2), all_of_them=True))

    jobs.register("j", job, seconds=60)
    jobs.run(now, worker=elsewhere(1))
    assert inner == [{}]


def test_a_job_whose_process_died_is_begun_again(jobs):
    deaths = []

    def job(at):
        if not deaths:
            deaths.append(at)
            raise KeyboardInterrupt  # not an Exception: like the end of the process

    jobs.register("j", job, seconds=60, limit=300)
    now = timezone.now()
    with pytest.raises(KeyboardInterrupt):
        jobs.run(now, worker=elsewhere(1))
    assert jobs.run(now + 4 * MINUTE, worker=elsewhere(2)) == {}
    assert jobs.run(now + 6 * MINUTE, worker=elsewhere(2)) == {"j": None}


def test_a_process_of_this_machine_that_is_gone_need_not_be_waited_for(jobs, monkeypatch):
    jobs.register("j", lambda at: "done", seconds=60)
    now = timezone.now()
    JobRun.objects.create(name="j", next_at=now, leased_by=f"{socket.gethostname()[:60]}-1", leased_until=now + MINUTE)
    assert jobs.run(now, all_of_them=True) == {}, "process 1 is always there"
    gone = f"{socket.gethostname()[:60]}-{2**22 + 1}"  # beyond the highest number that Linux gives
    JobRun.objects.update(leased_by=gone)
    assert jobs.run(now, all_of_them=True) == {"j": "done"}


def test_what_is_known_of_processes():
    assert not processes.is_gone(processes.own_name())
    assert not processes.is_gone(elsewhere(os.getpid()))
    assert not processes.is_gone("") and not processes.is_gone(f"{socket.gethostname()[:60]}-x")


def test_a_job_that_fails_is_told_and_the_next_ones_run(jobs, caplog):
    def fails(at):
        raise ValueError("no luck")

    jobs.register("bad", fails, seconds=60)
    jobs.register("good", lambda at: {"n": 1}, seconds=60)
    now = timezone.now()
    assert jobs.run(now) == {"bad": "ValueError: no luck", "good": {"n": 1}}
    assert any(record.exc_info for record in caplog.records)
    jobs.run(now + MINUTE)
    row = JobRun.objects.get(name="bad")
    assert row.failures == 2 and row.error == "ValueError: no luck" and row.leased_until is None
    assert JobRun.objects.get(name="good").result == {"n": 1}


def test_a_job_that_works_again_is_no_failing_one(jobs):
    results = iter([ValueError("x"), None])

    def job(at):
        if error := next(results):
            raise error

    jobs.register("j", job, seconds=60)
    now = timezone.now()
    jobs.run(now)
    jobs.run(now + MINUTE)
    row = JobRun.objects.get()
    assert (row.failures, row.error) == (0, "")


def test_a_result_that_is_no_json_is_kept_in_words(jobs):
    jobs.register("j", lambda at: {1, 2}, seconds=60)
    jobs.run(timezone.now())
    assert "1" in JobRun.objects.get().result


def test_two_jobs_of_one_name_are_refused(jobs):
    jobs.register("j", print, seconds=1)
    jobs.register("j", print, seconds=1)
    with pytest.raises(ValueError):
        jobs.register("j", repr, seconds=1)


def test_stopping_ends_between_two_jobs(jobs):
    ran = []
    for name in ("a", "b"):
        jobs.register(name, ran.append, seconds=60)
    jobs.run(timezone.now(), stopping=lambda: bool(ran))
    assert len(ran) == 1
