"""Who acts in a seat when its holders cannot: rule 2 and rule 6 of the regulation's reading.

Where nobody who holds a post is present and free to act, the seat goes, in this order, to another holder of that
office, the dated delegate, the deputy over that office, the head of the unit; then, as the last resort, to the same
seat of the superior unit. Pure functions on a `Snapshot`; no query, no clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cms.organisation import words
from cms.organisation.rules import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE
from cms.organisation.snapshot import Person, PostFact, Snapshot
from cms.organisation.values import Assignment, Holder, Out, SeatRef, Via

Group = tuple[Via, list[Holder]]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat reference worked out: the posts that are it, and the office whose deputy stands in for it."""

    unit_id: int
    posts: tuple[PostFact, ...]
    deputies_of: int | None
    vice_chairs: bool = False


def resolve(snapshot: Snapshot, ref: SeatRef) -> Seat:
    """The posts behind a reference; none when the unit has no such post or nobody is in charge of the office."""
    office = snapshot.offices.get(ref.office_id) if ref.office_id is not None else None
    office_id = office.id if office is not None and office.unit_id == ref.unit_id else None
    if ref.identifier in (DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED):
        return Seat(ref.unit_id, tuple(snapshot.deputies.get(office_id or 0, ())), None)
    if ref.identifier == ORIGINATING_OFFICE:
        posts = tuple(p for p in snapshot.posts_of_office.get(office_id or 0, ()) if _acts_for_office(p))
        return Seat(ref.unit_id, posts, office_id)
    post = snapshot.post_by_identifier.get((ref.unit_id, ref.identifier))
    if post is None:
        return Seat(ref.unit_id, (), None)
    if post.kind == "body" and post.secretary_id is not None:
        post = snapshot.posts[post.secretary_id]
    return Seat(ref.unit_id, (post,), post.office_id, vice_chairs=post.kind == "body")


def _acts_for_office(post: PostFact) -> bool:
    """A body is no person of an office, and oversight changes nothing."""
    return post.kind not in ("body", "oversight")


def holders(snapshot: Snapshot, ref: SeatRef) -> tuple[Holder, ...]:
    """Who holds a seat: by tenure and present, by delegation, by tenure and absent, in this order."""
    seat = resolve(snapshot, ref)
    own, away = own_holders(snapshot, seat), absent(snapshot, seat)
    own.sort(key=lambda holder: (holder.post_id, holder.user_id) in away)
    first = [holder for holder in own if (holder.post_id, holder.user_id) not in away]
    return distinct([*first, *delegates(snapshot, seat), *own[len(first) :]])


def own_holders(snapshot: Snapshot, seat: Seat) -> list[Holder]:
    """Who holds the seat by a tenure, absent or not."""
    return [_holder(person, post, "tenure") for post in seat.posts for person in snapshot.tenures.get(post.id, ())]


def delegates(snapshot: Snapshot, seat: Seat) -> list[Holder]:
    return [
        _holder(d.taker, post, "delegation", d.giver.name)
        for post in seat.posts
        for d in snapshot.delegations.get(post.id, ())
    ]


def absent(snapshot: Snapshot, seat: Seat) -> set[tuple[int, int]]:
    """(post, person) of those who have delegated: a delegation makes its giver absent from that post only."""
    return {(post.id, d.giver.id) for post in seat.posts for d in snapshot.delegations.get(post.id, ())}


def groups(snapshot: Snapshot, seat: Seat) -> Iterator[Group]:
    """The stand-in groups in their order; a group comes twice, those who are absent from it after the others."""
    named = words.names(list(dict.fromkeys(holder.name for holder in own_holders(snapshot, seat))))
    yield from _colleagues(snapshot, seat, named)
    yield "delegation", delegates(snapshot, seat)
    if any(post.kind == "oversight" for post in seat.posts):
        return  # those who are overseen do not stand in for their overseer
    if seat.deputies_of is not None:
        posts = snapshot.deputies.get(seat.deputies_of, [])
        yield from _acting(snapshot, _without(posts, seat), "deputy", named)
    chief = snapshot.chief_of.get(seat.unit_id)
    if chief is not None:
        yield from _acting(snapshot, _without([chief], seat), "director", named)


def _without(posts: Iterable[PostFact], seat: Seat) -> list[PostFact]:
    return [post for post in posts if post not in seat.posts]


def deciders(snapshot: Snapshot, ref: SeatRef) -> tuple[Holder, ...]:
    """Whose signature is the seat's own: its holders and dated delegates, nobody who stands in. A body's: its chair's.

    Whoever records for a body does not decide for it.
    """
    post = snapshot.post_by_identifier.get((ref.unit_id, ref.identifier))
    if post is None or post.kind != "body":
        return holders(snapshot, ref)
    own = [] if post.secretary_id is not None else holders(snapshot, ref)
    chairs = [_holder(person, post, "tenure") for person in snapshot.chairs.get(ref.unit_id, ())]
    return distinct([*own, *chairs])


