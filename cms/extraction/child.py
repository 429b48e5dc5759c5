"""The process that reads one file: `python -m cms.extraction.child`, the file as its input, JSON as its output.

It sets its own limits before it loads a reader, and knows neither Django nor the database nor the settings. Its
argument is JSON: `{"bounds": {…}, "memory": bytes, "cpu": seconds, "seconds": seconds}`.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from typing import Any, NoReturn

from cms.extraction.formats import found as results
from cms.extraction.formats import kinds, registry
from cms.extraction.formats.found import Bounds, Encrypted, Enough, Found, TooLarge, Unreadable

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
COMPLAINTS = 64 * 1024
"""Bytes that it may write into a file at all: what libraries complain of."""
GRACE = 2
"""Seconds of processor time between the word that it is over and the end."""


class TimeIsOver(BaseException):
    """The processor's time or the clock's."""


def main() -> NoReturn:
    """Reads its input to the end, tells what it found, ends."""
    facts: dict[str, Any] = json.loads(sys.argv[1])
    _limit(facts)
    found = Found(Bounds(**facts["bounds"]))
    with os.fdopen(os.dup(0), "rb") as source:
        _read(source, found)
    signal.setitimer(signal.ITIMER_REAL, 0)
    sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)  # libraries that were interrupted have nothing to tidy up


def _read(source: Any, found: Found) -> None:
    """Whatever happens is a state; what was read before it stays."""
    try:
        content = source.read()
        if not content:
            found.state = results.EMPTY
            return
        found.kind = kinds.of(content, found)
        if not found.kind:
            found.state = results.UNSUPPORTED
            return
        registry.reader(found.kind)(content, found)
        found.judge()
    except Enough:
        found.state = results.PARTIAL
    except TimeIsOver:
        found.state = results.TIMED_OUT
    except Encrypted:
        found.state = results.ENCRYPTED
    except (TooLarge, MemoryError):
        found.state = results.TOO_LARGE
    except (Unreadable, RecursionError):
        found.state = results.UNREADABLE
    except Exception as error:  # a reader's own mistake is this file's trouble alone
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:500])
        found.state = results.UNREADABLE


def _limit(facts: dict[str, Any]) -> None:
    """Memory, processor time, no files, no further processes where the system counts them, no core; the clock."""
    _leave_the_network()
    signal.signal(signal.SIGXCPU, _over)
    signal.signal(signal.SIGALRM, _over)
    signal.setitimer(signal.ITIMER_REAL, facts["seconds"])
    _set(resource.RLIMIT_CPU, facts["cpu"], facts["cpu"] + GRACE)
    _set(resource.RLIMIT_AS, facts["memory"])
    _set(resource.RLIMIT_FSIZE, COMPLAINTS)
    _set(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(OSError):
        os.nice(5)


def _leave_the_network() -> None:
    """A network of its own with nothing in it, where the system lets a process have one."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        if library.unshare(NEW_NETWORK) != 0:
            library.unshare(NEW_USER | NEW_NETWORK)


def _set(what: int, soft: int, hard: int | None = None) -> None:
    with contextlib.suppress(ValueError, OSError):  # a lower bound stands already
        resource.setrlimit(what, (soft, soft if hard is None else hard))


def _over(*_signal: object) -> None:
    raise TimeIsOver


if __name__ == "__main__":
    main()
