"""Runs the demonstration's processes together: when one ends, or Ctrl-C is pressed, all end."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

STOP_SECONDS = 10


class Processes:
    """Child processes that this one started, and no others."""

    def __init__(self, commands: dict[str, list[str]], environment: dict[str, str]) -> None:
        self.commands = commands
        self.environment = {**os.environ, **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self) -> int:
        """Start all and wait; returns the exit code of the first that ended by itself, 0 after Ctrl-C."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            for name, command in self.commands.items():
                # a group of its own: Ctrl-C reaches us alone, and we end them in order
                self.running[name] = subprocess.Popen(command, env=self.environment, start_new_session=True)  # noqa: S603 - our own command lines
            return self._wait()
        finally:
            self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _wait(self) -> int:
        while not self.stopping:
            for name, process in self.running.items():
                code = process.poll()
                if code is not None:
                    sys.stderr.write(f"{name} ended with code {code}\n")
                    return code or 1
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
