"""Who holds which seat now: the one question that chains, permissions and queues ask of the organisation.

A `Directory` is a snapshot of one second. It is loaded with a constant number of queries, answers from memory,
and is thrown away: whoever asks again loads again, so nothing that ended can linger in a cache.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation import substitutes
from cms.organisation.queue import QueueSeats, queue_seats
from cms.organisation.rules import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, RESOLVED
from cms.organisation.snapshot import OfficeFact, PostFact, Snapshot, UnitFact, load
from cms.organisation.values import Assignment, HeldPost, Holder, Out, SeatRef

__all__ = [
    "DEPUTIES_CONCERNED",
    "DEPUTY_IN_CHARGE",
    "ORIGINATING_OFFICE",
    "RESOLVED",
    "Assignment",
    "Directory",
    "HeldPost",
    "Holder",
    "OfficeFact",
    "Out",
    "PostFact",
    "QueueSeats",
    "SeatRef",
    "UnitFact",
]


class Directory:
    """The organisation at one second. Unknown units, offices or users have no holders; nothing here raises for them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._posts_of_user: dict[int, list[HeldPost]] | None = None

    @classmethod
    def at(cls, time: datetime | None = None) -> "Directory":
        """Loads what is valid at `time` (an aware datetime; now if not given) in six queries."""
        return cls(load(time or timezone.now()))

    @property
    def time(self) -> datetime:
        return self._snapshot.at

    # Seats

    def holders(self, ref: SeatRef) -> tuple[Holder, ...]:
        """Who holds the seat: by tenure, and by delegation while it runs. A body: those who record for it."""
        return substitutes.holders(self._snapshot, ref)

    def assign(self, ref: SeatRef, barred: frozenset[int] = frozenset()) -> Assignment:
        """Who may act in the seat when the users in `barred` may not (rule 2): holders, or who stands in for them."""
        unit = self.unit(ref.unit_id)
        return replace(substitutes.assign(self._snapshot, ref, barred, self.label), unit=unit.label if unit else "")

    def deciders(self, ref: SeatRef) -> tuple[Holder, ...]:
        """Whose signature is the seat's own: nobody who stands in; of a body its chair, not who records for it."""
        return substitutes.deciders(self._snapshot, ref)

    def label(self, ref: SeatRef) -> str:
        """The seat in words: the post's name, the office's, or "leader in charge of …"."""
        office = self.office(ref.office_id)
        if ref.identifier in (DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED):
            return _("leader in charge of %(office)s") % {"office": office.name} if office else _("leader in charge")
        if ref.identifier == ORIGINATING_OFFICE:
            return office.name if office else _("originating office")
        post = self.post(ref.unit_id, ref.identifier)
        return post.name if post else ref.identifier

    # People

    def posts_of(self, user_id: int | None) -> tuple[HeldPost, ...]:
        """The posts that somebody holds, by tenure and by delegation."""
        if self._posts_of_user is None:
            self._posts_of_user = self._index_people()
        return tuple(self._posts_of_user.get(user_id or 0, ()))

    def seats_of(self, user_id: int) -> QueueSeats:
        """Which pending seats may be this person's, own or as a stand-in: a filter to query with, then `assign`."""
        return queue_seats(self._snapshot, user_id, self.posts_of(user_id))

    def _index_people(self) -> dict[int, list[HeldPost]]:
        index: dict[int, list[HeldPost]] = {}
        for post in self._snapshot.posts.values():
            fact = (post.id, post.identifier, post.name, post.unit_id, post.office_id)
            for person in self._snapshot.tenures.get(post.id, ()):
                held = HeldPost(*fact, via="tenure", kind=post.kind, categories=post.categories)
                index.setdefault(person.id, []).append(held)
            for running in self._snapshot.delegations.get(post.id, ()):
                giver = running.giver.name
                held = HeldPost(*fact, via="delegation", delegated_by=giver, kind=post.kind, categories=post.categories)
                index.setdefault(running.taker.id, []).append(held)
        return index

    def people_of_office(self, office_id: int | None) -> set[int]:
        """Users who hold a post of this office, by tenure or delegation."""
        posts = self._snapshot.posts_of_office.get(office_id or 0, ())
        own = {person.id for post in posts for person in self._snapshot.tenures.get(post.id, ())}
        return own | {given.taker.id for post in posts for given in self._snapshot.delegations.get(post.id, ())}

    # Offices and portfolios

    def offices_in_portfolio(self, post_id: int) -> tuple[int, ...]:
        return tuple(self._snapshot.portfolio.get(post_id, ()))

    def deputies_over(self, office_id: int) -> tuple[PostFact, ...]:
        """The posts whose portfolio holds this office now (分管)."""
        return tuple(self._snapshot.deputies.get(office_id, ()))

    def unit(self, unit_id: int | None) -> UnitFact | None:
        return self._snapshot.units.get(unit_id or 0)

    def units(self) -> tuple[UnitFact, ...]:
        return tuple(self._snapshot.units.values())

    def units_below(self, unit_id: int) -> tuple[int, ...]:
        """The units under this one, at any depth, itself not included."""
        return self._snapshot.units_below(unit_id)

    def municipal_unit(self) -> UnitFact | None:
        return next((unit for unit in self._snapshot.units.values() if unit.kind == "municipal"), None)

    @property
    def municipal_unit_id(self) -> int | None:
        unit = self.municipal_unit()
        return unit.id if unit else None

    def office(self, office_id: int | None) -> OfficeFact | None:
        return self._snapshot.offices.get(office_id or 0)

    def offices(self, unit_id: int) -> tuple[OfficeFact, ...]:
        return tuple(office for office in self._snapshot.offices.values() if office.unit_id == unit_id)

    def unit_of_office(self, office_id: int) -> int | None:
        office = self.office(office_id)
        return office.unit_id if office else None

    def office_by_identifier(self, unit_id: int, identifier: str) -> OfficeFact | None:
        return self._snapshot.office_by_identifier.get((unit_id, identifier))

    def post(self, unit_id: int, identifier: str) -> PostFact | None:
        return self._snapshot.post_by_identifier.get((unit_id, identifier))

    def posts(self, unit_id: int) -> Iterable[PostFact]:
        return tuple(post for post in self._snapshot.posts.values() if post.unit_id == unit_id)
