"""Who holds a seat, and who acts when its holders may not: on real rows."""

from datetime import timedelta

import time_machine
from django.utils import timezone, translation

from cms.organisation.models import Portfolio, Tenure
from cms.organisation.seats import DEPUTIES_CONCERNED, DEPUTY_IN_CHARGE, ORIGINATING_OFFICE, Directory, SeatRef

DAY = timedelta(days=1)


def names(holders) -> list[str]:
    return [holder.username for holder in holders]


def test_a_snapshot_takes_six_queries_however_large(bureau, django_assert_num_queries):
    for number in range(12):
        unit = bureau.unit(f"district{number}")
        bureau.post(f"{unit.identifier}.legal", f"legal{number}", office=f"{unit.identifier}.legal")
        bureau.leader(f"{unit.identifier}.deputy", f"deputy{number}", over=(f"{unit.identifier}.legal",))
        bureau.vice_chair(unit, f"vice{number}")
    with django_assert_num_queries(6):
        directory = Directory.at()
    with django_assert_num_queries(0):
        for unit in directory.units():
            directory.assign(SeatRef(unit.id, "legal"), bureau_barred := frozenset())
            directory.seats_of(1)
    assert bureau_barred == frozenset()


def test_a_post_is_held_by_its_tenures_in_force(bureau):
    post = bureau.post("legal", "legal", "legal_2")
    bureau.tenure(post, "former", ends_at=timezone.now() - DAY)
    Tenure.objects.create(post=post, user=bureau.user("next"), starts_at=timezone.now() + DAY)
    bureau.tenure(post, "inactive")
    inactive = bureau.user("inactive")
    inactive.is_active = False
    inactive.save()
    holders = Directory.at().holders(bureau.ref("legal"))
    assert names(holders) == ["legal", "legal_2"]
    assert holders[0].name == "张legal"
    assert {holder.via for holder in holders} == {"tenure"}


def test_a_tenure_ends_in_its_second(bureau):
    end = timezone.now().replace(microsecond=0) + DAY
    bureau.tenure(bureau.post("legal"), "legal", ends_at=end)
    ref = bureau.ref("legal")
    assert names(Directory.at(end - timedelta(microseconds=1)).holders(ref)) == ["legal"]
    assert names(Directory.at(end).holders(ref)) == []
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert names(Directory.at().holders(ref)) == ["legal"]
    with time_machine.travel(end, tick=False):
        assert names(Directory.at().holders(ref)) == []


def test_seats_are_looked_up_in_their_own_unit(bureau):
    bureau.unit("district")
    bureau.post("legal", "legal")
    bureau.post("district.legal", "district_legal")
    directory = Directory.at()
    assert names(directory.holders(bureau.ref("legal"))) == ["legal"]
    assert names(directory.holders(bureau.ref("district.legal"))) == ["district_legal"]


def test_the_deputy_in_charge_is_resolved_from_the_office(bureau):
    quality, metrology = bureau.office("quality"), bureau.office("metrology")
    deputy = bureau.leader("deputy_quality", "deputy_quality", over=("quality",))
    bureau.leader("deputy_metrology", "deputy_metrology", over=("metrology",))
    directory = Directory.at()
    for identifier in (DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED):
        assert names(directory.holders(bureau.ref(identifier, quality))) == ["deputy_quality"]
        assert names(directory.holders(bureau.ref(identifier, metrology))) == ["deputy_metrology"]
    assert directory.holders(bureau.ref(DEPUTY_IN_CHARGE)) == ()
    assert [post.identifier for post in directory.deputies_over(quality.pk)] == ["deputy_quality"]
    assert directory.offices_in_portfolio(deputy.pk) == (quality.pk,)


def test_an_office_of_another_unit_resolves_to_nobody(bureau):
    bureau.unit("district")
    office = bureau.office("district.quality")
    bureau.leader("district.deputy", "deputy", over=("district.quality",))
    assert names(Directory.at().holders(bureau.ref(DEPUTY_IN_CHARGE, office))) == []
    assert names(Directory.at().holders(bureau.ref("district.deputy_in_charge", office))) == ["deputy"]


def test_a_portfolio_that_moves_moves_the_seat(bureau):
    quality = bureau.office("quality")
    old = bureau.leader("deputy_old", "old", over=("quality",))
    new = bureau.leader("deputy_new", "new")
    turn = timezone.now().replace(microsecond=0) + DAY
    Portfolio.objects.filter(post=old).update(ends_at=turn)
    Portfolio.objects.create(post=new, office=quality, starts_at=turn)
    ref = bureau.ref(DEPUTY_IN_CHARGE, quality)
    assert names(Directory.at(turn - timedelta(seconds=1)).holders(ref)) == ["old"]
    assert names(Directory.at(turn).holders(ref)) == ["new"]


