"""Which process is which, so that what a dead one has leased on this machine need not wait for its time limit."""

import os
import socket


def own_name() -> str:
    """Host and number of this process, as written into leases."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}"


def is_gone(name: str) -> bool:
    """Whether a process of this machine has certainly ended; nothing is known of other machines."""
    host, _, number = name.rpartition("-")
    if host != socket.gethostname()[:60] or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it is there, and another user's; or no number that a process can have
        return False
    return False
