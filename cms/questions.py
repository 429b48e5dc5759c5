"""Questions that a lower plugin asks and higher ones answer.

Imports run downwards only. Where a plugin needs to know what only one above it knows, it declares a question beside the
code that asks; the other registers its answer in `AppConfig.ready()`:

    in_use: Question[Callable[[Any], Iterable[str]]] = Question("files.in_use", "What shows this file?")
    ...
    for answer in in_use:
        labels += answer(record)

    class PublicationConfig(AppConfig):
        def ready(self):
            protection.in_use.register("publication", shown_files.shown_by)
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """Answers by the name of whoever gives them, in the order in which they were registered.

    `name` is "<plugin>.<question>", `asks` the question in a sentence. An answer is mostly a callable; it may be any
    value. With none registered there is no answer: whoever asks says what holds then.
    """

    def __init__(self, name: str, asks: str) -> None:
        self.name = name
        self.asks = asks
        self._lock = threading.Lock()
        self._answers: Mapping[str, Answer] = MappingProxyType({})
        _asked[name] = self

    def register(self, name: str, answer: Answer) -> None:
        """Take an answer. Registered twice it counts once; raises ValueError for another one under the same name."""
        with self._lock:
            known = self._answers.get(name)
            if known is not None and known is not answer and known != answer:
                raise ValueError(f"{self.name} has another answer called {name}")
            self._answers = MappingProxyType({**self._answers, name: answer})

    def get(self, name: str) -> Answer | None:
        return self._answers.get(name)

    def alone(self) -> Answer | None:
        """The answer to a question that has one at most. Raises ValueError when two plugins have given one."""
        if len(self._answers) > 1:
            raise ValueError(f"{self.name} has several answers: {', '.join(self._answers)}")
        return next(iter(self), None)

    def named(self) -> Mapping[str, Answer]:
        """Every answer by its name, as it stands now; never changed afterwards."""
        return self._answers

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers.values())

    def __len__(self) -> int:
        return len(self._answers)

    @contextlib.contextmanager
    def answered_by(self, *answers: Answer, **named: Answer) -> Iterator[None]:
        """Only these answers, for the time of a test."""
        before = self._answers
        self._answers = MappingProxyType({**{str(place): each for place, each in enumerate(answers)}, **named})
        try:
            yield
        finally:
            self._answers = before


_asked: dict[str, Question[Any]] = {}


def asked() -> dict[str, Question[Any]]:
    """Every question of the modules that are loaded, by name."""
    return dict(sorted(_asked.items()))
