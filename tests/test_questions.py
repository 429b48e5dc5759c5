"""What a lower plugin asks and higher ones answer, in one way everywhere."""

import re
import threading
from pathlib import Path

import pytest

from cms import questions
from cms.scheduler import jobs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def question():
    yield questions.Question("tests.question", "Anything?")
    questions._asked.pop("tests.question")


def test_answers_come_in_the_order_of_their_registration(question):
    assert list(question) == [] and len(question) == 0 and question.get("one") is None
    question.register("one", print)
    question.register("two", repr)
    assert list(question) == [print, repr] and question.get("two") is repr
    assert list(question.named()) == ["one", "two"]


def test_the_same_answer_twice_counts_once_and_another_one_is_refused(question):
    question.register("one", print)
    question.register("one", print)
    assert len(question) == 1
    with pytest.raises(ValueError, match=r"tests\.question.*one"):
        question.register("one", repr)
    assert list(question) == [print]


def test_what_is_asked_does_not_change_under_the_one_who_asks(question):
    question.register("one", print)
    asked = iter(question)
    question.register("two", repr)
    assert list(asked) == [print]


def test_registering_in_several_threads_loses_nothing(question):
    threads = [threading.Thread(target=question.register, args=(str(number), number)) for number in range(50)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(question) == list(range(50))


def test_a_test_may_answer_alone(question):
    question.register("one", print)
    with question.answered_by(repr, other=str):
        assert list(question) == [repr, str]
    assert list(question) == [print]


def test_nobody_asks_whether_another_plugin_is_installed():
    sources = [*ROOT.glob("cms/**/*.py"), *ROOT.glob("search/**/*.py")]
    assert [str(path) for path in sources if "is_installed(" in path.read_text(encoding="utf-8")] == []


def test_each_plugin_registers_its_own_jobs():
    for job in jobs.registered:
        room = re.match(r"cms\.\w+|search", job.work.__module__)[0]
        registered = (ROOT / room.replace(".", "/") / "apps.py").read_text(encoding="utf-8")
        assert f'"{job.name}"' in registered or ".WITNESS" in registered, job.name
    assert {"search", "turns", "flags", "witness", "record", "prune", "reviews"} <= set(jobs.registered.named())
