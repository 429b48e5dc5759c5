"""What Wagtail makes in a new site and decides nothing here is gone; what is in use stays."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from cms.organisation.models import Post
from tests.factories.bureau import Bureau, user

migration = import_module("cms.accounts.migrations.0002_without_wagtails_own_roles")


def left() -> tuple[set[str], set[str], set[str]]:
    names = [set(model.objects.values_list("name", flat=True)) for model in (Group, Workflow, GroupApprovalTask)]
    return names[0] & set(migration.GROUPS), names[1] & {migration.WORKFLOW}, names[2] & {migration.WORKFLOW}


def stock() -> dict[str, Group]:
    """As Wagtail's migrations leave them."""
    groups = {name: Group.objects.create(name=name) for name in migration.GROUPS}
    task = GroupApprovalTask.objects.create(name=migration.WORKFLOW)
    task.groups.add(groups["Moderators"])
    workflow = Workflow.objects.create(name=migration.WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return groups


def test_a_new_site_has_none_of_it(db):
    assert left() == (set(), set(), set())


def test_an_older_site_loses_it(db):
    stock()
    migration.delete_unused(apps, None)
    assert left() == (set(), set(), set())


@pytest.mark.parametrize("kept", ["person", "post", "task"])
def test_what_is_in_use_stays(db, kept):
    Bureau()
    groups = stock()
    if kept == "person":
        get_user_model().objects.first().groups.add(groups["Editors"])
    elif kept == "post":
        Post.objects.first().roles.add(groups["Editors"])
    else:
        task = GroupApprovalTask.objects.create(name="somebody's own")
        task.groups.add(groups["Editors"])
    migration.delete_unused(apps, None)
    assert left() == ({"Editors"}, set(), set())


def test_the_administrator_is_shown_neither(db, client):
    Bureau()
    client.force_login(user("admin"))
    for address in ("/admin/groups/", "/admin/workflows/list/", "/admin/workflows/tasks/index/", "/admin/users/new/"):
        answer = client.get(address)
        assert answer.status_code == 200 and "Moderators" not in answer.content.decode(), address
