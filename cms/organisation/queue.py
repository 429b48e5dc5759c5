"""Which pending seats may be somebody's: a filter that a queue can hand to the database.

It covers every seat that `substitutes.assign` could give the person, whoever is barred (a test holds it to that), so a
queue fetches by it and then asks `assign` about each row.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cms.organisation import substitutes
from cms.organisation.rules import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE
from cms.organisation.snapshot import Snapshot
from cms.organisation.values import HeldPost, SeatRef

_DEPUTIES = (DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED)


@dataclass(frozen=True, slots=True)
class Reach:
    """Seats of some units: everything, or these post identifiers and the seats resolved from these offices."""

    units: frozenset[int]
    everything: bool = False
    identifiers: frozenset[str] = frozenset()
    offices: frozenset[int] = frozenset()
    deputy_offices: frozenset[int] = frozenset()

    def covers(self, ref: SeatRef) -> bool:
        if ref.unit_id not in self.units:
            return False
        if self.everything or ref.identifier in self.identifiers:
            return True
        if ref.identifier == ORIGINATING_OFFICE:
            return ref.office_id in self.offices
        return ref.identifier in _DEPUTIES and ref.office_id in self.deputy_offices

    def query(self, unit: str, identifier: str, office: str) -> Q:
        here = Q(**{f"{unit}__in": self.units})
        if self.everything:
            return here
        seats = Q(**{f"{identifier}__in": self.identifiers})
        if self.offices:
            seats |= Q(**{identifier: ORIGINATING_OFFICE, f"{office}__in": self.offices})
        if self.deputy_offices:
            seats |= Q(**{f"{identifier}__in": _DEPUTIES, f"{office}__in": self.deputy_offices})
        return here & seats


@dataclass(frozen=True, slots=True)
class QueueSeats:
    """What a person holds (`posts` as (unit, identifier, office), `portfolio_offices`), and how far it reaches.

    `own`: seats that are theirs or their body's; `reach`: these and all in which they may stand in.
    """

    posts: frozenset[tuple[int, str, int | None]]
    portfolio_offices: frozenset[int]
    own: tuple[Reach, ...]
    reach: tuple[Reach, ...]

    def covers(self, ref: SeatRef) -> bool:
        return any(reach.covers(ref) for reach in self.reach)

    def query(
        self, unit: str = "unit_id", identifier: str = "identifier", office: str = "office_id", *, own: bool = False
    ) -> Q:
        """A condition on a model whose columns of these names hold a SeatRef; matches nothing for nobody's seats."""
        condition = Q(pk__in=[])
        for reach in self.own if own else self.reach:
            condition |= reach.query(unit, identifier, office)
        return condition


def queue_seats(snapshot: Snapshot, user_id: int, held: Iterable[HeldPost]) -> QueueSeats:
    held = tuple(held)
    units = dict.fromkeys(post.unit_id for post in held)
    units.update(dict.fromkeys(u for u, people in snapshot.vice_chairs.items() if any(p.id == user_id for p in people)))
    offices = {office for post in held for office in snapshot.portfolio.get(post.post_id, ())}
    own = tuple(_reach(snapshot, unit, user_id, own=True) for unit in units)
    return QueueSeats(
        posts=frozenset((post.unit_id, post.identifier, post.office_id) for post in held),
        portfolio_offices=frozenset(offices),
        own=own,
        reach=tuple(_with_subordinates(snapshot, _reach(snapshot, unit, user_id, own=False), unit) for unit in units),
    )


def _reach(snapshot: Snapshot, unit_id: int, user_id: int, *, own: bool) -> Reach:
    def mine(identifier: str, office_id: int | None = None) -> bool:
        return user_id in _candidates(snapshot, SeatRef(unit_id, identifier, office_id), own=own)

    if not own and _heads(snapshot, unit_id, user_id):
        return Reach(frozenset({unit_id}), everything=True)
    offices = [office.id for office in snapshot.offices.values() if office.unit_id == unit_id]
    return Reach(
        frozenset({unit_id}),
        identifiers=frozenset(
            p.identifier for p in snapshot.posts.values() if p.unit_id == unit_id and mine(p.identifier)
        ),
        offices=frozenset(office for office in offices if mine(ORIGINATING_OFFICE, office)),
        deputy_offices=frozenset(office for office in offices if mine(DEPUTY_IN_CHARGE, office)),
    )


def _heads(snapshot: Snapshot, unit_id: int, user_id: int) -> bool:
    """Whether this person stands in for everybody in the unit: holds its first post, or acts in it for its holder."""
    chief = snapshot.chief_of.get(unit_id)
    if chief is None:
        return False
    people = [*snapshot.tenures.get(chief.id, ()), *(d.taker for d in snapshot.delegations.get(chief.id, ()))]
    return any(person.id == user_id for person in people)


def _candidates(snapshot: Snapshot, ref: SeatRef, *, own: bool) -> set[int]:
    """Everybody whom the rule could name within the unit; `own`: only those who hold the seat."""
    people = {holder.user_id for holder in substitutes.holders(snapshot, ref)}
    if not own:
        for _via, group in substitutes.groups(snapshot, substitutes.resolve(snapshot, ref)):
            people.update(holder.user_id for holder in group)
    return people


def _with_subordinates(snapshot: Snapshot, reach: Reach, unit_id: int) -> Reach:
    """The last resort of the units below is the same seat here; offices correspond by identifier."""
    below = snapshot.units_below(unit_id)
    if not below:
        return reach

    def counterparts(offices: frozenset[int]) -> frozenset[int]:
        wanted = {snapshot.offices[office].identifier for office in offices}
        found = (o.id for o in snapshot.offices.values() if o.unit_id in below and o.identifier in wanted)
        return offices.union(found)

    return Reach(
        reach.units.union(below),
        reach.everything,
        reach.identifiers,
        counterparts(reach.offices),
        counterparts(reach.deputy_offices),
    )
