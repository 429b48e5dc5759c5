"""Who consumes what. Consumers are registered in `AppConfig.ready()`; each gets a row of its own."""

from collections.abc import Callable, Iterator
from typing import Any

Consumer = Callable[[dict[str, Any]], None]
_consumers: dict[str, dict[str, Consumer]] = {}


def register(topic: str, name: str, consumer: Consumer) -> None:
    """`consumer(payload)` is called for each message of the topic, at least once; an exception means: try again.

    The name is written with each message, so it must stay the same from release to release.
    Raises ValueError when the topic has another consumer of this name.
    """
    known = _consumers.setdefault(topic, {})
    if known.get(name, consumer) is not consumer:
        raise ValueError(f"{topic} has another consumer called {name}")
    known[name] = consumer


def handler(topic: str, name: str = "") -> Callable[[Consumer], Consumer]:
    """`register` as a decorator; without a name, the consumer is called after its module and function."""

    def decorate(consumer: Consumer) -> Consumer:
        register(topic, name or f"{consumer.__module__}.{getattr(consumer, '__qualname__', '')}", consumer)
        return consumer

    return decorate


def topics() -> tuple[str, ...]:
    return tuple(topic for topic, known in _consumers.items() if known)


def names(topic: str) -> tuple[str, ...]:
    return tuple(_consumers.get(topic, ()))


def consumer(topic: str, name: str) -> Consumer | None:
    return _consumers.get(topic, {}).get(name)


def registered() -> Iterator[tuple[str, str, Consumer]]:
    """Topic, name and consumer of each registration."""
    for topic, known in _consumers.items():
        for name, each in known.items():
            yield topic, name, each