def _colleagues(snapshot: Snapshot, seat: Seat, named: str) -> Iterator[Group]:
    """The holders of the other posts of the office; for the leading group, which has none, its vice-chairs."""
    if seat.vice_chairs:
        post, people = seat.posts[0], snapshot.vice_chairs.get(seat.unit_id, ())
        yield "colleague", [_holder(person, post, "colleague", named) for person in people]
        return
    offices = dict.fromkeys(post.office_id for post in seat.posts if post.office_id is not None)
    posts = [post for office in offices for post in snapshot.posts_of_office.get(office, ()) if _acts_for_office(post)]
    yield from _acting(snapshot, _without(posts, seat), "colleague", named)


def _acting(snapshot: Snapshot, posts: list[PostFact], via: Via, named: str) -> Iterator[Group]:
    """Those who act in these posts: first their present holders and delegates, then the absent holders."""
    away = absent(snapshot, Seat(0, tuple(posts), None))
    own = [(post, person) for post in posts for person in snapshot.tenures.get(post.id, ())]
    taken = [(post, d.taker) for post in posts for d in snapshot.delegations.get(post.id, ())]
    present = [pair for pair in own if (pair[0].id, pair[1].id) not in away]
    gone = [pair for pair in own if (pair[0].id, pair[1].id) in away]
    yield via, [_holder(person, post, via, named) for post, person in [*present, *taken]]
    yield via, [_holder(person, post, via, named) for post, person in gone]


def _holder(person: Person, post: PostFact, via: Via, acting_for: str = "") -> Holder:
    return Holder(
        person.id, person.username, person.name, post.id, post.identifier, post.name, post.unit_id, via, acting_for
    )


def distinct(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """One entry a person, the first one given."""
    found: dict[int, Holder] = {}
    for holder in holders:
        found.setdefault(holder.user_id, holder)
    return tuple(found.values())


def assign(snapshot: Snapshot, ref: SeatRef, barred: frozenset[int], label: Callable[[SeatRef], str]) -> Assignment:
    """Who may act in this seat now, when `barred` may not. `vacant` if nobody at all."""
    seat = resolve(snapshot, ref)
    own, away, taken = own_holders(snapshot, seat), absent(snapshot, seat), delegates(snapshot, seat)
    free = [holder for holder in own if holder.user_id not in barred]
    present = [holder for holder in free if (holder.post_id, holder.user_id) not in away]
    # Rule 6: the delegate acts, and the giver, though absent, still may. Both are holders whoever else is.
    by_delegation = [holder for holder in [*taken, *free] if holder.user_id not in barred and holder not in present]
    if present:
        return Assignment(ref, label(ref), distinct([*present, *by_delegation]), stand_in=False, vacant=False)
    out = tuple(Out(h.name, "barred" if h.user_id in barred else "absent") for h in distinct(own))
    nobody_else = barred | {holder.user_id for holder in free}  # nobody stands in for themselves
    for via, group in groups(snapshot, seat):
        winners = [holder for holder in group if holder.user_id not in nobody_else]
        if winners:
            holders = distinct([*winners, *by_delegation])
            return Assignment(ref, label(ref), holders, stand_in=True, vacant=False, via=via, out=out)
    if by_delegation:
        return Assignment(ref, label(ref), distinct(by_delegation), stand_in=False, vacant=False, out=out)
    return _superior(snapshot, ref, barred, label, out)


def _superior(
    snapshot: Snapshot,
    ref: SeatRef,
    barred: frozenset[int],
    label: Callable[[SeatRef], str],
    out: tuple[Out, ...],
) -> Assignment:
    """The last resort: the same seat of the superior unit, with all its stand-ins. The municipal unit has none."""
    above = superior_ref(snapshot, ref)
    if above is None:
        return Assignment(ref, label(ref), (), stand_in=False, vacant=True, out=out)
    found = assign(snapshot, above, barred, label)
    named = words.names([entry.name for entry in out])
    holders = tuple(holder.of("superior", named) for holder in found.holders)
    via: Via | None = "superior" if holders else None
    return Assignment(ref, label(ref), holders, stand_in=bool(holders), vacant=not holders, via=via, out=out)


def superior_ref(snapshot: Snapshot, ref: SeatRef) -> SeatRef | None:
    """The same seat one unit up; an office is found there by its identifier."""
    unit = snapshot.units.get(ref.unit_id)
    if unit is None or unit.parent_id is None or unit.parent_id in (unit.id, *snapshot.units_below(unit.id)):
        return None  # the last one: a tree that somebody tied into a knot by SQL has no top
    office = snapshot.offices.get(ref.office_id) if ref.office_id is not None else None
    above = snapshot.office_by_identifier.get((unit.parent_id, office.identifier)) if office else None
    return SeatRef(unit.parent_id, ref.identifier, above.id if above else None)
