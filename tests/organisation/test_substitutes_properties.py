"""Rule 2 over random organisations: whoever holds, is absent, delegates or is barred, the order is kept.

The organisations live in memory: two units, a few posts of each kind, six people who may hold any number of posts.
"""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from cms.organisation.seats import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, Directory, SeatRef
from cms.organisation.snapshot import Delegated, OfficeFact, Person, PostFact, Snapshot, UnitFact

PEOPLE = tuple(Person(number, f"user{number}", f"人{number}") for number in range(1, 7))
MUNICIPAL, DISTRICT = 1, 2
OFFICES = ("legal", "quality")
# identifier, office, kind, chief, secretary
POSTS = (
    ("legal", "legal", "head", False, None),
    ("clerk", "legal", "member", False, None),
    ("watch", "legal", "oversight", False, None),
    ("editor", "quality", "member", False, None),
    ("deputy", None, "leader", False, None),
    ("second_deputy", None, "leader", False, None),
    ("director", None, "leader", True, None),
    ("meeting", None, "body", False, "legal"),
    ("group", None, "body", False, None),
)
RESOLVED = (ORIGINATING_OFFICE, DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED)


@dataclass
class World:
    snapshot: Snapshot
    directory: Directory

    def post(self, unit: int, identifier: str) -> PostFact:
        return self.snapshot.post_by_identifier[unit, identifier]


def chart() -> Snapshot:
    snapshot = Snapshot(at=None)
    snapshot.units[MUNICIPAL] = UnitFact(MUNICIPAL, "municipal", "市局", "", "municipal", None, "M")
    snapshot.units[DISTRICT] = UnitFact(DISTRICT, "district", "区局", "", "district", MUNICIPAL, "D")
    for unit in (MUNICIPAL, DISTRICT):
        for number, identifier in enumerate(OFFICES):
            office = OfficeFact(unit * 10 + number, unit, identifier, identifier, "business")
            snapshot.offices[office.id] = office
            snapshot.office_by_identifier[unit, identifier] = office
        ids = {post[0]: unit * 100 + number for number, post in enumerate(POSTS)}
        for identifier, office_name, kind, chief, secretary in POSTS:
            office_id = snapshot.office_by_identifier[unit, office_name].id if office_name else None
            secretary_id = ids[secretary] if secretary else None
            post = PostFact(ids[identifier], unit, office_id, identifier, identifier, kind, chief, (), secretary_id)
            snapshot.posts[post.id] = snapshot.post_by_identifier[unit, identifier] = post
            if office_id is not None:
                snapshot.posts_of_office[office_id].append(post)
            if chief:
                snapshot.chief_of[unit] = post
    return snapshot


@st.composite
def worlds(draw) -> World:
    snapshot = chart()
    for post in snapshot.posts.values():
        if post.secretary_id is None:
            snapshot.tenures[post.id] = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))
        for giver in snapshot.tenures.get(post.id, []):
            taker = draw(st.one_of(st.none(), st.none(), st.sampled_from(PEOPLE)))
            if taker is not None and taker not in snapshot.tenures[post.id]:
                snapshot.delegations[post.id].append(Delegated(post.id, giver, taker))
        if post.kind == "leader":
            for office in draw(st.lists(st.sampled_from(OFFICES), max_size=2, unique=True)):
                office_id = snapshot.office_by_identifier[post.unit_id, office].id
                snapshot.portfolio[post.id].append(office_id)
                snapshot.deputies[office_id].append(post)
    for unit in (MUNICIPAL, DISTRICT):
        snapshot.vice_chairs[unit] = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))
    return World(snapshot, Directory(snapshot))


def refs() -> st.SearchStrategy[SeatRef]:
    def with_office(unit: int) -> st.SearchStrategy[SeatRef]:
        office = st.sampled_from([unit * 10, unit * 10 + 1])
        return st.builds(SeatRef, st.just(unit), st.sampled_from(RESOLVED), office)

    plain = st.builds(SeatRef, st.sampled_from([MUNICIPAL, DISTRICT]), st.sampled_from([post[0] for post in POSTS]))
    return plain | with_office(MUNICIPAL) | with_office(DISTRICT)


barred_people = st.frozensets(st.integers(1, 6))


def for_every_case(test):
    """Over worlds, seats and barred people; without a deadline, for the machine may be busy with other tests."""
    return settings(deadline=None)(given(worlds(), refs(), barred_people)(test))


def ids(people) -> set[int]:
    return {getattr(person, "user_id", None) or person.id for person in people}


def holders_of(world: World, posts: list[PostFact]) -> set[int]:
    return {person.id for post in posts for person in world.snapshot.tenures.get(post.id, [])}


def takers_of(world: World, posts: list[PostFact]) -> set[int]:
    return {d.taker.id for post in posts for d in world.snapshot.delegations.get(post.id, [])}


def present_in(world: World, posts: list[PostFact]) -> set[int]:
    away = {(d.post_id, d.giver.id) for post in posts for d in world.snapshot.delegations.get(post.id, [])}
    return {p.id for post in posts for p in world.snapshot.tenures.get(post.id, []) if (post.id, p.id) not in away}


