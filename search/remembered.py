"""What a process keeps of what it has read, up to so much of it; the longest unused goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from .models import SearchEntry

V = TypeVar("V")


class Remembered(Generic[V]):
    """By number and the seal of its entry: what was made anew has another one and is read again. `room` is in the
    unit in which `size` measures.
    """

    def __init__(self, room: int, size: Callable[[V], int]) -> None:
        self.room, self.size, self.taken = room, size, 0
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def many(self, numbers: Iterable[int], read: Callable[[list[int]], Mapping[int, V]]) -> dict[int, V]:
        """Of what has an entry. One query, and what `read` asks for those that are not known."""
        rows = SearchEntry.objects.filter(number__in=list(numbers), seal__gt="")  # so that an index has both
        seals = dict(rows.values_list("number", "seal"))
        found = {}
        with self._lock:
            for key in seals.items():
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found[key[0]] = self._kept[key]
        lacking = [number for number in seals if number not in found]
        if lacking:
            new = read(lacking)
            self._keep({(number, seals[number]): value for number, value in new.items() if number in seals})
            found |= new
        return found

    def _keep(self, new: Mapping[Hashable, V]) -> None:
        with self._lock:
            for key, value in new.items():
                if key not in self._kept:
                    self._kept[key] = value
                    self.taken += self.size(value)
            while self.taken > self.room and self._kept:
                self.taken -= self.size(self._kept.popitem(last=False)[1])
