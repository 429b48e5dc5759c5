"""Policies computed at the moment of asking; nobody but a superuser has anything without an answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from wagtail.models import Collection, ReferenceIndex
from wagtail.permissions import policy_registry

from cms.files import access
from cms.files.models import Document, Image
from cms.files.permissions import CollectionPolicy, FilePolicy


@pytest.fixture(params=[Image, Document])
def policy(request):
    return policy_registry.get_by_type(request.param)


def test_ours_stand_whatever_the_order_of_apps(policy):
    assert type(policy) is FilePolicy
    assert type(policy_registry.get_by_type(Collection)) is CollectionPolicy


def test_nothing_without_an_answer(policy, person, superuser, unit_collections):
    for action in access.ACTIONS:
        assert not policy.user_has_permission(person, action)
        assert not policy.user_has_permission(AnonymousUser(), action)
        assert policy.user_has_permission(superuser, action)
        assert not policy.collections_user_has_permission_for(person, action).exists()
        assert policy.collections_user_has_permission_for(superuser, action).count() == 3


def test_an_answer_counts_from_the_moment_it_is_given_to_the_moment_it_ends(
    person, unit_collections, make_document, grant
):
    policy = policy_registry.get_by_type(Document)
    own, other = unit_collections
    document, foreign = make_document(collection=own), make_document(collection=other)
    given = grant(person, own, "change", "choose")
    assert policy.user_has_permission_for_instance(person, "change", document)
    assert not policy.user_has_permission_for_instance(person, "delete", document)
    assert not policy.user_has_permission_for_instance(person, "change", foreign)
    assert list(policy.instances_user_has_permission_for(person, "choose")) == [document]
    assert list(policy.users_with_any_permission_for_instance(["change"], document)) == [person]
    assert list(policy.users_with_permission("change")) == [person]
    given.clear()
    assert not policy.user_has_permission_for_instance(person, "change", document)
    assert list(policy.instances_user_has_permission_for(person, "choose")) == []


def test_groups_give_nothing(policy, person, unit_collections):
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupCollectionPermission

    group = Group.objects.create(name="g")
    for permission in Permission.objects.filter(
        codename__in=["add_image", "change_image", "add_document", "choose_document"]
    ):
        GroupCollectionPermission.objects.create(group=group, collection=unit_collections[0], permission=permission)
    person.groups.add(group)
    assert not policy.user_has_any_permission(person, access.ACTIONS)


def test_the_admin_lists_and_choosers_show_only_what_one_has(
    client, person, unit_collections, make_document, make_image, grant
):
    own, other = unit_collections
    grant(person, own)
    for collection, name in ((own, "自己的"), (other, "别人的")):
        make_document(collection=collection, title=name)
        make_image(collection=collection, title=name)
    client.force_login(person)
    for name in (
        "wagtaildocs:index",
        "wagtailimages:index",
        "wagtaildocs_chooser:choose",
        "wagtailimages_chooser:choose",
    ):
        page = client.get(reverse(name)).content.decode()
        assert "自己的" in page or "自己的".encode("unicode_escape").decode() in page, name
        assert "别人的" not in page and "别人的".encode("unicode_escape").decode() not in page, name


def test_edit_views_of_another_units_files_are_shut(client, person, unit_collections, make_document, grant):
    grant(person, unit_collections[0])
    foreign = make_document(collection=unit_collections[1])
    client.force_login(person)
    assert client.get(reverse("wagtaildocs:edit", args=[foreign.pk])).status_code == 302
    assert client.get(reverse("wagtaildocs:document_usage", args=[foreign.pk])).status_code == 302


def test_collections_are_kept_by_the_administrator(client, person, superuser, unit_collections, grant):
    policy = policy_registry.get_by_type(Collection)
    own, other = unit_collections
    grant(person, own)
    assert not policy.user_has_any_permission(person, ["add", "change", "delete"])
    grant(person, own, "manage")
    assert policy.user_has_permission_for_instance(person, "change", own)
    assert not policy.user_has_permission_for_instance(person, "change", other)
    assert not policy.user_has_permission(person, "add")
    assert policy.instances_user_has_permission_for(superuser, "delete").count() == 2
    for user, status in ((superuser, 200), (person, 200)):
        client.force_login(user)
        assert client.get(reverse("wagtailadmin_collections:index")).status_code == status
        assert client.get(reverse("wagtailadmin_collections:edit", args=[own.pk])).status_code == status


def test_a_new_version_is_no_use_of_the_former(make_document, superuser):
    former = make_document()
    make_document(version_of=former)
    assert not ReferenceIndex.get_references_to(former).exists()
    former.delete()
