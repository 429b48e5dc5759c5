"""What answers carry, and how often somebody may ask."""

import pytest
from django.test import override_settings

from cms.security import ratelimit


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
