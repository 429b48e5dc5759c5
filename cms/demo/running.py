"""Runs the demonstration's processes together: when one ends, or this one is ended in whatever way, all end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

STOP_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCHER = Path(__file__).with_name("watching.py")


class Processes:
    """Child processes that this one started, and no others. What they say goes to `log`.

    Each leads a group of its own: Ctrl-C reaches us alone, and we end them in order. Where nobody gives us the time (a
    kill), a watching process does: it sees that we are gone, and ends the groups.
    """

    def __init__(
        self, commands: dict[str, list[str]], environment: dict[str, str], log: Path, *, with_parent: bool = False
    ) -> None:
        self.commands = commands
        self.environment = {**os.environ, **environment}
        self.log = log
        self.parent = os.getppid() if with_parent else 0
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.watcher: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self.ended_by = ""

    def run(self) -> int:
        """Start all and wait; returns the exit code of the first that ended by itself (`ended_by`), else 0."""
        for number in ENDING:
            signal.signal(number, self._stop)
        try:
            self.watcher = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, str(WATCHER)], stdin=subprocess.PIPE, start_new_session=True
            )
            with self.log.open("ab") as log:
                for name, command in self.commands.items():
                    if self.stopping:
                        break
                    self._start(name, command, log.fileno())
            return self._wait()
        finally:
            self._end()

    def _start(self, name: str, command: list[str], log: int) -> None:
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own command lines
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self._tell(str(self.running[name].pid))

    def _tell(self, line: str) -> None:
        if self.watcher is not None and self.watcher.stdin is not None:
            try:
                self.watcher.stdin.write(f"{line}\n".encode())
                self.watcher.stdin.flush()
            except BrokenPipeError:  # it was killed: we go on without it
                self.watcher = None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _wait(self) -> int:
        while not self.stopping:
            for name, process in self.running.items():
                code = process.poll()
                if code is not None:
                    self.ended_by = name
                    return code or 1
            if self.parent and os.getppid() != self.parent:
                return 0
            time.sleep(0.2)
        return 0

    def _end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            with contextlib.suppress(ProcessLookupError):  # what it left behind
                os.killpg(process.pid, signal.SIGKILL)
        self._tell("done")
        if self.watcher is not None and self.watcher.stdin is not None:
            self.watcher.stdin.close()
            self.watcher.wait()
