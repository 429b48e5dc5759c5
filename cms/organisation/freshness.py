"""A number that moves whenever this process changes the organisation.

What a user may do is kept on the user object for the rest of a second (see `permissions`). This number, beside
the second, is what keeps such an answer from outliving a change made in the same second by the same process.
"""

import itertools
from typing import Any

_counter = itertools.count(1)
_current = 0


def touch(*_args: Any, **_kwargs: Any) -> None:
    """Call it on any change; also usable as a signal receiver."""
    global _current
    _current = next(_counter)


def number() -> int:
    return _current
