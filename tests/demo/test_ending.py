"""Whatever ends the demonstration ends all that it started; what it prints is its progress, in Chinese."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser import site as sites

ROOT = Path(__file__).resolve().parents[2]
STARTER = [sys.executable, "-m", "tests.demo.started"]
SECONDS = 60


def until(answer, what):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = answer()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


def alive(number):
    """Whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    with contextlib.suppress(OSError):
        return status.read_text().rpartition(")")[2].split()[0] != "Z" if status.parent.parent.exists() else True
    return False


def started(folder):
    """The numbers of the four that run below the starter."""
    numbers = {path.stem: int(path.read_text()) for path in folder.glob("*.pid")}
    return numbers if len(numbers) == 4 else None


WAYS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_all_end_with_the_one_that_started_them(tmp_path, way):
    process = subprocess.Popen([*STARTER, str(tmp_path)], cwd=ROOT)
    numbers = until(lambda: started(tmp_path), "four processes")
    process.send_signal(way)
    process.wait(SECONDS)
    until(lambda: not any(alive(each) for each in numbers.values()), "the end of all")


def test_all_end_with_a_closed_terminal(tmp_path):
    """Its whole foreground group is told, the watching process is not in it."""
    process = subprocess.Popen([*STARTER, str(tmp_path)], cwd=ROOT, start_new_session=True)
    numbers = until(lambda: started(tmp_path), "four processes")
    os.killpg(process.pid, signal.SIGHUP)
    process.wait(SECONDS)
    until(lambda: not any(alive(each) for each in numbers.values()), "the end of all")


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL], ids=lambda way: way.name)
def test_all_end_with_what_started_the_starter(tmp_path, way):
    """`make`, which runs it; what it had started a shell for is gone by then."""
    command = " ".join([*STARTER, str(tmp_path), "with-parent", "&", "wait"])
    process = subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT)
    numbers = until(lambda: started(tmp_path), "four processes")
    process.send_signal(way)
    process.wait(SECONDS)
    until(lambda: not any(alive(each) for each in numbers.values()), "the end of all")


def test_when_one_ends_by_itself_all_end(tmp_path):
    process = subprocess.Popen([*STARTER, str(tmp_path)], cwd=ROOT)
    numbers = until(lambda: started(tmp_path), "four processes")
    os.kill(numbers["scheduler"], signal.SIGKILL)
    assert process.wait(SECONDS) != 0
    until(lambda: not any(alive(each) for each in (numbers["server"], numbers["scheduler"])), "the end of both")
    assert "said by server" in (tmp_path / "demo.log").read_text()


ENGLISH = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(r"https?://\S+|/\S+|demo-\w+|browser-tests-2007|Ctrl-C|\b[a-z]+(?:_[a-z]+)*\b(?=\s+[一-龥])")


def test_make_demo_prints_chinese_alone_and_ends_with_all(shared_folder, tmp_path):
    """As a supervisor ends it: `make` gets the signal."""
    var = sites.copy(sites.template(shared_folder), tmp_path / "var")
    port = sites.free_port()
    stamp = ROOT / ".venv" / ".installed"
    command = ["make", "--no-print-directory", "-o", os.path.relpath(stamp, ROOT), "demo"]
    command += [f"PORT={port}", f"PY={sys.executable}"]
    with (tmp_path / "printed").open("w") as printed:
        make = subprocess.Popen(command, cwd=ROOT, env=sites.environment(var), stdout=printed, stderr=printed)
        try:
            until(lambda: answers(port) or make.poll() is not None, "the site")
            assert make.poll() is None, (tmp_path / "printed").read_text()
            until(lambda: "service" in (var / "demo.log").read_text(), "the log of the service, which begins by itself")
        finally:
            make.terminate()
            make.wait(SECONDS)
    until(lambda: not answers(port), "the end of the server")
    said = (tmp_path / "printed").read_text()
    own = [line for line in said.splitlines() if "demo] " not in line]  # make's own word about the signal
    assert not [line for line in own if ENGLISH.search(NAMES.sub("", line))], said
    assert str(var / "demo.log") in said.splitlines()[-1] or str(var / "demo.log") in said
    assert not processes_of(var)


def answers(port):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
        return True
    return False


def processes_of(var):
    """Those that run with this folder for their data."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"DISCLOSURE_VAR_DIR={var}".encode() in place.read_bytes() and alive(int(place.parent.name)):
                found.append(place.parent.name)
    return found
