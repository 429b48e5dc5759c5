"""What answers carry, and how often somebody may ask."""

import datetime

import pytest
from django.test import override_settings

from cms.security import ratelimit
from tests.factories.bureau import Bureau, fees, sign_all, submit


def test_public_pages_allow_nothing_inline(client, db):
    for path in ("/", "/nirgends/", "/search/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_the_admin_loads_nothing_from_elsewhere(client, db):
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_file_keeps_its_own_policy(rf):
    from django.http import HttpResponse

    from cms.security.headers import SecurityHeaders

    def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert SecurityHeaders(view)(rf.get("/files/x"))["Content-Security-Policy"] == "sandbox"


ASK_FIRST = "public, max-age=0, must-revalidate"


def test_what_is_not_there_is_asked_about_each_time(client, db, bureau_with_an_item, time_machine):
    """No kept answer outlives the second in which something appears, or comes down."""
    page, address = bureau_with_an_item
    assert [client.get(path)["Cache-Control"] for path in ("/nirgends/", "/search/?q=1", "/feed/x/")] == [ASK_FIRST] * 3
    start = page.go_live_at
    time_machine.move_to(start - datetime.timedelta(seconds=1), tick=False)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (404, ASK_FIRST)
    time_machine.move_to(start, tick=False)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, ASK_FIRST)
    time_machine.move_to(page.expire_at, tick=False)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (410, ASK_FIRST)


def test_a_moved_page_may_move_back(client, bureau_with_an_item):
    answer = client.get("/xu-ke")  # without its slash
    assert (answer.status_code, answer["Cache-Control"]) == (301, ASK_FIRST)


def test_nothing_of_the_admin_is_kept_unasked(client, db):
    for path in ("/admin/nirgends/", "/admin/login/", "/admin/"):
        assert "max-age=0" in client.get(path)["Cache-Control"] or "no-store" in client.get(path)["Cache-Control"], path
    client.cookies["sessionid"] = "x"
    assert client.get("/nirgends/")["Cache-Control"] == "private, no-store"


@pytest.fixture
def bureau_with_an_item(db):
    start = datetime.datetime(2027, 5, 1, 2, 0, 0, tzinfo=datetime.UTC)
    page = Bureau().licence(go_live_at=start, expire_at=start + datetime.timedelta(days=3))
    fees(page)
    sign_all(submit(page))
    return page, f"/xu-ke/{page.slug}/"


LOGIN = [("log-in", "/admin/login/", ("POST",), 3, 300, "username")]


@override_settings(DISCLOSURE_RATE_LIMITS=LOGIN)
def test_guessing_one_account_is_slowed_down(client, db):
    for _guess in range(3):
        assert client.post("/admin/login/", {"username": "director", "password": "x"}).status_code == 200
    response = client.post("/admin/login/", {"username": "director", "password": "x"})
    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert client.post("/admin/login/", {"username": "legal", "password": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [(0, "1.1.1.1", "9.9.9.9"), (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"), (2, "1.1.1.1", "9.9.9.9"), (1, "", "9.9.9.9")],
)
def test_only_trusted_proxies_say_who_asks(rf, settings, proxies, header, address):
    settings.DISCLOSURE_TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": header}, REMOTE_ADDR="9.9.9.9")
    assert ratelimit.client_address(request) == address


def test_a_preview_may_stand_in_a_frame_of_the_admin_alone(client, rf, db):
    """And is as strict as the public page otherwise: Wagtail's inner request has a path of the public's, or `/`."""
    from cms.workflows import cases
    from tests.factories.bureau import Bureau, user

    page = Bureau().regulation("待预览的办法")
    case = cases.running(page)
    client.force_login(user("editor_regulations"))
    answers = {
        "the panel of a page": page.make_preview_request(rf.get("/"), "", {"in_preview_panel": True}),
        "an older revision": client.get(f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/view/"),
        "what a case is about": client.get(f"/admin/cases/{case.pk}/preview/"),
    }
    for what, response in answers.items():
        assert "待预览的办法" in response.content.decode(), what
        policy = response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy, what
        assert "unsafe" not in policy, what
        assert response["X-Frame-Options"] == "SAMEORIGIN", what


def test_nobody_asks_for_a_frame_by_themselves(client, db):
    """Neither a query nor a header makes a public page one that can be framed."""
    response = client.get("/?in_preview_panel=true&is_dummy=1", headers={"x-is-dummy": "1"})
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
