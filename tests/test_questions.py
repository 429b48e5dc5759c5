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


def test_a_question_that_has_one_answer_at_most(question):
    assert question.alone() is None
    question.register("one", print)
    assert question.alone() is print
    question.register("two", repr)
    with pytest.raises(ValueError, match="one, two"):
        question.alone()


def rows() -> list[str]:
    """The table of `docs/plugins/questions.md`, from what is registered."""
    return [
        f"| {each.name} | {each.asks} | {', '.join(each.named()) if each.name not in LONG else LONG[each.name]} |"
        for each in questions.asked().values()
    ]


LONG = {
    "scheduler.jobs": "each plugin, under the name of each job",
    "outbox.consumers": "each plugin, under topic and consumer",
}
"""Many answers, which have registers of their own in the admin."""


def test_the_docs_list_every_question_and_who_answers_it():
    text = (ROOT / "docs/plugins/questions.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if re.match(r"\| [a-z_]+\.", line)] == rows()


IDIOMS = re.compile(r"^_\w+: (list|dict)\[.*(Callable|Answer|Provider|Verifier|Consumer|Maker|Job)\b.* = [\[{]", re.M)


def test_there_is_no_other_idiom():
    assert IDIOMS.search("_answers: list[Answer] = []") and IDIOMS.search("_by: dict[str, Callable[[int], str]] = {}")
    sources = [*ROOT.glob("cms/**/*.py"), *ROOT.glob("search/**/*.py")]
    assert [str(path) for path in sources if IDIOMS.search(path.read_text(encoding="utf-8"))] == []


def test_nobody_asks_whether_another_plugin_is_installed():
    sources = [*ROOT.glob("cms/**/*.py"), *ROOT.glob("search/**/*.py")]
    assert [str(path) for path in sources if "is_installed(" in path.read_text(encoding="utf-8")] == []


def test_each_plugin_registers_its_own_jobs():
    for job in jobs.registered:
        room = re.match(r"cms\.\w+|search", job.work.__module__)[0]
        registered = (ROOT / room.replace(".", "/") / "apps.py").read_text(encoding="utf-8")
        assert f'"{job.name}"' in registered or ".WITNESS" in registered, job.name
    assert {"search", "turns", "flags", "witness", "record", "prune", "reviews"} <= set(jobs.registered.named())
