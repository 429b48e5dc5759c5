"""What a person may do follows their posts and the clock, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.organisation import permissions, services
from cms.organisation.models import Tenure
from cms.organisation.permissions import PostBackend
from cms.organisation.seats import Directory

HOUR = timedelta(hours=1)
VIEW = "disclosure_organisation.view_office"
CHANGE = "disclosure_organisation.change_tenure"


@pytest.fixture(autouse=True)
def posts_alone(settings):
    settings.AUTHENTICATION_BACKENDS = ["cms.organisation.permissions.PostBackend"]


@pytest.fixture
def clerk(bureau):
    """A post with a role, held by nobody yet."""
    post = bureau.post("legal", office="legal", categories=["regulations"])
    post.roles.add(bureau.role("查阅", VIEW, CHANGE))
    return post


def test_a_post_gives_exactly_its_roles_and_the_way_into_the_admin(bureau, clerk):
    user = bureau.user("legal")
    assert user.get_all_permissions() == set()
    assert not user.has_perm("wagtailadmin.access_admin")
    services.appoint(clerk, user)
    assert user.get_all_permissions() == {VIEW, CHANGE, "wagtailadmin.access_admin"}
    assert user.has_module_perms("disclosure_organisation") and not user.has_module_perms("wagtailcore")
    assert not user.has_perm("disclosure_organisation.add_tenure")


def test_ending_it_takes_it_away_at_once_even_from_a_user_object_that_was_asked_before(bureau, clerk):
    user = bureau.user("legal")
    tenure = services.appoint(clerk, user)
    assert user.has_perm(VIEW)
    services.end_tenure(tenure)
    assert not user.has_perm(VIEW)
    assert user.get_all_permissions() == set()


def test_a_change_in_the_same_second_past_the_signals_is_seen_too(bureau, clerk):
    with time_machine.travel(timezone.now(), tick=False):
        bureau.tenure(clerk, "legal")
        user = bureau.user("legal")
        assert user.has_perm(VIEW)
        Tenure.objects.filter(user=user).update(ends_at=timezone.now())
        assert not user.has_perm(VIEW)
        Tenure.objects.filter(user=user).update(ends_at=None)
        clerk.roles.clear()
        assert not user.has_perm(VIEW) and user.has_perm("wagtailadmin.access_admin")


def test_a_tenure_that_ends_by_its_date_ends_while_nothing_runs(bureau, clerk):
    end = timezone.now().replace(microsecond=0) + HOUR
    bureau.tenure(clerk, "legal", ends_at=end)
    user = bureau.user("legal")
    with time_machine.travel(end - timedelta(milliseconds=1), tick=False) as clock:
        assert user.has_perm(VIEW)
        clock.move_to(end)
        assert not user.has_perm(VIEW)


def test_a_delegation_begins_and_ends_in_its_second(bureau, clerk):
    bureau.tenure(clerk, "legal")
    start = timezone.now().replace(microsecond=0) + HOUR
    bureau.delegation(clerk, "legal", "helper", starts_at=start, ends_at=start + HOUR)
    user = bureau.user("helper")
    with time_machine.travel(start - timedelta(seconds=1), tick=False) as clock:
        assert not user.has_perm(VIEW)
        clock.move_to(start)
        assert user.has_perm(VIEW)
        assert bureau.user("legal").has_perm(VIEW)
        clock.move_to(start + HOUR)
        assert not user.has_perm(VIEW)


def test_stored_memberships_and_direct_permissions_count_for_nothing(bureau):
    user = bureau.user("member")
    user.groups.add(bureau.role("组", VIEW))
    user.user_permissions.add(Permission.objects.get(codename="change_tenure"))
    assert user.get_all_permissions() == set()
    assert user.get_group_permissions() == set()
    assert not user.has_perm(VIEW)
    assert async_to_sync(user.aget_all_permissions)() == set()
    assert not async_to_sync(user.ahas_perm)(CHANGE)
    assert user not in get_user_model().objects.with_perm(VIEW, backend="cms.organisation.permissions.PostBackend")


def test_superusers_keep_permissions_on_models_and_the_inactive_have_none(bureau, clerk):
    admin = bureau.user("admin", is_superuser=True)
    assert admin.has_perm(VIEW) and VIEW in admin.get_all_permissions()
    bureau.tenure(clerk, "legal")
    user = bureau.user("legal")
    user.is_active = False
    assert not user.has_perm(VIEW) and user.get_all_permissions() == set()
    assert permissions.held_posts(user) == ()


def test_who_has_a_permission_now(bureau, clerk):
    bureau.tenure(clerk, "legal")
    bureau.tenure(clerk, "former", ends_at=timezone.now() - HOUR)
    bureau.delegation(clerk, "legal", "helper")
    bureau.post("other", "other")
    admin = bureau.user("admin", is_superuser=True)
    users = PostBackend()
    assert {u.username for u in users.with_perm(VIEW)} == {"legal", "helper", "admin"}
    assert {u.username for u in users.with_perm(VIEW, include_superusers=False)} == {"legal", "helper"}
    everybody = users.with_perm("wagtailadmin.access_admin", include_superusers=False)
    assert {u.username for u in everybody} == {"legal", "helper", "other"}
    assert not users.with_perm(VIEW, obj=admin).exists()
    with pytest.raises(ValueError):
        users.with_perm("nonsense")


def test_the_password_is_still_the_password(bureau):
    user = bureau.user("legal")
    user.set_password("一个很长的口令")
    user.save()
    assert PostBackend().authenticate(None, username="legal", password="一个很长的口令") == user
    assert PostBackend().authenticate(None, username="legal", password="错") is None


def test_asking_again_in_the_same_second_costs_no_query(bureau, clerk):
    bureau.tenure(clerk, "legal")
    user = bureau.user("legal")
    with (
        time_machine.travel(timezone.now(), tick=False),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        for _ in range(20):
            user.has_perm(VIEW)
            user.has_perm(CHANGE)
    assert len(queries) == 1


def test_permissions_reach_as_far_as_the_post(bureau, clerk):
    district = bureau.unit("district")
    inner = bureau.unit("inner", parent=district)
    bureau.tenure(clerk, "legal")
    assert permissions.units_with_permission(bureau.user("legal"), VIEW) == {bureau.municipal.pk}
    assert permissions.may_in_unit(bureau.user("legal"), VIEW, bureau.municipal.pk)
    assert not permissions.may_in_unit(bureau.user("legal"), VIEW, district.pk)
    watch = bureau.post("district.discipline", "watcher", kind="oversight")
    watch.roles.set(clerk.roles.all())
    assert permissions.units_with_permission(bureau.user("watcher"), VIEW) == {district.pk, inner.pk}
    assert permissions.units_with_permission(bureau.user("root", is_superuser=True), VIEW) is None
    assert permissions.units_with_permission(bureau.user("nobody"), VIEW) == set()


def test_questions_of_other_rooms_take_one_directory(bureau, clerk, django_assert_num_queries):
    bureau.tenure(clerk, "legal")
    legal, office = bureau.user("legal"), bureau.office("legal")
    directory = Directory.at()
    with django_assert_num_queries(0):
        assert [post.identifier for post in permissions.held_posts(legal, directory=directory)] == ["legal"]
        assert permissions.units_of(legal, directory=directory) == {bureau.municipal.pk}
        assert permissions.holds(legal, bureau.municipal.pk, "legal", directory=directory)
        assert not permissions.holds(legal, bureau.municipal.pk, "planning", directory=directory)
        assert permissions.may_draft(legal, "regulations", office.pk, directory=directory)


def test_who_may_draft_what(bureau):
    office, other = bureau.office("quality"), bureau.office("metrology")
    bureau.post("editor", "editor", office="quality", categories=["announcements"])
    bureau.post("all", "all", office="quality", categories=["*"])
    editor, every = bureau.user("editor"), bureau.user("all")
    assert permissions.may_draft(editor, "announcements", office.pk)
    assert permissions.may_draft(editor, "announcements", None)
    assert not permissions.may_draft(editor, "announcements", other.pk)
    assert not permissions.may_draft(editor, "licensing", office.pk)
    assert permissions.may_draft(every, "licensing", office.pk)
    assert not permissions.may_draft(every, "licensing", other.pk)
    assert not permissions.may_draft(bureau.user("nobody"), "licensing", office.pk)


def test_standing_in_is_not_holding(bureau):
    bureau.post("legal", office="legal")
    bureau.director("director", "director")
    assert not permissions.holds(bureau.user("director"), bureau.municipal.pk, "legal")


def test_oversight_sees_its_own_unit_and_what_is_below(bureau):
    district, other = bureau.unit("district"), bureau.unit("other")
    bureau.post("discipline", "watcher", kind="oversight")
    bureau.post("district.discipline", "district_watcher", kind="oversight")
    bureau.post("legal", "legal")
    watcher, small = bureau.user("watcher"), bureau.user("district_watcher")
    assert permissions.oversight_units(bureau.user("legal")) == set()
    assert permissions.oversight_units(watcher) == {bureau.municipal.pk, district.pk, other.pk}
    assert permissions.oversight_units(small) == {district.pk}
    assert permissions.oversight_units(bureau.user("legal")) == set()


def test_a_set_up_in_which_memberships_count_is_named(settings):
    from cms.organisation.checks import posts_alone_give_permissions

    assert posts_alone_give_permissions(None) == []
    settings.AUTHENTICATION_BACKENDS = [
        "cms.organisation.permissions.PostBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]
    assert [found.id for found in posts_alone_give_permissions(None)] == ["disclosure_organisation.W001"]
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert "disclosure_organisation.E001" in [found.id for found in posts_alone_give_permissions(None)]
