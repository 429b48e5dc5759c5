"""The registers in the admin: each post sees and edits what it may, and hand-made requests get no further."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from cms.organisation import categories
from cms.organisation.models import Delegation, Office, Post, Tenure, Unit

MODELS = ("unit", "office", "post", "tenure", "portfolio", "delegation", "leadinggroupmember")
ROLE = (
    *(f"disclosure_organisation.view_{model}" for model in MODELS),
    "disclosure_organisation.add_tenure",
    "disclosure_organisation.change_tenure",
    "disclosure_organisation.add_delegation",
    "disclosure_organisation.change_delegation",
)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def posts_alone(settings):
    settings.AUTHENTICATION_BACKENDS = ["cms.organisation.permissions.PostBackend"]


@pytest.fixture
def town(bureau):
    """Two units with the same posts; `general` administers the municipal one."""
    bureau.unit("district")
    bureau.post("general", "general", office="general").roles.add(bureau.role("管理", *ROLE))
    bureau.post("legal", "legal", "legal_2", office="legal", name="法规处")
    bureau.leader("deputy_legal", "deputy", over=("legal",))
    bureau.post("district.legal", "district_legal", office="district.legal", name="区法规科")
    bureau.delegation(Post.objects.get(identifier="legal", unit=bureau.municipal), "legal", "general")
    return bureau


@pytest.fixture
def as_user(client, town):
    def login(username: str, **values):
        client.force_login(town.user(username, **values))
        return client

    return login


def url(model: str, action: str = "index", pk: object = None) -> str:
    name = f"disclosure_organisation_{model}_modeladmin_{action}"
    return reverse(name, args=[] if pk is None else [pk])


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_every_register_lists_inspects_and_shows_its_history(as_user, town, model):
    client = as_user("admin", is_superuser=True)
    town.vice_chair(town.municipal, "deputy")
    assert client.get(url(model)).status_code == 200
    assert client.get(url(model, "create")).status_code == 200
    from django.apps import apps

    row = apps.get_model("disclosure_organisation", model).objects.first()
    for action in ("inspect", "edit", "history"):
        assert client.get(url(model, action, row.pk)).status_code == 200, action


def test_a_post_holder_sees_their_own_unit_only(as_user, town):
    client = as_user("general")
    page = text(client.get(url("post")))
    assert "法规处" in page and "区法规科" not in page
    foreign = Tenure.objects.get(user__username="district_legal")
    for action in ("inspect", "edit", "history", "end", "delete"):
        response = client.get(url("tenure", action, foreign.pk))
        assert response.status_code == 302 and response.url == reverse("wagtailadmin_home"), action
    assert "district_legal" not in text(client.get(url("tenure"), {"unit": "district"}))


def test_whoever_has_no_such_role_sees_no_register(as_user, town):
    client = as_user("legal")
    for model in MODELS:
        assert client.get(url(model)).status_code == 302
        assert client.get(url(model, "create")).status_code == 302
    assert url("post") not in text(client.get(reverse("wagtailadmin_home")))


def test_the_menu_shows_the_registers_to_those_who_may(as_user, town):
    assert url("post").encode() in as_user("general").get(reverse("wagtailadmin_home")).content


def test_a_role_without_change_cannot_edit(as_user, town):
    client = as_user("general")
    office = Office.objects.get(identifier="legal", unit=town.municipal)
    assert client.get(url("office", "edit", office.pk)).status_code == 302
    assert client.get(url("office", "create")).status_code == 302
    assert client.get(url("office", "inspect", office.pk)).status_code == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"nonsense": "1"},
        {"post__unit__name__startswith": "市"},
        {"user__password__startswith": "pbkdf2"},
        {"id__in": "x,y"},
        {"pk": "x"},
        {"unit": "nowhere"},
        {"unit__in": "municipal"},
        {"state": "sometimes"},
        {"kind": "x'"},
        {"o": "abc"},
        {"o": "-99.99"},
        {"p": "-3"},
        {"p": "99999"},
        {"p": "²"},
        {"export": "pdf"},
        {"q": "a\x00b"},
        {"q": "x" * 3000},
    ],
)
def test_odd_parameters_are_ignored_with_a_word_and_never_an_error(as_user, town, parameters):
    client = as_user("admin", is_superuser=True)
    for model in MODELS:
        assert client.get(url(model), parameters).status_code == 200, model


def test_an_arbitrary_lookup_tells_nothing(as_user, town):
    client = as_user("general")
    plain = client.get(url("tenure"))
    oracle = client.get(url("tenure"), {"user__username__startswith": "zzz"})
    assert oracle.context["result_count"] == plain.context["result_count"] > 0
    assert any("user__username__startswith" in str(message) for message in oracle.context["messages"])


@pytest.mark.parametrize("pk", ["abc", "-1", "99999999999999999999999", "0", "²"])
@pytest.mark.parametrize("action", ["edit", "inspect", "history", "delete", "end"])
def test_a_key_that_no_row_has_is_not_found(as_user, town, pk, action):
    client = as_user("admin", is_superuser=True)
    path = url("tenure", action, 1).replace("/1/", f"/{pk}/")
    assert client.get(path).status_code == 404


def test_filters_and_search(as_user, town):
    client = as_user("admin", is_superuser=True)
    town.tenure(town.post("legal"), "former", ends_at=timezone.now() - DAY)

    def count(model: str, **parameters) -> int:
        return client.get(url(model), parameters).context["result_count"]

    assert count("tenure", unit="district") == 1
    assert count("tenure", state="over") == 1
    assert count("tenure", state="now") == 5
    assert count("tenure", state="to_come") == 0
    assert count("tenure", q="张former") == 1
    assert count("tenure", q="法规处 legal_2") == 1
    assert count("post", kind="leader") == 1
    assert count("office", kind="business") == 0
    assert count("unit", kind="district") == 1
    assert count("delegation", q="张general") == 1
    assert count("post", q="没有") == 0


def test_export_gives_what_the_list_gives(as_user, town):
    client = as_user("general")
    response = client.get(url("tenure"), {"export": "csv"})
    body = b"".join(response.streaming_content).decode()
    assert "法规处" in body and "张legal" in body and "district" not in body
    response = client.get(url("post"), {"export": "xlsx", "kind": "leader"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response))).active
    rows = list(sheet.values)
    assert len(rows) == 2 and "张deputy" in rows[1]


def test_deleting_is_refused_in_words_and_ending_offered(as_user, town):
    client = as_user("admin", is_superuser=True)
    tenure = Tenure.objects.get(user__username="legal_2")
    for method in (client.get, client.post):
        response = method(url("tenure", "delete", tenure.pk))
        assert response.url == url("tenure", "end", tenure.pk)
    office = Office.objects.first()
    assert client.post(url("office", "delete", office.pk)).url == url("office", "inspect", office.pk)
    assert Tenure.objects.filter(pk=tenure.pk).exists() and Office.objects.filter(pk=office.pk).exists()
    page = client.get(url("tenure", "end", tenure.pk))
    assert page.context["messages"]


def test_ending_now(as_user, town):
    client = as_user("general")
    tenure = Tenure.objects.get(user__username="legal_2")
    assert client.get(url("tenure", "end", tenure.pk)).status_code == 200
    assert client.post(url("tenure", "end", tenure.pk), {"ends_at": ""}).url == url("tenure")
    tenure.refresh_from_db()
    assert tenure.ends_at <= timezone.now()
    assert registry.get_logs_for_instance(tenure).first().action == "disclosure_organisation.end"
    again = client.post(url("tenure", "end", tenure.pk), {"ends_at": ""})
    assert again.status_code == 200 and again.context["form"].errors
    assert client.get(url("tenure", "edit", tenure.pk)).status_code == 302


def test_ending_in_the_past_is_refused_on_the_form(as_user, town):
    client = as_user("general")
    tenure = Tenure.objects.get(user__username="legal_2")
    response = client.post(url("tenure", "end", tenure.pk), {"ends_at": "2020-01-01 00:00"})
    assert response.status_code == 200 and response.context["form"].errors
    tenure.refresh_from_db()
    assert tenure.ends_at is None


def moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def test_giving_a_post_of_the_own_unit(as_user, town):
    client = as_user("general")
    post = Post.objects.get(identifier="legal", unit=town.municipal)
    data = {"post": post.pk, "user": town.user("newcomer").pk, "starts_at": moment(timezone.now()), "ends_at": ""}
    assert client.post(url("tenure", "create"), data).status_code == 302
    assert Tenure.objects.filter(user__username="newcomer", post=post).exists()


def test_hand_made_requests_reach_no_other_unit_and_not_oneself(as_user, town):
    client = as_user("general")
    own, foreign = (Post.objects.get(identifier="legal", unit__identifier=u) for u in ("municipal", "district"))
    now = moment(timezone.now())
    newcomer = town.user("newcomer")
    for post, user in ((foreign, newcomer), (own, town.user("general")), (own, town.user("district_legal"))):
        response = client.post(url("tenure", "create"), {"post": post.pk, "user": user.pk, "starts_at": now})
        assert response.status_code == 200 and response.context["form"].errors
    data = {"post": own.pk, "from_user": town.user("legal").pk, "to_user": town.user("general").pk, "reason": "x"}
    data |= {"starts_at": now, "ends_at": moment(timezone.now() + DAY)}
    assert client.post(url("delegation", "create"), data).context["form"].errors
    assert Tenure.objects.filter(user=newcomer).count() == 0 and Delegation.objects.count() == 1


def test_an_edit_keeps_what_the_row_names(as_user, town):
    client = as_user("general")
    tenure = Tenure.objects.get(user__username="legal_2")
    until = timezone.now().replace(second=0, microsecond=0) + DAY
    data = {"post": Post.objects.get(identifier="general").pk, "user": town.user("general").pk}
    data |= {"starts_at": "2001-01-01 00:00", "ends_at": moment(until)}
    assert client.post(url("tenure", "edit", tenure.pk), data).status_code == 302
    changed = Tenure.objects.get(pk=tenure.pk)
    assert (changed.post_id, changed.user_id, changed.starts_at) == (tenure.post_id, tenure.user_id, tenure.starts_at)
    assert changed.ends_at == until
    assert registry.get_logs_for_instance(tenure).first().action == "wagtail.edit"


def test_categories_are_typed_as_words_or_ticked_by_name(as_user, town, monkeypatch):
    client = as_user("admin", is_superuser=True)
    post = Post.objects.get(identifier="legal", unit=town.municipal)
    data = {"unit": post.unit_id, "identifier": "legal", "name": "法规处", "kind": "head", "office": post.office_id}
    monkeypatch.setattr(categories, "known", [])
    client.post(url("post", "edit", post.pk), {**data, "categories": "regulations, licensing"})
    post.refresh_from_db()
    assert post.categories == ["regulations", "licensing"]
    monkeypatch.setattr(categories, "known", [lambda: [("licensing", "行政许可"), ("plans", "规划计划")]])
    page = text(client.get(url("post", "edit", post.pk)))
    assert "行政许可" in page and 'value="regulations"' in page
    client.post(url("post", "edit", post.pk), {**data, "categories": ["plans", "*"]})
    post.refresh_from_db()
    assert post.categories == ["plans", "*"]
    assert "规划计划" in text(client.get(url("post", "inspect", post.pk)))
    assert client.post(url("post", "edit", post.pk), {**data, "categories": ["x y"]}).context["form"].errors


def test_a_list_takes_the_same_number_of_queries_however_long(as_user, town, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_user("general")
    client.get(url("tenure"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("tenure"))
    for number in range(15):
        town.post(f"post{number}", f"person{number}", office=f"office{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url("tenure"))
    assert len(many) <= len(few) + 2


def test_a_user_who_holds_a_post_is_not_deleted_with_it(as_user, town):
    client = as_user("admin", is_superuser=True)
    response = client.post(reverse("wagtailusers_users:delete", args=[town.user("legal").pk]))
    assert response.status_code in (200, 302, 409)
    assert Tenure.objects.filter(user__username="legal").exists()
    assert Unit.objects.count() == 2
