"""Real processes on a database of their own: several at once, and one message that kills whoever delivers it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.outbox import outbox_process

ROOT = Path(__file__).resolve().parents[2]


def process(action, url, file):
    command = [sys.executable, outbox_process.__file__, action, url, str(file)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def run(*arguments):
    assert process(*arguments).wait(timeout=60) == 0


def test_nothing_is_lost_or_done_twice_and_a_killer_is_given_up(tmp_path):
    url = os.environ.get("OUTBOX_TEST_DATABASE_URL", f"sqlite:///{tmp_path / 'outbox.sqlite3'}")
    file = tmp_path / "done.txt"
    run("migrate", url, file)
    run("fill", url, file)
    ends = []
    for _turn in range(6):  # whoever is left works on; the dead are replaced, as a supervisor would
        workers = [process("work", url, file) for _number in range(2)]
        ends += [worker.wait(timeout=60) for worker in workers]
        if ends[-2:] == [0, 0]:
            break
    done = [int(line) for line in file.read_text().split()]
    assert sorted(done) == [n for n in range(40) if n != 3], "each once, but for the killer"
    assert ends.count(-signal.SIGKILL) == 2, "as many as it had attempts"
    for key in (1, 3):  # the keys of odd numbers
        of_key = [n for n in done if n % 4 == key]
        assert of_key == sorted(of_key)
