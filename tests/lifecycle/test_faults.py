"""Processes that are really killed, in the middle of an expiry, of a publication; two services at once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lifecycle import fault_process
from tests.servers import migrated

ROOT = Path(__file__).resolve().parents[2]
COUNT = int(os.environ.get("FAULTS_COUNT", "1000"))


class Site:
    """A scratch site; each call is a process."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "PYTEST_"))}
        kept.pop("DATABASE_URL", None)
        address = os.environ.get("FAULTS_DATABASE_URL")
        self.environment = {
            **kept,
            **({"DATABASE_URL": address} if address else {}),
            "DJANGO_SETTINGS_MODULE": "cms.settings.development",
            "DISCLOSURE_VAR_DIR": str(folder),
            "DEBUG": "0",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, fault_process.__file__, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, **pipes)

    def run(self, *arguments: str, ends: int = 0) -> str:
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=300)
        assert process.returncode == ends, errors[-3000:]
        return out

    def tell(self) -> dict:
        line = next(line for line in self.run("tell").splitlines() if line.startswith("TOLD"))
        return dict(json.loads(line.removeprefix("TOLD ")))


@pytest.fixture(scope="module")
def site(tmp_path_factory, shared_folder):
    folder = tmp_path_factory.mktemp("faults")
    if "FAULTS_DATABASE_URL" not in os.environ:
        migrated.copy(migrated.made(shared_folder), folder / "db.sqlite3")
    found = Site(folder)
    found.run("fill", str(COUNT))
    return found


def test_nothing_is_lost_or_done_twice(site):
    before = site.tell()
    assert (before["copies"], before["live"], before["public"]) == (COUNT, COUNT, 0), "out of sight before any job ran"
    assert before["findings"] == []

    # in the middle of an expiry: the batch in hand leaves no trace, those before stay
    site.run("expire", "2", ends=-signal.SIGKILL)
    half = site.tell()
    assert half["live"] == COUNT - 100
    assert half["decisions"] == half["logged"] == half["messages"] == 100
    assert half["gapless"] and half["findings"] == []

    # two services at once take up what is left
    workers = [site.start("once") for _number in range(2)]
    told = [worker.communicate(timeout=300) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], told
    site.run("once")
    after = site.tell()
    assert after["live"] == 0
    assert after["decisions"] == after["items"] == after["logged"] == after["messages"] == COUNT
    assert after["gapless"] and after["findings"] == []
    assert (after["open"], after["dead"]) == (0, 0)

    # in the middle of a publication: nothing is written, nothing is public, and it can be done again
    for point in ("lists", "wagtail"):
        site.run("publish", point, ends=-signal.SIGKILL)
        killed = site.tell()
        assert (killed["waiting"], killed["shown"], killed["findings"]) == ("open", False, []), point

    # after its commit, before the witness knows: it is public as it was signed, and the next round tells the witness
    site.run("publish", "witness", ends=-signal.SIGKILL)
    assert site.tell()["shown"]
    site.run("once")
    done = site.tell()
    assert (done["waiting"], done["shown"], done["findings"]) == ("completed", True, [])
