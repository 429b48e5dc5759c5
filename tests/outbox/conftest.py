"""Consumers of the tests' own, forgotten after each test."""

import pytest
from django.db import transaction

from cms.outbox import registry, services


class Consumers:
    """Registers consumers that note what they were given and fail as often as they are told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, object]] = []
        self.failures: dict[str, int] = {}

    def add(self, topic: str, name: str = "one", failures: int = 0) -> None:
        self.failures[name] = failures

        def consume(payload):
            if self.failures[name]:
                self.failures[name] -= 1
                raise RuntimeError("not now")
            self.got.append((name, payload["n"]))

        registry.register(topic, name, consume)


@pytest.fixture
def consumers():
    with registry.consumers.answered_by():
        yield Consumers()


def put(topic: str, n: object, **values):
    with transaction.atomic():
        return services.enqueue(topic, {"n": n}, **values)
