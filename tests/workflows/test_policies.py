"""Who may draft what, computed from posts: giving a post gives exactly that, ending it takes it away."""

import pytest
from django.utils import timezone

from cms.organisation import services as organisation
from cms.organisation.models import Post
from cms.pages.models import ColumnPage, LicensingPage, RegulationPage
from cms.workflows.cases import drafting
from cms.workflows.wagtail import policies
from tests.factories.bureau import office, user

LICENSING = (LicensingPage, "licensing_office")
RULE = (RegulationPage, "standardisation")
COLUMN = (ColumnPage, "publicity")


@pytest.mark.parametrize(
    ("name", "item", "may"),
    [
        ("editor_licensing", LICENSING, True),
        ("editor_licensing", RULE, False),
        ("editor_licensing", COLUMN, False),
        ("editor_regulations", RULE, True),
        ("editor_regulations", LICENSING, False),
        ("publicity", COLUMN, True),
        ("publicity", LICENSING, False),
        ("planning", LICENSING, False),
        ("legal", LICENSING, False),
        ("discipline", LICENSING, False),
        ("yuzhong_editor_licensing", LICENSING, False),
        ("admin", LICENSING, True),
    ],
)
def test_who_may_draft(bureau, name, item, may):
    model, place = item
    assert drafting.may_draft(user(name), model(title="x", issuing_office=office(place))) is may


def test_a_post_gives_the_right_in_its_second_and_its_end_takes_it(bureau):
    item = LicensingPage(title="x", issuing_office=office("licensing_office"))
    post = Post.objects.get(unit__kind="municipal", identifier="editor_licensing")
    assert not drafting.may_draft(user("planning"), item)
    tenure = organisation.appoint(post=post, user=user("planning"), starts_at=timezone.now())
    assert drafting.may_draft(user("planning"), item)
    organisation.end(tenure)
    assert not drafting.may_draft(user("planning"), item)


def test_the_editor_refuses_an_office_that_is_not_ones_own(bureau):
    person = user("editor_licensing")
    form_class = ColumnPage.get_edit_handler().get_form_class()
    data = {"title": "新栏目", "issuing_office": office("publicity").pk}
    form = form_class(data, instance=ColumnPage(owner=person), parent_page=bureau.home, for_user=person)
    assert not form.is_valid()
    assert "您的岗位不起草这个处室的此类页面。" in form.errors["issuing_office"]


def test_a_unit_sees_its_own_tree(bureau):
    policy = policies.PostPagePolicy()
    assert policy.user_has_permission(user("editor_licensing"), "add")
    assert not policy.user_has_permission(user("discipline"), "add")
    assert not policy.user_has_permission(user("yuzhong_editor_licensing"), "add")
    assert not policy.user_has_permission(user("editor_licensing"), "publish")