def test_the_originating_office_is_held_by_its_posts_but_not_by_its_overseers(bureau):
    office = bureau.office("quality")
    bureau.post("quality", "head", office="quality")
    bureau.post("editor", "editor", office="quality")
    bureau.post("watch", "watcher", office="quality", kind="oversight")
    assert names(Directory.at().holders(bureau.ref(ORIGINATING_OFFICE, office))) == ["head", "editor"]


def test_a_body_is_held_by_the_post_that_records_for_it(bureau):
    general = bureau.post("general", "general", "general_2")
    bureau.post("bureau_meeting", kind="body", secretary=general)
    bureau.post("leading_group", "chair", kind="body")
    directory = Directory.at()
    assert names(directory.holders(bureau.ref("bureau_meeting"))) == ["general", "general_2"]
    assert names(directory.holders(bureau.ref("leading_group"))) == ["chair"]


def test_a_delegate_holds_the_post_beside_its_giver_while_the_delegation_runs(bureau):
    post = bureau.post("legal", "legal")
    end = timezone.now().replace(microsecond=0) + DAY
    bureau.delegation(post, "legal", "helper", ends_at=end)
    directory = Directory.at()
    holders = directory.holders(bureau.ref("legal"))
    assert [(h.username, h.via, h.acting_for) for h in holders] == [
        ("helper", "delegation", "张legal"),
        ("legal", "tenure", ""),
    ]
    held = directory.posts_of(bureau.user("helper").pk)
    assert [(post.identifier, post.via, post.delegated_by) for post in held] == [("legal", "delegation", "张legal")]
    assert names(Directory.at(end).holders(bureau.ref("legal"))) == ["legal"]


def test_a_delegation_ends_with_its_givers_tenure(bureau):
    end = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    post = bureau.post("legal")
    bureau.tenure(post, "legal", ends_at=end)
    bureau.delegation(post, "legal", "helper")
    assert "helper" in names(Directory.at(end - timedelta(seconds=1)).holders(bureau.ref("legal")))
    assert names(Directory.at(end).holders(bureau.ref("legal"))) == []


def test_the_order_of_standing_in(bureau):
    """Rule 2: another holder of the office, the dated delegate, the deputy over the office, the director."""
    post = bureau.post("legal", "legal", "legal_2", office="legal")
    bureau.post("clerk", "clerk", office="legal")
    bureau.leader("deputy_legal", "deputy", over=("legal",))
    bureau.director("director", "director")
    assert bureau.acting("legal") == (["legal", "legal_2"], None)
    assert bureau.acting("legal", "legal") == (["legal_2"], None)
    assert bureau.acting("legal", "legal", "legal_2") == (["clerk"], "colleague")
    bureau.delegation(post, "legal", "helper")
    assert bureau.acting("legal", "legal", "legal_2") == (["clerk", "helper"], "colleague")
    assert bureau.acting("legal", "legal", "legal_2", "clerk") == (["helper"], "delegation")
    assert bureau.acting("legal", "legal", "legal_2", "clerk", "helper") == (["deputy"], "deputy")
    everybody_else = ("legal", "legal_2", "clerk", "helper", "deputy")
    assert bureau.acting("legal", *everybody_else) == (["director"], "director")
    assert bureau.acting("legal", *everybody_else, "director") == ([], None)


def test_an_absent_holder_comes_after_a_present_one(bureau):
    post = bureau.post("legal", "legal", "legal_2")
    bureau.director("director", "director")
    bureau.delegation(post, "legal", "helper")
    assert bureau.acting("legal") == (["legal_2", "helper", "legal"], None)
    assert bureau.acting("legal", "legal_2") == (["helper", "legal"], "delegation")
    assert bureau.acting("legal", "legal_2", "helper") == (["director", "legal"], "director")


def test_nobody_left_at_the_head_of_the_bureau_is_said_to_be_vacant(bureau):
    bureau.director("director", "director")
    found = Directory.at().assign(bureau.ref("director"), bureau.barred("director"))
    assert found.vacant and not found.stand_in and found.holders == ()
    assert found.reason


