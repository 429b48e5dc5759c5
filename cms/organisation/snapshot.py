"""Everything that holds in the organisation at one instant, as plain values, in six queries whatever its size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from cms.organisation.models import Delegation, LeadingGroupMember, Portfolio, Post, Tenure, Unit

# Units and their offices come in one query (a unit without offices gives one row of empty office columns).
_UNIT = ("id", "identifier", "name", "short_name", "kind", "parent_id", "code")
_OFFICE = ("offices__id", "offices__identifier", "offices__name", "offices__kind")


@dataclass(frozen=True, slots=True)
class UnitFact:
    id: int
    identifier: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    code: str

    @property
    def label(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class OfficeFact:
    id: int
    unit_id: int
    identifier: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PostFact:
    id: int
    unit_id: int
    office_id: int | None
    identifier: str
    name: str
    kind: str
    is_chief: bool
    categories: tuple[str, ...]
    secretary_id: int | None


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class Delegated:
    """A running delegation: `giver` is absent from the post, `taker` acts in it."""

    post_id: int
    giver: Person
    taker: Person


@dataclass(slots=True)
class Snapshot:
    """The loaded rows, indexed. Built once by `load`, read only afterwards."""

    at: datetime
    units: dict[int, UnitFact] = field(default_factory=dict)
    offices: dict[int, OfficeFact] = field(default_factory=dict)
    posts: dict[int, PostFact] = field(default_factory=dict)
    post_by_identifier: dict[tuple[int, str], PostFact] = field(default_factory=dict)
    office_by_identifier: dict[tuple[int, str], OfficeFact] = field(default_factory=dict)
    posts_of_office: dict[int, list[PostFact]] = field(default_factory=lambda: defaultdict(list))
    chief_of: dict[int, PostFact] = field(default_factory=dict)
    tenures: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    delegations: dict[int, list[Delegated]] = field(default_factory=lambda: defaultdict(list))
    portfolio: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    deputies: dict[int, list[PostFact]] = field(default_factory=lambda: defaultdict(list))
    vice_chairs: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))

    def units_below(self, unit_id: int) -> tuple[int, ...]:
        """The units under this one, at any depth; each once, also if somebody ties the tree into a knot by SQL."""
        found: list[int] = []
        level = [unit_id]
        while level:
            level = [u.id for u in self.units.values() if u.parent_id in level and u.id not in (*found, unit_id)]
            found.extend(level)
        return tuple(found)


def load(at: datetime) -> Snapshot:
    snapshot = Snapshot(at)
    _load_chart(snapshot)
    people = _People()
    tenures = Tenure.objects.valid_at(at).filter(user__is_active=True).order_by("post_id", "starts_at", "id")
    for row in tenures.values("post_id", *people.fields("user")):
        snapshot.tenures[row["post_id"]].append(people.read(row, "user"))
    _load_delegations(snapshot, people)
    for post_id, office_id in (
        Portfolio.objects.valid_at(at).order_by("starts_at", "id").values_list("post_id", "office_id")
    ):
        snapshot.portfolio[post_id].append(office_id)
        snapshot.deputies[office_id].append(snapshot.posts[post_id])
    vice_chairs = LeadingGroupMember.objects.valid_at(at).filter(role="vice_chair", user__is_active=True)
    for row in vice_chairs.order_by("starts_at", "id").values("unit_id", *people.fields("user")):
        snapshot.vice_chairs[row["unit_id"]].append(people.read(row, "user"))
    return snapshot


def _load_chart(snapshot: Snapshot) -> None:
    rows = Unit.objects.order_by("id", "offices__sort_order", "offices__id").values_list(*_UNIT, *_OFFICE)
    for row in rows:
        unit = UnitFact(*row[: len(_UNIT)])
        snapshot.units[unit.id] = unit
        if row[len(_UNIT)] is not None:
            office_id, identifier, name, kind = row[len(_UNIT) :]
            office = OfficeFact(office_id, unit.id, identifier, name, kind)
            snapshot.offices[office.id] = office
            snapshot.office_by_identifier[unit.id, identifier] = office
    columns = ("id", "unit_id", "office_id", "identifier", "name", "kind", "is_chief", "categories", "secretary_id")
    for values in Post.objects.order_by("id").values(*columns):
        values["categories"] = tuple(values["categories"] or ())
        _index_post(snapshot, PostFact(**values))


def _index_post(snapshot: Snapshot, post: PostFact) -> None:
    snapshot.posts[post.id] = post
    snapshot.post_by_identifier[post.unit_id, post.identifier] = post
    if post.office_id is not None:
        snapshot.posts_of_office[post.office_id].append(post)
    if post.is_chief:
        snapshot.chief_of[post.unit_id] = post


def _load_delegations(snapshot: Snapshot, people: "_People") -> None:
    running = Delegation.objects.in_force_at(snapshot.at).order_by("starts_at", "id")
    for row in running.values("post_id", *people.fields("from_user"), *people.fields("to_user")):
        giver, taker = people.read(row, "from_user"), people.read(row, "to_user")
        snapshot.delegations[row["post_id"]].append(Delegated(row["post_id"], giver, taker))


class _People:
    """Reads people as values and lets the site's user model say how a name is written."""

    def __init__(self) -> None:
        self.model: Any = get_user_model()
        self.username = self.model.USERNAME_FIELD
        self.columns = ["id", *dict.fromkeys(self._existing(self.username, "first_name", "last_name"))]
        self._known: dict[int, Person] = {}

    def _existing(self, *names: str) -> Iterable[str]:
        for name in names:
            try:
                self.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            yield name

    def fields(self, prefix: str) -> list[str]:
        return [f"{prefix}__{column}" for column in self.columns]

    def read(self, row: dict[str, Any], prefix: str) -> Person:
        user_id = row[f"{prefix}__id"]
        if user_id not in self._known:
            user = self.model(**{column: row[f"{prefix}__{column}"] for column in self.columns})
            name = user.get_full_name() if hasattr(user, "get_full_name") else str(user)
            self._known[user_id] = Person(user_id, user.get_username(), name or user.get_username())
        return self._known[user_id]
