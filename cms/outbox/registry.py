"""Who consumes what. Consumers are registered in `AppConfig.ready()`; each gets a row of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.questions import Question

Consumer = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Registration:
    """A consumer of a topic, under its name."""

    topic: str
    name: str
    consumer: Consumer


consumers: Question[Registration] = Question("outbox.consumers", "What has to follow a message of this topic?")


def register(topic: str, name: str, consumer: Consumer) -> None:
    """`consumer(payload)` is called for each message of the topic, at least once; an exception means: try again.

    The name is written with each message, so it must stay the same from release to release.
    Raises ValueError when the topic has another consumer of this name.
    """
    consumers.register(f"{topic} {name}", Registration(topic, name, consumer))


def handler(topic: str, name: str = "") -> Callable[[Consumer], Consumer]:
    """`register` as a decorator; without a name, the consumer is called after its module and function."""

    def decorate(consumer: Consumer) -> Consumer:
        register(topic, name or f"{consumer.__module__}.{getattr(consumer, '__qualname__', '')}", consumer)
        return consumer

    return decorate


def topics() -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.topic for each in consumers))


def names(topic: str) -> tuple[str, ...]:
    return tuple(each.name for each in consumers if each.topic == topic)


def consumer(topic: str, name: str) -> Consumer | None:
    found = consumers.get(f"{topic} {name}")
    return found.consumer if found is not None else None


def registered() -> Iterator[tuple[str, str, Consumer]]:
    """Topic, name and consumer of each registration."""
    for each in consumers:
        yield each.topic, each.name, each.consumer
