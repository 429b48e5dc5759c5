"""What the rows of the organisation may not say, in words and, where the database can check it, in the database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from cms.organisation.models import Delegation, LeadingGroupMember, Office, Portfolio, Post, Tenure, Unit

DAY = timedelta(days=1)


def refused(row, field: str | None = None) -> bool:
    """Whether full_clean refuses the row, for this field if given."""
    try:
        row.full_clean()
    except ValidationError as error:
        assert field is None or field in error.message_dict, error.message_dict
        return True
    return False


def refused_by_database(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_one_municipal_unit_without_a_superior(bureau):
    assert refused(Unit(identifier="second", name="二", kind="municipal", code="B"))
    assert refused_by_database(lambda: Unit.objects.create(identifier="s", name="二", kind="municipal", code="B"))
    district = bureau.unit("district")
    assert refused_by_database(lambda: Unit.objects.filter(pk=bureau.municipal.pk).update(parent=district))


def test_other_units_have_a_superior_that_is_not_below_them(bureau):
    assert refused(Unit(identifier="lost", name="无", kind="district", code="L"), "parent")
    outer = bureau.unit("outer")
    inner = bureau.unit("inner", parent=outer)
    outer.parent = inner
    assert refused(outer, "parent")


@pytest.mark.parametrize("identifier", ["originating_office", "deputy_in_charge", "deputies_concerned", "局长", "a b"])
def test_identifiers_that_no_post_may_have(bureau, identifier):
    assert refused(Post(unit=bureau.municipal, identifier=identifier, name="x"), "identifier")


def test_identifiers_are_unique_in_their_unit_only(bureau):
    bureau.unit("district")
    bureau.post("legal", office="legal")
    bureau.post("district.legal", office="district.legal")
    assert refused(Post(unit=bureau.municipal, identifier="legal", name="x"))
    assert refused_by_database(lambda: Post.objects.create(unit=bureau.municipal, identifier="legal", name="x"))
    assert refused_by_database(lambda: Office.objects.create(unit=bureau.municipal, identifier="legal", name="x"))


def test_a_post_stays_with_the_offices_of_its_unit(bureau):
    district = bureau.unit("district")
    office = bureau.office("district.legal")
    assert refused(Post(unit=bureau.municipal, identifier="legal", name="x", office=office), "office")
    post = bureau.post("planning")
    post.unit = district
    assert refused(post, "unit")
    office.unit = bureau.municipal
    assert refused(office, "unit")


def test_only_a_body_has_a_secretary_and_then_no_holder(bureau):
    general = bureau.post("general", "general")
    assert refused(Post(unit=bureau.municipal, identifier="x", name="x", kind="head", secretary=general))
    meeting = bureau.post("bureau_meeting", kind="body", secretary=general)
    assert not refused(meeting)
    assert refused(Tenure(post=meeting, user=bureau.user("a")), "post")
    assert refused(Post(unit=bureau.municipal, identifier="y", name="y", kind="body", secretary=meeting), "secretary")


def test_one_head_per_unit_and_it_is_a_leader(bureau):
    bureau.director("director", "director")
    assert refused_by_database(lambda: bureau.leader("second", is_chief=True))
    assert refused_by_database(lambda: bureau.post("third", is_chief=True, kind="head"))


@pytest.mark.parametrize("value", ["licensing", [1], ["Licensing"], ["a b"], {"a": 1}])
def test_categories_are_a_list_of_identifiers(bureau, value):
    assert refused(Post(unit=bureau.municipal, identifier="x", name="x", categories=value), "categories")


def test_periods_do_not_run_backwards_and_tenures_do_not_overlap(bureau):
    post, now = bureau.post("legal"), timezone.now()
    user = bureau.user("legal")
    assert refused(Tenure(post=post, user=user, starts_at=now, ends_at=now - DAY), "ends_at")
    assert refused_by_database(lambda: Tenure.objects.create(post=post, user=user, starts_at=now, ends_at=now - DAY))
    bureau.tenure(post, "legal")
    assert refused(Tenure(post=post, user=user, starts_at=now + DAY))
    assert refused_by_database(lambda: bureau.tenure(post, "legal"))
    assert not refused(Tenure(post=post, user=bureau.user("second"), starts_at=now))


def test_times_are_whole_seconds(bureau):
    now = timezone.now().replace(microsecond=654321)
    tenure = Tenure.objects.create(post=bureau.post("legal"), user=bureau.user("a"), starts_at=now)
    tenure.refresh_from_db()
    assert tenure.starts_at == now.replace(microsecond=0)
    Tenure.objects.filter(pk=tenure.pk).update(ends_at=now)
    tenure.refresh_from_db()
    assert tenure.ends_at == now.replace(microsecond=0)


def test_oversight_is_joined_with_no_other_post(bureau):
    discipline, legal = bureau.post("discipline", "watcher", kind="oversight"), bureau.post("legal", "legal")
    assert refused(Tenure(post=legal, user=bureau.user("watcher")))
    assert refused(Tenure(post=discipline, user=bureau.user("legal")))
    now = timezone.now()
    to_watcher = Delegation(
        post=legal, from_user=bureau.user("legal"), to_user=bureau.user("watcher"), ends_at=now + DAY, reason="x"
    )
    assert refused(to_watcher, "to_user")


def test_a_portfolio_belongs_to_a_leader_of_the_same_unit(bureau):
    bureau.unit("district")
    deputy, head = bureau.leader("deputy_legal"), bureau.post("legal")
    assert refused(Portfolio(post=head, office=bureau.office("legal")), "post")
    assert refused(Portfolio(post=deputy, office=bureau.office("district.legal")), "office")
    Portfolio.objects.create(post=deputy, office=bureau.office("legal"))
    assert refused(Portfolio(post=deputy, office=bureau.office("legal")))


def test_a_delegation_is_dated_and_given_by_a_holder_to_another(bureau):
    post, now = bureau.post("legal", "legal"), timezone.now()
    values = {"post": post, "starts_at": now, "ends_at": now + DAY, "reason": "出差"}
    legal, other = bureau.user("legal"), bureau.user("other")
    assert not refused(Delegation(from_user=legal, to_user=other, **values))
    assert refused(Delegation(from_user=other, to_user=legal, **values), "from_user")
    assert refused(Delegation(from_user=legal, to_user=legal, **values))
    assert refused_by_database(lambda: Delegation.objects.create(from_user=legal, to_user=legal, **values))
    assert refused_by_database(
        lambda: Delegation.objects.create(from_user=legal, to_user=other, **{**values, "ends_at": None})
    )
    other.is_active = False
    other.save()
    assert refused(Delegation(from_user=legal, to_user=bureau.user("other"), **values), "to_user")


def test_history_is_not_rewritten(bureau):
    tenure = bureau.tenure(bureau.post("legal"), "legal")
    for field, value in (("user", bureau.user("other")), ("post", bureau.post("planning"))):
        changed = Tenure.objects.get(pk=tenure.pk)
        setattr(changed, field, value)
        assert refused(changed, field)
    changed = Tenure.objects.get(pk=tenure.pk)
    changed.starts_at -= DAY
    assert refused(changed, "starts_at")
    changed = Tenure.objects.get(pk=tenure.pk)
    changed.ends_at = timezone.now() - DAY
    assert refused(changed, "ends_at")
    changed.ends_at = timezone.now() + DAY
    assert not refused(changed)


def test_what_is_over_cannot_be_reopened(bureau):
    tenure = bureau.tenure(bureau.post("legal"), "legal", ends_at=timezone.now() - DAY)
    tenure.ends_at = None
    assert refused(tenure, "ends_at")


def test_nothing_cascades(bureau):
    office = bureau.office("legal")
    post = bureau.post("legal", "legal", office="legal")
    for row in (office, post, bureau.municipal, bureau.user("legal")):
        with pytest.raises(ProtectedError):
            row.delete()


def test_one_chair_of_a_leading_group(bureau):
    chair = LeadingGroupMember.objects.create(unit=bureau.municipal, user=bureau.user("a"), role="chair")
    assert not refused(chair)
    assert refused(LeadingGroupMember(unit=bureau.municipal, user=bureau.user("b"), role="chair"), "role")
    assert refused(LeadingGroupMember(unit=bureau.municipal, user=bureau.user("a"), role="member"))
