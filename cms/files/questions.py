"""Questions that this room asks and higher rooms answer: callables, registered in AppConfig.ready()."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Answer = TypeVar("Answer", bound=Callable[..., object])


class Question(Generic[Answer]):
    """A named list of callables. Asking calls each of them; with none registered there is no answer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: list[Answer] = []

    def register(self, answer: Answer) -> Answer:
        """Registering the same callable twice counts once. Usable as a decorator."""
        if answer not in self._answers:
            self._answers.append(answer)
        return answer

    def __iter__(self) -> Iterator[Answer]:
        return iter(tuple(self._answers))

    @contextlib.contextmanager
    def answered_by(self, *answers: Answer) -> Iterator[None]:
        """Only these answers, for the time of a test."""
        before, self._answers = self._answers, list(answers)
        try:
            yield
        finally:
            self._answers = before
