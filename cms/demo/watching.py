"""Ends process groups whose leader's starter is gone: `watching.py`, with their numbers on standard input, a line each.

The input ends when whoever writes to it ends, however that comes about; `done` before says that nothing is left to do.
It imports nothing of the site: it has to be there at once.
"""

import os
import signal
import sys
import time

PATIENCE = 10.0


def main() -> None:
    groups: list[int] = []
    for line in sys.stdin:
        if line.strip() == "done":
            return
        groups.append(int(line))
    for number in (signal.SIGTERM, signal.SIGKILL):
        groups = [group for group in groups if _send(group, number)]
        until = time.monotonic() + PATIENCE
        while groups and time.monotonic() < until:
            time.sleep(0.1)
            groups = [group for group in groups if _send(group, 0)]


def _send(group: int, number: int) -> bool:
    """Whether anything of the group was there."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    main()