def seat_posts(world: World, ref: SeatRef) -> list[PostFact]:
    """The posts that are the seat, told again from the words of the rule."""
    snapshot = world.snapshot
    if ref.identifier in (DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED):
        return snapshot.deputies.get(ref.office_id, [])
    if ref.identifier == ORIGINATING_OFFICE:
        return [p for p in snapshot.posts_of_office[ref.office_id] if p.kind != "oversight"]
    post = world.post(ref.unit_id, ref.identifier)
    return [snapshot.posts[post.secretary_id]] if post.secretary_id else [post]


def stand_in_groups(world: World, ref: SeatRef) -> list[tuple[str, set[int]]]:
    """Everybody in each group, in the order of rule 2."""
    snapshot, posts = world.snapshot, seat_posts(world, ref)
    if ref.identifier == "group":
        colleagues = {person.id for person in snapshot.vice_chairs[ref.unit_id]}
    else:
        offices = {post.office_id for post in posts} - {None}
        others = [p for o in offices for p in snapshot.posts_of_office[o] if p not in posts and p.kind != "oversight"]
        colleagues = holders_of(world, others) | takers_of(world, others)
    groups = [("colleague", colleagues), ("delegation", takers_of(world, posts))]
    if any(post.kind == "oversight" for post in posts):
        return groups
    office = ref.office_id if ref.identifier == ORIGINATING_OFFICE else (posts[0].office_id if posts else None)
    if ref.identifier in RESOLVED[1:]:
        office = None
    deputies = [post for post in snapshot.deputies.get(office, []) if post not in posts]
    chiefs = [snapshot.chief_of[ref.unit_id]] if snapshot.chief_of[ref.unit_id] not in posts else []
    groups.append(("deputy", holders_of(world, deputies) | takers_of(world, deputies)))
    groups.append(("director", holders_of(world, chiefs) | takers_of(world, chiefs)))
    return groups


@for_every_case
def test_nobody_who_is_barred_ever_acts_and_nobody_is_named_twice(world, ref, barred):
    found = world.directory.assign(ref, barred)
    assert not ids(found.holders) & barred
    assert len(found.holders) == len(ids(found.holders))
    assert found.vacant == (not found.holders)


@for_every_case
def test_whoever_holds_the_seat_and_is_not_barred_may_always_act(world, ref, barred):
    """By tenure or by delegation (rule 6), whether or not others stand in."""
    posts = seat_posts(world, ref)
    entitled = (holders_of(world, posts) | takers_of(world, posts)) - barred
    assert entitled <= ids(world.directory.assign(ref, barred).holders)
    assert ids(world.directory.holders(ref)) == holders_of(world, posts) | takers_of(world, posts)


@for_every_case
def test_nobody_stands_in_while_a_present_holder_may_act(world, ref, barred):
    posts = seat_posts(world, ref)
    present = present_in(world, posts) - barred
    found = world.directory.assign(ref, barred)
    if present:
        assert not found.stand_in
        assert ids(found.holders) == (holders_of(world, posts) | takers_of(world, posts)) - barred
        assert found.holders[0].user_id in present


@for_every_case
def test_the_first_group_with_a_free_person_stands_in(world, ref, barred):
    posts = seat_posts(world, ref)
    if present_in(world, posts) - barred:
        return
    own = holders_of(world, posts) - barred
    found = world.directory.assign(ref, barred)
    groups = [(via, group - barred - own) for via, group in stand_in_groups(world, ref)]
    via, group = next(((via, group) for via, group in groups if group), (None, set()))
    if via is None:
        assert found.via in (None, "superior")
        return
    assert (found.stand_in, found.via) == (True, via)
    entitled = own | (takers_of(world, posts) - barred)
    standing_in = ids(found.holders) - entitled
    assert standing_in <= group and (standing_in or group <= entitled)


@for_every_case
def test_a_seat_is_vacant_only_if_the_head_of_no_unit_above_may_act(world, ref, barred):
    found = world.directory.assign(ref, barred)
    chiefs = [world.snapshot.chief_of[unit] for unit in (ref.unit_id, MUNICIPAL)]
    overseers = any(post.kind == "oversight" for post in seat_posts(world, ref))
    if found.vacant and not overseers:
        assert (holders_of(world, chiefs) | takers_of(world, chiefs)) <= barred


@for_every_case
def test_the_superior_unit_is_the_last_resort_of_a_subordinate_one_only(world, ref, barred):
    found = world.directory.assign(ref, barred)
    if found.via == "superior":
        assert ref.unit_id == DISTRICT
        assert {holder.via for holder in found.holders} == {"superior"}
        entitled = holders_of(world, seat_posts(world, ref)).union(*(group for _, group in stand_in_groups(world, ref)))
        assert entitled <= barred


@for_every_case
def test_the_queue_filter_covers_every_seat_that_may_be_given(world, ref, barred):
    for holder in world.directory.assign(ref, barred).holders:
        assert world.directory.seats_of(holder.user_id).covers(ref)


@for_every_case
def test_every_assignment_can_be_worded(world, ref, barred):
    found = world.directory.assign(ref, barred)
    assert bool(found.reason) == (found.stand_in or found.vacant)
    for holder in found.holders:
        assert bool(holder.reason) == (holder.via != "tenure")
