"""From the seats of a chain to the seats of one case: units, offices, the leaders over them."""

import pytest

from cms.organisation.models import Office, Unit
from cms.organisation.seats import Directory
from cms.workflows.cases import people
from cms.workflows.chains import reading, routing
from cms.workflows.chains.values import Plan, PlanSeat, applies
from tests.factories.bureau import load_organisation, office, unit

RULES = reading.regulation()


@pytest.fixture
def directory(db) -> Directory:
    load_organisation()
    return Directory.at()


def plan(directory, key, of="municipal", issuing="quality", concerned=()) -> Plan:
    where = unit(of)
    chain = routing.chain_for(RULES, *key, subordinate=where.kind != "municipal")
    return routing.plan_for(
        chain,
        directory=directory,
        unit_id=where.pk,
        office_id=office(issuing, of=of).pk,
        concerned_office_ids=tuple(office(each, of=of).pk for each in concerned),
    )


def seats(found: Plan, kind: str) -> list[tuple[PlanSeat, ...]]:
    return [step.seats for step in found.steps if step.kind == kind]


def holders(directory, seat: PlanSeat) -> list[str]:
    return [holder.username for holder in directory.assign(people.seat_ref(seat)).holders]


def test_plan_repeats_the_chain_step_by_step(directory):
    for key in RULES.every():
        for of in ("municipal", "yuzhong"):
            found = plan(directory, key, of=of)
            chain = RULES.chain(*key, subordinate=of != "municipal")
            assert [step.number for step in found.steps] == list(range(1, len(chain.steps) + 1))
            for step, planned in zip(chain.steps, found.steps, strict=True):
                for told in ("kind", "all_of", "condition", "clause", "days", "level", "part", "recipients"):
                    assert getattr(planned, told) == getattr(step, told)
                assert planned.seats
            assert Plan.from_json(found.as_json()) == found


def test_seats_of_the_item_carry_their_office_and_posts_do_not(directory):
    found = plan(directory, ("plans.arrangement", "publish", "web"))
    bureau, quality = unit().pk, office("quality").pk
    assert seats(found, "draft") == [(PlanSeat("originating_office", bureau, quality),)]
    assert seats(found, "sign") == [
        (PlanSeat("deputy_in_charge", bureau, quality), PlanSeat("deputy_publicity", bureau)),
        (PlanSeat("leading_group", bureau),),
    ]
    assert holders(directory, seats(found, "sign")[0][0]) == ["deputy_quality"]


def test_leaders_concerned_are_one_for_each_leader_the_issuing_one_first(directory):
    found = plan(
        directory,
        ("other", "publish", "web"),
        issuing="quality",
        concerned=("hotline", "metrology", "quality", "standardisation", "certification"),
    )
    signing = seats(found, "sign")[0]
    assert [seat.identifier for seat in signing] == ["deputy_in_charge"] * 3
    assert [holders(directory, seat) for seat in signing] == [
        ["deputy_quality"],
        ["deputy_metrology"],
        ["deputy_standardisation"],
    ]


def test_offices_without_a_leader_are_not_taken_for_one(directory):
    where = unit()
    lonely = [Office.objects.create(unit=where, identifier=f"lonely_{n}", name=f"新处室{n}").pk for n in (1, 2)]
    chain = RULES.chain("other", "publish", "web")
    found = routing.plan_for(
        chain, directory=Directory.at(), unit_id=where.pk, office_id=lonely[0], concerned_office_ids=(lonely[1],)
    )
    assert [seat.office for seat in seats(found, "sign")[0]] == lonely


def test_leaders_concerned_are_never_nobody(directory):
    """A joint step without a seat would be complete before anybody signed."""
    chain = RULES.chain("other", "publish", "web")
    found = routing.plan_for(chain, directory=directory, unit_id=unit().pk, office_id=None)
    assert seats(found, "sign")[0] == (PlanSeat("deputy_in_charge", unit().pk, None),)


def test_municipal_steps_of_a_unit_are_the_municipal_bureau_s(directory):
    found = plan(directory, ("announcements", "publish", "web"), of="yuzhong")
    bureau, district = unit().pk, unit("yuzhong").pk
    for step in found.steps:
        assert {seat.unit for seat in step.seats} == {bureau if step.level == "municipal" else district}
    tier = [step for step in found.steps if step.level == "municipal"]
    assert [[seat.identifier for seat in step.seats] for step in tier] == [
        ["general", "legal"],
        ["director"],
        ["leading_group"],
    ]
    assert holders(directory, tier[1].seats[0]) == ["director"]


