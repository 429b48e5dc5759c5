"""Beginning a page: each is offered what a post of theirs drafts there, and no form asks in vain or not at all."""

import re

import pytest

from cms.pages.base import registry
from cms.pages.models import ColumnPage, EmergencyPlanPage, InternalFolderPage, LogisticsPage, ProjectSpendingPage
from cms.publication import canonical
from cms.workflows.cases import drafting
from tests.factories.bureau import Bureau, office, user

PEOPLE = [
    "editor_logistics",
    "editor_other_internal",
    "editor_certification",
    "yuzhong_editor",
    "planning",
    "publicity",
]
PEOPLE += ["personnel", "general", "deputy_licensing", "discipline", "admin"]


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


@pytest.fixture
def folder(bureau):
    return bureau.home.add_child(instance=InternalFolderPage(title="内部", issuing_office=office("general")))


@pytest.fixture
def mixed(bureau):
    page = ColumnPage(title="公告与法规", slug="hun", issuing_office=office("publicity"))
    page.allowed_types = ["announcements", "regulations", "plans", "licensing"]
    return bureau.home.add_child(instance=page)


def offered(client, parent) -> set[str]:
    """The types among which the chooser lets one choose; the one to whose form it goes at once."""
    response = client.get(f"/admin/pages/{parent.pk}/add_subpage/")
    if response.status_code == 302:
        return set(re.findall(r"/add/disclosure_pages/(\w+)/", response.url))
    return set(re.findall(r"/add/disclosure_pages/(\w+)/", response.content.decode().partition("<main")[2]))


def first_save(person, model) -> bool:
    """Whether the form's own judge takes a draft of this type for any office that the form offers."""
    offices = office("general").unit.offices.all()
    return any(drafting.may_draft(person, model(issuing_office=each)) for each in offices)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_chooser_offers_what_the_first_save_takes_and_nothing_else(client, folder, mixed, name):
    client.force_login(user(name))
    for parent in (folder, mixed):
        models = [model for model in type(parent).creatable_subpage_models() if model.can_create_at(parent)]
        assert len(models) > 3
        may = {model._meta.model_name for model in models if first_save(user(name), model)}
        assert offered(client, parent) == may, parent.title
        for model in models:
            response = client.get(f"/admin/pages/add/disclosure_pages/{model._meta.model_name}/{parent.pk}/")
            assert (response.status_code == 200) == (model._meta.model_name in may), model
            if response.status_code == 200:
                continue
            answer = client.get(response.url, follow=True).content.decode()
            assert "不在这里起草" in answer or "权限" in answer, (name, model)


def test_who_drafts_one_kind_gets_its_form_at_once(client, folder):
    client.force_login(user("editor_logistics"))
    response = client.get(f"/admin/pages/{folder.pk}/add_subpage/")
    assert response.status_code == 302 and "/add/disclosure_pages/logisticspage/" in response.url
    assert client.get(response.url).status_code == 200


def test_where_nothing_is_theirs_no_button_begins_a_page(client, bureau):
    item = bureau.licence()
    client.force_login(user("editor_logistics"))
    address = f"/admin/pages/{item.pk}/"
    assert "/add_subpage/" not in client.get(address).content.decode()
    response = client.get(f"{address}add_subpage/", follow=True)
    assert "不在这里起草" in response.content.decode()
    client.force_login(user("editor_licensing"))
    assert "/add_subpage/" in client.get(address).content.decode()


@pytest.mark.parametrize("model", [EmergencyPlanPage, LogisticsPage, ProjectSpendingPage])
def test_what_was_sealed_with_the_fields_of_a_comment_that_no_form_asked_for_is_read_still(folder, model):
    page = model(title="旧的", issuing_office=office("general"), live=False)
    folder.add_child(instance=page)
    form = canonical.make(page).data
    content = {**form["content"], "for_comment": False, "objections_to": ""}
    read = model.disclosure_schema.read(1, {"content": content, "children": form["children"]})
    assert read == {"content": form["content"], "children": form["children"]}


def test_every_field_that_a_type_seals_is_asked_for_by_its_form_or_made_by_the_page(bureau):
    """A declared field that nobody can fill would be signed empty for ever."""
    made = {"index_number", "document_key", "title", "slug", "go_live_at", "expire_at"}
    for model in registry.types().values():
        asked = set(model.get_edit_handler().get_form_class().base_fields)
        editable = {name for name in model.disclosure_schema.fields if model._meta.get_field(name).editable}
        parts = {name for names in model.provided_parts.values() for name in names}  # of another seat's own screen
        assert editable - asked - made - parts == set(), model
