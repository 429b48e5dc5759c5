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
