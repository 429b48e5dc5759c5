"""Which collections a person may use, computed at the moment of asking.

Files lie in a collection per unit; who holds a post in which unit is known to a higher room, which registers the
answer. Without one only a superuser has any.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.auth import get_backends

from cms.questions import Question

VIEW, CHOOSE, ADD, CHANGE, DELETE = "view", "choose", "add", "change", "delete"
ACTIONS = (VIEW, CHOOSE, ADD, CHANGE, DELETE)

CollectionsOf = Callable[[Any], Mapping[str, Iterable[int]]]

collections: Question[CollectionsOf] = Question("files.collections", "Which collections may this person use?")
"""`answer(user) -> {action: ids of collections}`; actions are `view`, `choose`, `add`, `change`, `delete`, and
`manage` for the collections themselves. Ids are exact: a collection below another has to be named too. Whoever may
do more to a file may view it."""


def collections_of(user: Any) -> dict[str, frozenset[int]]:
    """What the answers say, joined. Nothing for an anonymous or inactive person; superusers are not asked about."""
    if not (user.is_authenticated and user.is_active):
        return {}
    found: dict[str, set[int]] = {}
    for answer in collections:
        for action, ids in answer(user).items():
            found.setdefault(action, set()).update(ids)
    return {action: frozenset(ids) for action, ids in found.items()}


def is_unlimited(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def allowed(user: Any, actions: Iterable[str]) -> frozenset[int]:
    """Ids of the collections in which this person may do any of the actions (superusers apart)."""
    found = collections_of(user)
    return frozenset().union(*(found.get(action, frozenset()) for action in actions))


def may_view(user: Any, collection_id: int | None) -> bool:
    """Whether this person may see the files of a collection."""
    return is_unlimited(user) or collection_id in allowed(user, ACTIONS)


units_own: Question[Callable[[], Iterable[int]]] = Question("files.units_own", "Which collections belong to units?")
"""`answer()` gives the ids of the collections that posts alone open. Every other one is the host's."""


def of_units() -> frozenset[int]:
    """Ids of the collections that stored permissions say nothing about."""
    return frozenset().union(*(answer() for answer in units_own))


def memberships_count() -> bool:
    """Whether the site has a backend by which stored memberships give permissions for what is its own."""
    return any(getattr(backend, "memberships_count", False) for backend in get_backends())
