"""One process a file: started, listened to within bounds, ended. Never raises for what a file does."""

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import cms
from cms.extraction import conf
from cms.extraction.formats import found as results

log = logging.getLogger("cms.extraction")
ROOT = str(Path(cms.__path__[0]).parent)
MODULE = "cms.extraction.child"
AFTER = 3.0
"""Seconds after its own clock in which a process tells what it has."""
PIECE = 64 * 1024
LONGEST_COMPLAINT = 500
LINGERS = 1.0
"""Seconds that it may take to end once it has told everything."""


class NoTime(Exception):
    """There was no time left to begin, or other files of this process are being read."""


@dataclass(frozen=True)
class Output:
    """What a process told, or how it ended without telling anything."""

    output: dict[str, Any]
    seconds: float


_places: threading.BoundedSemaphore | None = None
_lock = threading.Lock()


def read(source: BinaryIO, *, seconds: float | None = None) -> Output:
    """Have a process read the file; `seconds` is all the time there is, where that is less than the limit. Raises
    NoTime.
    """
    limits = conf.limits()
    is_cut = seconds is not None and seconds < limits.seconds
    until = time.monotonic() + (seconds if is_cut and seconds is not None else limits.seconds)
    places = _places_of(limits.at_once)
    if not places.acquire(timeout=max(0.0, until - time.monotonic())):
        raise NoTime
    try:
        began = time.monotonic()
        return Output(_run(source, limits, until - began, 0.0 if is_cut else AFTER), time.monotonic() - began)
    finally:
        places.release()


def _places_of(number: int) -> threading.BoundedSemaphore:
    global _places  # one for the whole process, made when it is first asked for
    with _lock:
        if _places is None:
            _places = threading.BoundedSemaphore(number)
        return _places


def _run(source: BinaryIO, limits: conf.Limits, seconds: float, after: float) -> dict[str, Any]:
    source.seek(0)
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own module; the file is its input and no argument
            [sys.executable, "-s", "-B", "-m", MODULE, json.dumps(limits.as_argument(seconds))],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd="/",
            env=_environment(),
            close_fds=True,
            start_new_session=True,
        )
        output: bytes | str = results.CRASHED
        try:
            output = _listen(process, limits.output, time.monotonic() + seconds + after)
        finally:
            used = _end(process, at_once=isinstance(output, str))
        if isinstance(output, str):
            return _without_words(output)
        if process.returncode:
            complaints.seek(0)
            return _ended(process.returncode, used >= limits.cpu, complaints.read(LONGEST_COMPLAINT))
        return _parsed(output)


def _environment() -> dict[str, str]:
    """Nothing of the site's: no keys, no addresses of databases."""
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": ROOT, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}


def _listen(process: subprocess.Popen[bytes], most: int, until: float) -> bytes | str:
    """All that it tells, or the state in which it was cut off."""
    parts: list[bytes] = []
    size = 0
    output = process.stdout
    if output is None:
        raise ValueError("a process without an output")
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            left = until - time.monotonic()
            if left <= 0 or not selector.select(left):
                return results.TIMED_OUT
            piece = os.read(output.fileno(), PIECE)
            if not piece:
                return b"".join(parts)
            parts.append(piece)
            size += len(piece)
            if size > most:
                return results.TOO_LARGE


def _end(process: subprocess.Popen[bytes], *, at_once: bool) -> float:
    """End it and whatever it started; returns the processor time that it used, in seconds."""
    if process.stdout is not None:
        process.stdout.close()
    until = time.monotonic() + (0 if at_once else LINGERS)
    while True:
        waits = time.monotonic() < until
        if not waits:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        pid, status, used = os.wait4(process.pid, os.WNOHANG if waits else 0)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        time.sleep(0.002)


def _without_words(state: str) -> dict[str, Any]:
    return results.Found(state=state).as_json()


def _ended(code: int, out_of_time: bool, complaint: bytes) -> dict[str, Any]:
    log.warning("a process that reads a file ended with %s: %s", code, complaint.decode("utf-8", "replace"))
    if out_of_time or code == -signal.SIGXCPU:
        return _without_words(results.TIMED_OUT)
    # A library that gets no memory gives itself up.
    return _without_words(results.TOO_LARGE if code == -signal.SIGABRT else results.CRASHED)


def _parsed(output: bytes) -> dict[str, Any]:
    try:
        output = json.loads(output)
        if not isinstance(output, dict):
            raise ValueError("no object")
    except ValueError:
        log.warning("a process that reads a file told nothing that can be read")
        return _without_words(results.CRASHED)
    return output
