"""Everything that holds in the organisation at one instant, as plain values, in six queries whatever its size."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.contrib.auth import get_user_model

from cms.organisation.compiled_queries import CompiledQuery
from cms.organisation.models import Delegation, LeadingGroupMember, Portfolio, Post, Tenure, Unit

Rows = list[tuple[Any, ...]]


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

    @property
    def pk(self) -> int:
        """As a row's: it is asked about like one."""
        return self.id


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
    chairs: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
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
    """Every row is read each time; what is made of the chart is made anew only when its rows differ."""
    snapshot = Snapshot(at, **_chart(_OFFICES.rows(at), _POSTS.rows(at)))
    for post_id, *person in _TENURES.rows(at):
        snapshot.tenures[post_id].append(_person(*person))
    for post_id, *both in _DELEGATIONS.rows(at):
        half = len(both) // 2
        snapshot.delegations[post_id].append(Delegated(post_id, _person(*both[:half]), _person(*both[half:])))
    for post_id, office_id in _PORTFOLIOS.rows(at):
        snapshot.portfolio[post_id].append(office_id)
        snapshot.deputies[office_id].append(snapshot.posts[post_id])
    for unit_id, role, *person in _CHAIRS.rows(at):
        (snapshot.chairs if role == "chair" else snapshot.vice_chairs)[unit_id].append(_person(*person))
    return snapshot


def _chart(offices: Rows, posts: Rows) -> dict[str, Any]:
    """Units, offices and posts with their indices; the last ones again when the rows are the same."""
    kept = _last.get("chart")
    if kept is not None and kept[0] == (offices, posts):
        return kept[1]
    made = _make_chart(offices, posts)
    _last["chart"] = ((offices, posts), made)
    return made


def _make_chart(offices: Rows, posts: Rows) -> dict[str, Any]:
    chart = Snapshot(datetime.min)
    for row in offices:
        unit = UnitFact(*row[: len(_UNIT)])
        chart.units[unit.id] = unit
        if row[len(_UNIT)] is not None:
            office_id, identifier, name, kind = row[len(_UNIT) :]
            office = OfficeFact(office_id, unit.id, identifier, name, kind)
            chart.offices[office.id] = office
            chart.office_by_identifier[unit.id, identifier] = office
    for pk, unit_id, office_id, identifier, name, kind, is_chief, categories, secretary in posts:
        facts = json.loads(categories) if isinstance(categories, str) else categories
        plain = (pk, unit_id, office_id, identifier, name, kind)
        _index_post(chart, PostFact(*plain, bool(is_chief), tuple(facts or ()), secretary))
    return {name: getattr(chart, name) for name in _CHART}


def _index_post(snapshot: Snapshot, post: PostFact) -> None:
    snapshot.posts[post.id] = post
    snapshot.post_by_identifier[post.unit_id, post.identifier] = post
    if post.office_id is not None:
        snapshot.posts_of_office[post.office_id].append(post)
    if post.is_chief:
        snapshot.chief_of[post.unit_id] = post


@lru_cache(maxsize=4096)
def _person(*row: Any) -> Person:
    """The site's user model says how a name is written."""
    user = get_user_model()(**dict(zip(_person_columns(), row, strict=True)))
    name = user.get_full_name() if hasattr(user, "get_full_name") else str(user)
    return Person(row[0], user.get_username(), name or user.get_username())


@cache
def _person_columns() -> tuple[str, ...]:
    model: Any = get_user_model()
    there = {field.name for field in model._meta.concrete_fields}
    return ("id", *(name for name in dict.fromkeys((model.USERNAME_FIELD, "first_name", "last_name")) if name in there))


def name_columns() -> tuple[str, ...]:
    """By which people are put in order and searched: family name, given name; the log-in where the user model has
    none."""
    names = tuple(name for name in ("last_name", "first_name") if name in _person_columns())
    return names or (get_user_model().USERNAME_FIELD,)


def _people(prefix: str) -> list[str]:
    return [f"{prefix}__{column}" for column in _person_columns()]


_UNIT = ("id", "identifier", "name", "short_name", "kind", "parent_id", "code")
_OFFICE = ("offices__id", "offices__identifier", "offices__name", "offices__kind")
_POST = ("id", "unit_id", "office_id", "identifier", "name", "kind", "is_chief", "categories", "secretary_id")
_CHART = (
    "units",
    "offices",
    "posts",
    "post_by_identifier",
    "office_by_identifier",
    "posts_of_office",
    "chief_of",
)
# Units and their offices come in one query (a unit without offices gives one row of empty office columns).
_OFFICES = CompiledQuery(
    lambda at: Unit.objects.order_by("id", "offices__sort_order", "offices__id").values_list(*_UNIT, *_OFFICE)
)
_POSTS = CompiledQuery(lambda at: Post.objects.order_by("id").values_list(*_POST))
_TENURES = CompiledQuery(
    lambda at: (
        Tenure.objects.valid_at(at)
        .filter(user__is_active=True)
        .order_by("post_id", "starts_at", "id")
        .values_list("post_id", *_people("user"))
    )
)
_DELEGATIONS = CompiledQuery(
    lambda at: (
        Delegation.objects.in_force_at(at)
        .order_by("starts_at", "id")
        .values_list("post_id", *_people("from_user"), *_people("to_user"))
    )
)
_PORTFOLIOS = CompiledQuery(
    lambda at: Portfolio.objects.valid_at(at).order_by("starts_at", "id").values_list("post_id", "office_id")
)
_CHAIRS = CompiledQuery(
    lambda at: (
        LeadingGroupMember.objects.valid_at(at)
        .filter(role__in=("chair", "vice_chair"), user__is_active=True)
        .order_by("starts_at", "id")
        .values_list("unit_id", "role", *_people("user"))
    )
)
_last: dict[str, Any] = {}
