"""Who consumes what. Consumers are registered in `AppConfig.ready()`; each gets a row of its own."""

from collections.abc import Callable
from typing import Any

Consumer = Callable[[dict[str, Any]], None]
_consumers: dict[str, dict[str, Consumer]] = {}


def register(topic: str, name: str, consumer: Consumer) -> None:
    """`consumer(payload)` is called for each message of the topic, at least once; an exception means: try again."""
    known = _consumers.setdefault(topic, {})
    if known.get(name, consumer) is not consumer:
        raise ValueError(f"{topic} has another consumer called {name}")
    known[name] = consumer


def names(topic: str) -> tuple[str, ...]:
    return tuple(_consumers.get(topic, ()))


def consumer(topic: str, name: str) -> Consumer | None:
    return _consumers.get(topic, {}).get(name)
