"""What answers carry, and how often somebody may ask."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import path as route
from wagtail.models import Site

from cms.security import ratelimit
from cms.urls import urlpatterns as site_urls
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


def raises(_request):
    raise RuntimeError("a view that fails")


urlpatterns = [route("fails/", raises), *site_urls]


def kept_for_a_while(answer):
    """Whether a cache may hand it out again without asking."""
    told = answer.get("Cache-Control", "")
    return not ("no-store" in told or "no-cache" in told or "max-age=0" in told)


ASKED = [
    ("get", "/%00", 404),
    ("get", "/%00/", 404),
    ("get", "/nirgends/", 404),
    ("get", "/intranet/", 302),
    ("get", "/intranet/page:1/", 302),
    ("get", "/admin/", 302),
    ("get", "/xu-ke", 301),
    ("get", "/feed", 301),
    ("post", "/feed/", 405),
    ("post", "/", 405),
    ("put", "/search/", 405),
    ("delete", "/files/x", 404),
    ("post", "/files/" + "0" * 64 + "/a.pdf", 405),
    ("options", "/robots.txt", 405),
    ("post", "/intranet/", 405),
    ("get", "/sitemap-0.xml", 404),
    ("get", "/sitemap-99.xml", 404),
    ("get", "/files/" + "0" * 64 + "/a.pdf", 404),
    ("get", "/admin/login/", 200),
    ("get", "/admin/password_reset/", 200),
    ("get", "/search/nirgends/", 404),
    ("get", "/robots.txt", 200),
    ("get", "/?" + "&".join(f"n{number}=1" for number in range(1200)), None),
    ("get", "/fails/", 500),
]


@override_settings(ROOT_URLCONF=__name__)
def test_no_answer_is_kept_past_a_moment_in_which_something_changes(client, bureau_with_an_item):
    """Of whatever kind and status; and each carries the policy."""
    client.raise_request_exception = False
    seen = set()
    for method, address, status in ASKED:
        answer = getattr(client, method)(address)
        assert status is None or answer.status_code == status, (method, address, answer.status_code)
        assert not kept_for_a_while(answer), (method, address, answer.get("Cache-Control"))
        assert "default-src 'none'" in answer["Content-Security-Policy"], (method, address)
        seen.add(answer.status_code)
    assert seen >= {200, 301, 302, 404, 405, 500}


def test_what_is_refused_before_a_view_is_kept_by_nobody(client, db):
    client.raise_request_exception = False
    with override_settings(DISCLOSURE_RATE_LIMITS=[("all", "/", ("GET",), 1, 300, "")]):
        caches["counters"].clear()
        limited = Client()
        limited.get("/search/")
        answers = {429: limited.get("/search/")}
    with override_settings(ALLOWED_HOSTS=["site.example"]):
        answers[400] = client.get("/", headers={"host": "evil.example"})
    with override_settings(SECURE_SSL_REDIRECT=True):
        answers[301] = Client().get("/")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        answers[413] = client.post("/admin/login/", {"username": "x" * 100})
    answers[403] = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    for status, answer in answers.items():
        assert answer.status_code in (status, 400), status
        assert not kept_for_a_while(answer), (status, answer.get("Cache-Control"))
        assert "default-src 'none'" in answer["Content-Security-Policy"], status


HOSTS = {"named": "zj.example.cn", "unnamed": "other.example.cn", "an address": "127.0.0.1:8123"}


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_whole_addresses_come_from_the_record_of_the_site(client, bureau_with_an_item, time_machine, host):
    """Whatever host a request claims, allowed or not even that, nobody else reads it in a list of addresses."""
    page, _address = bureau_with_an_item
    time_machine.move_to(page.go_live_at, tick=False)
    Site.objects.update(hostname="zj.example.cn", port=443)
    for address in ("/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/feed/", "/feed/xu-ke/", "/feed/?x=1"):
        answer = client.get(address, headers={"host": host, "x-forwarded-host": "evil.example"})
        told = answer.content.decode()
        assert answer.status_code == 200, address
        assert "https://zj.example.cn/" in told, address
        found = set(re.findall(r"https?://([^/\"<\s]+)", told)) - {"www.w3.org", "www.sitemaps.org"}
        assert found == {"zj.example.cn"}, address
    with override_settings(ALLOWED_HOSTS=["zj.example.cn"]):
        wrong = client.get("/robots.txt", headers={"host": "evil.example"})
        assert wrong.status_code == 400
        assert "evil.example" not in wrong.content.decode()


def test_a_site_that_nobody_named_has_the_address_of_the_settings(client, db, settings):
    Site.objects.update(hostname="localhost", port=80)
    settings.WAGTAILADMIN_BASE_URL = "https://zj.example.cn/"
    told = client.get("/robots.txt", headers={"host": "evil.example"}).content.decode()
    assert "Sitemap: https://zj.example.cn/sitemap.xml" in told


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
    from cms.workflows.cases import lookup
    from tests.factories.bureau import Bureau, user

    page = Bureau().regulation("待预览的办法")
    case = lookup.running(page)
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