def test_a_seat_of_a_small_unit_goes_up_as_the_last_resort(bureau):
    bureau.unit("district")
    bureau.post("district.legal", "one", office="district.legal")
    bureau.director("district.director", "one")
    bureau.post("legal", "legal", office="legal")
    bureau.director("director", "director")
    assert bureau.acting("district.legal") == (["one"], None)
    assert bureau.acting("district.legal", "one") == (["legal"], "superior")
    assert bureau.acting("district.legal", "one", "legal") == (["director"], "superior")
    assert bureau.acting("district.director", "one") == (["director"], "superior")


def test_a_resolved_seat_goes_up_to_the_same_office(bureau):
    bureau.unit("district")
    office = bureau.office("district.quality")
    bureau.leader("district.deputy", "one", over=("district.quality",))
    bureau.leader("deputy_quality", "deputy_quality", over=("quality",))
    assert bureau.acting("district.deputy_in_charge", "one", office=office) == (["deputy_quality"], "superior")


def test_nobody_else_than_overseers_stands_in_for_an_overseer(bureau):
    bureau.post("discipline", "watcher", office="discipline", kind="oversight")
    bureau.leader("deputy", "deputy", over=("discipline",))
    bureau.director("director", "director")
    assert bureau.acting("discipline", "watcher") == ([], None)


def test_a_vice_chair_stands_in_for_the_chair(bureau):
    bureau.post("leading_group", "chair", kind="body")
    bureau.vice_chair(bureau.municipal, "vice")
    bureau.director("director", "chair")
    assert bureau.acting("leading_group", "chair") == (["vice"], "colleague")


def test_a_post_that_nobody_holds_is_shown_as_such(bureau):
    bureau.post("planning")
    bureau.director("director", "director")
    found = Directory.at().assign(bureau.ref("planning"))
    assert found.stand_in and found.via == "director" and found.out == ()
    with translation.override("en"):
        assert "Nobody holds the seat" in found.reason


def test_reasons_name_who_is_out_and_who_stands_in(bureau):
    bureau.post("legal", "legal", office="legal")
    bureau.leader("deputy_legal", "deputy", over=("legal",))
    found = Directory.at().assign(bureau.ref("legal"), bureau.barred("legal"))
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "张legal" in found.reason and "张deputy" in found.reason
            assert "张legal" in found.holders[0].reason
    assert found.holders[0].acting_for == "张legal"


def test_labels(bureau):
    quality = bureau.office("quality", name="质量处")
    bureau.post("legal", name="法规处")
    directory = Directory.at()
    assert directory.label(bureau.ref("legal")) == "法规处"
    assert directory.label(bureau.ref(ORIGINATING_OFFICE, quality)) == "质量处"
    assert "质量处" in directory.label(bureau.ref(DEPUTY_IN_CHARGE, quality))
    assert directory.label(bureau.ref("unknown")) == "unknown"


def test_units_and_offices(bureau):
    district = bureau.unit("district")
    inner = bureau.unit("inner", parent=district)
    office = bureau.office("district.quality")
    directory = Directory.at()
    assert directory.municipal_unit_id == bureau.municipal.pk
    assert set(directory.units_below(bureau.municipal.pk)) == {district.pk, inner.pk}
    assert directory.unit_of_office(office.pk) == district.pk
    assert directory.office_by_identifier(district.pk, "quality").id == office.pk
    assert directory.office_by_identifier(bureau.municipal.pk, "quality") is None
    assert directory.unit(None) is None and directory.unit_of_office(0) is None


def test_the_queue_filter_finds_the_rows_that_may_be_mine(bureau):
    """Used on a model whose columns hold a seat; posts stand in for one here, with themselves as their seats."""
    from cms.organisation.models import Post

    bureau.post("legal", "legal", office="legal")
    bureau.post("planning", "planning", office="planning")
    bureau.leader("deputy_legal", "deputy", over=("legal",))
    bureau.director("director", "director")
    directory = Directory.at()

    def reached(username: str, **options) -> set[str]:
        seats = directory.seats_of(bureau.user(username).pk)
        query = seats.query("unit_id", "identifier", "office_id", **options)
        return set(Post.objects.filter(query).values_list("identifier", flat=True))

    assert reached("legal") == {"legal"}
    assert reached("deputy") == {"deputy_legal", "legal"}
    assert reached("deputy", own=True) == {"deputy_legal"}
    assert reached("director") == {"legal", "planning", "deputy_legal", "director"}
    assert reached("stranger") == set()


def test_a_tree_tied_into_a_knot_past_the_rules_still_answers(bureau):
    outer = bureau.unit("outer")
    inner = bureau.unit("inner", parent=outer)
    type(outer).objects.filter(pk=outer.pk).update(parent=inner)
    found = Directory.at().assign(bureau.ref("outer.legal"))
    assert found.vacant