def test_a_unit_may_not_print_its_own_leaflets(directory):
    found = plan(directory, ("licensing", "publish", "leaflet"), of="yuzhong", issuing="licensing_office")
    last = [step.seats for step in found.steps if not step.condition][-3:]
    assert [[(seat.identifier, seat.unit) for seat in each] for each in last] == [
        [("general", unit().pk)],
        [("deputy_general", unit().pk)],
        [("general", unit().pk)],
    ]
    assert holders(directory, last[-1][0]) == ["general", "general_2"]


def test_touch_screen_of_a_unit_is_its_own(directory):
    found = plan(directory, ("licensing", "publish", "touchscreen"), of="yuzhong", issuing="licensing_office")
    assert {seat.unit for step in found.steps[-1:] for seat in step.seats} == {unit("yuzhong").pk}


def test_every_seat_of_every_chain_is_held_in_the_fixture(directory):
    for key in RULES.every():
        for of in ("municipal", "yuzhong", "shapingba", "institute"):
            for step in plan(directory, key, of=of).steps:
                for seat in step.seats:
                    assert holders(directory, seat), (key, of, seat)


def test_routing_asks_the_database_nothing(directory, django_assert_num_queries):
    chain = RULES.chain("other", "publish", "web")
    where, own, concerned = unit().pk, office("quality").pk, (office("metrology").pk,)
    with django_assert_num_queries(0):
        routing.plan_for(chain, directory=directory, unit_id=where, office_id=own, concerned_office_ids=concerned)


def test_class_and_category_both_name_a_class():
    assert routing.resolve_class(RULES, "plans.annual") == "plans.annual"
    assert routing.resolve_class(RULES, "recruitment") == "other"
    assert routing.resolve_class(RULES, "awards") == "internal"
    assert routing.resolve_class(RULES, "organisation") == "organisation"


def test_category_with_several_classes_lists_them():
    with pytest.raises(routing.AmbiguousCategory) as refused:
        routing.resolve_class(RULES, "regulations")
    assert "regulations.law, regulations.normative" in str(refused.value)
    assert not any(name in str(refused.value) for name in ("licensing", "plans"))


def test_unknown_name_lists_every_class_and_category():
    with pytest.raises(routing.UnknownName) as refused:
        routing.resolve_class(RULES, "licences")
    assert all(name in str(refused.value) for name in (*RULES.classes, *RULES.categories))


def test_combination_that_is_not_there_lists_what_is():
    with pytest.raises(routing.NoSuchCombination) as refused:
        routing.chain_for(RULES, "announcements", "repeal", "web")
    assert "publish, modify, withdraw" in str(refused.value)
    with pytest.raises(routing.NoSuchCombination) as refused:
        routing.chain_for(RULES, "licensing.fees", "publish", "web")
    assert "wall" in str(refused.value)
    assert issubclass(routing.NoSuchCombination, routing.RoutingError)


@pytest.mark.parametrize(
    ("name", "of", "expected"),
    [
        ("plans.annual", "municipal", "general"),
        ("regulations.law", "municipal", "legal"),
        ("organisation", "yuzhong", "personnel"),
        ("licensing.fees", "municipal", "licensing_office"),
        ("announcements", "municipal", "licensing_office"),
        ("licensing", "institute", "metrology"),
        # the institute has no licensing office, and the leader over planning is not in charge of its business
        ("licensing.fees", "institute", "metrology"),
    ],
)
def test_office_when_none_is_named(directory, name, of, expected):
    assert routing.default_office(RULES, name, directory, unit(of).pk).identifier == expected


def test_unit_without_offices_has_no_office_to_offer(directory):
    bare = Unit.objects.create(identifier="bare", name="新局", short_name="新局", kind="district", parent=unit())
    assert routing.default_office(RULES, "licensing", Directory.at(), bare.pk) is None


def test_conditions_stay_in_the_plan_for_marks_that_come_later(directory):
    found = plan(directory, ("announcements", "publish", "web"))
    told = [step.condition for step in found.steps if step.condition]
    assert told == ["major", "particularly_major_or_sensitive"]
    from cms.workflows.chains.values import Marks

    assert applies(found.steps[4].condition, Marks(major=True)) and not applies(found.steps[4].condition, Marks())
