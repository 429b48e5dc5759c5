"""Medians of two ways to do the same, taken in turns."""

import statistics
import time
from collections.abc import Callable

from django.core.cache import cache

Act = Callable[[], object]


def median(act: Act, times: int) -> float:
    """Milliseconds; the first call warms up."""
    act()
    found = []
    for _turn in range(times):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def pair(name: str, stock: Act, ours: Act, times: int, aim: str = "") -> float:
    """Print a line; returns how many times as long as ours stock takes. In halves, so that a machine that slows down
    slows both."""
    half = max(1, times // 2)
    before, mine = median(stock, half), median(ours, half)
    before, mine = min(before, median(stock, half)), min(mine, median(ours, half))
    line(name, f"{before:.2f} ms", f"{mine:.2f} ms", before / mine, aim)
    return before / mine


def once(act: Act) -> float:
    """Seconds."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def rates(name: str, count: int, theirs: float, mine: float, aim: str = "") -> None:
    """A line of things per second, of `count` things in so many seconds."""
    line(name, f"{count / theirs:.0f} /s", f"{count / mine:.0f} /s", theirs / mine, aim)


def line(name: str, stock: str, ours: str, factor: float | None, aim: str = "") -> None:
    told = "" if factor is None else f"{factor:.1f} ×"
    print(f"{name:<42}{stock:>13}{ours:>13}{told:>11}   {aim}".rstrip(), flush=True)


def uncached(act: Act) -> Act:
    """The same with an empty cache each time."""

    def run() -> object:
        cache.clear()
        return act()

    return run
