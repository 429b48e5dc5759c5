"""Structure by its two-person chain: a column that moves with its items, redirects, promoted results."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page

from cms.pages.models import ColumnPage, HomePage, HomePromoted, HomeRedirect, LicensingPage
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.services.refusing import Refused
from search import indexing
from tests.factories.bureau import ATTESTED, Bureau, fees, office, sign_all, submit, user


@pytest.fixture
def bureau(db):
    return Bureau()


@pytest.fixture
def nested(bureau):
    """A column into which another can move, and an item in the one that will."""
    target = ColumnPage(title="办事", slug="ban-shi", issuing_office=office("publicity"), allowed_types=["licensing"])
    bureau.home.add_child(instance=target)
    publication.publish(canonical.make(target), authority=publication.Authority("founding", "tests"), structural=True)
    bureau.target = target
    bureau.page = bureau.licence()
    fees(bureau.page)
    sign_all(submit(bureau.page))
    return bureau


def changed(page, by="publicity", **values):
    """A draft of a structural page with these values, in its case."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page.specific
    for name, value in values.items():
        setattr(draft, name, value)
    draft.minimal_clean()
    draft.save_revision(user=user(by))
    return lookup.running(type(page).objects.get(pk=page.pk))


def approved(case):
    sign_all(services.submit(case, user("publicity"), attestation=ATTESTED))


def test_a_column_moves_with_its_items_and_leaves_redirects(nested):
    old, new = f"/xu-ke/{nested.page.slug}/", f"/ban-shi/xu-ke/{nested.page.slug}/"
    case = changed(nested.licences, moved_under=nested.target)
    assert Client().get(old).status_code == 200, "nothing moves before it is published"
    approved(case)
    column = ColumnPage.objects.get(pk=nested.licences.pk)
    assert column.get_parent().pk == nested.target.pk
    assert LicensingPage.objects.get(pk=nested.page.pk).get_parent().pk == column.pk
    client = Client()
    assert client.get(new).status_code == 200
    for former, address in ((old, new), ("/xu-ke/", "/ban-shi/xu-ke/")):
        answer = client.get(former)
        assert (answer.status_code, answer["Location"]) == (301, address)
    assert new in client.get("/mu-lu/").content.decode()
    indexing.rebuild()
    assert new in client.get("/search/", {"q": "特种设备"}).content.decode()


def test_the_move_stands_in_the_comparison_and_nobody_approves_it_alone(nested):
    case = services.submit(changed(nested.licences, moved_under=nested.target), user("publicity"), attestation=ATTESTED)
    client = Client()
    client.force_login(user("publicity_2"))
    shown = client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert "办事" in shown
    with pytest.raises(Refused):
        services.sign(case, user("publicity"))
    assert Page.objects.get(pk=nested.licences.pk).get_parent().pk == nested.home.pk


@pytest.mark.parametrize("place", ["itself", "below itself", "an item", "where its address is taken"])
def test_a_column_moves_to_where_it_can_stand_only(nested, place):
    below = ColumnPage(title="下级", slug="xia-ji", issuing_office=office("publicity"))
    nested.licences.add_child(instance=below)
    nested.target.add_child(instance=ColumnPage(title="许可", slug="xu-ke", issuing_office=office("publicity")))
    target = {
        "itself": nested.licences,
        "below itself": below,
        "an item": nested.page,
        "where its address is taken": nested.target,
    }[place]
    with pytest.raises(ValidationError) as refused:
        changed(ColumnPage.objects.get(pk=nested.licences.pk), moved_under=Page.objects.get(pk=target.pk))
    assert "moved_under" in refused.value.message_dict


def test_moving_wagtails_rows_alone_changes_nothing(nested):
    page = ColumnPage.objects.get(pk=nested.licences.pk)
    page.moved_under = nested.target
    page.save()
    page.save_revision(user=user("admin")).publish()
    assert page.get_parent().pk == nested.home.pk
    assert Client().get("/xu-ke/").status_code == 200
    assert Client().get("/ban-shi/xu-ke/").status_code == 404


def test_redirects_of_an_older_site(nested):
    home = HomePage.objects.get()
    case = changed(
        home,
        redirects=[
            HomeRedirect(old_path="/zwgk/index.htm", target=nested.licences),
            HomeRedirect(old_path="/old/", address="https://example.test/"),
        ],
    )
    client = Client()
    assert client.get("/zwgk/index.htm").status_code == 404
    approved(case)
    for path in ("/zwgk/index.htm", "/zwgk/index.htm/"):
        answer = client.get(path, {"a": "1"})
        assert (answer.status_code, answer["Location"]) == (301, "/xu-ke/?a=1")
    assert client.get("/old/")["Location"] == "https://example.test/"


@pytest.mark.parametrize(
    "values",
    [
        {"old_path": "/admin/x", "address": "https://example.test/"},
        {"old_path": "/", "address": "https://example.test/"},
        {"old_path": "/sitemap.xml", "address": "https://example.test/"},
        {"old_path": "/intranet/", "address": "https://example.test/"},
        {"old_path": "/search/?q=a", "address": "https://example.test/"},
        {"old_path": "/a"},
    ],
)
def test_a_redirect_that_cannot_work_is_refused(db, values):
    with pytest.raises(ValidationError):
        HomeRedirect(**values).clean()


def test_promoted_results_stand_above_the_others(nested):
    indexing.rebuild()
    approved(
        changed(
            HomePage.objects.get(),
            promoted=[
                HomePromoted(words="锅炉，电梯", target=nested.page, note="先看这里"),
            ],
        )
    )
    client = Client()
    for question, there in (("電梯", True), ("锅炉年检", True), ("水表", False)):
        text = client.get("/search/", {"q": question}).content.decode()
        assert ("先看这里" in text) is there, question


def test_a_home_page_sealed_before_there_were_redirects_is_still_shown(bureau):
    """Version 1 of its form: neither redirects nor promoted results."""
    schema = HomePage.disclosure_schema
    form = canonical.make(HomePage.objects.get()).data
    old = {name: rows for name, rows in form["children"].items() if name not in ("redirects", "promoted")}
    read = schema.read(1, {"content": form["content"], "children": old})
    assert read["children"]["redirects"] == read["children"]["promoted"] == []
