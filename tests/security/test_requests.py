"""Broken input from anybody: an answer in the range of the asked, a line in the log, never a failure of the server."""

import io
import logging

import pytest
from django.test import Client

from cms.security.logs import OneLine

HUGE = (str(2**63), "922337203685477580", "9" * 40, "9" * 5000)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_a_number_that_no_database_holds_is_not_found(db, visitor):
    for number in HUGE:
        assert visitor.get(f"/sitemap-{number}.xml").status_code == 404, number[:20]
        for address in ("/", "/mu-lu/", "/search/?q=x", "/intranet/", "/feed/"):
            separator = "&" if "?" in address else "?"
            for name in ("page", "year", "p"):
                status = visitor.get(f"{address}{separator}{name}={number}").status_code
                assert status < 500, (address, name, number[:20])
    assert visitor.get("/sitemap-0.xml").status_code == 404


def test_a_path_with_a_nul_names_nothing(db, visitor):
    for address in ("/%00", "/a%00b/", "/feed/%00", "/files/%00", "/admin/%00/", "/admin/pages/1%00/"):
        assert visitor.get(address).status_code == 404, address


def test_a_question_is_read_without_its_nul(db, visitor):
    for address in ("/search/?q=%00", "/mu-lu/?category=a%00b", "/?page=%00", "/admin/login/?next=%00"):
        assert visitor.get(address, follow=True).status_code in (200, 404), address
    assert "%00" not in visitor.get("/search/?q=a%00b").wsgi_request.META["QUERY_STRING"]


@pytest.mark.parametrize(
    "where", ["null", "x", "None", "²", "wagtailadmin_home", "javascript:alert(1)", "//evil.example"]
)
def test_where_to_go_next_is_an_address_of_ours(admin_client, where):
    admin_client.raise_request_exception = False
    answer = admin_client.get("/admin/login/", {"next": where})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/") and not answer["Location"].startswith("//")


def logged(name: str, message: str, *args: object, fault: Exception | None = None) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    logger = logging.Logger(name)
    logger.addHandler(handler)
    logger.error(message, *args, exc_info=fault)
    return out.getvalue()


def test_nobody_writes_a_line_of_their_own_into_the_log():
    told = logged("cms", "asked for %s", "/x\n2026-01-01 ERROR forged\r\x1b[31m\u202e\u2028")
    assert told.count("\n") == 1
    assert "\\n2026-01-01 ERROR forged\\r\\x1b[31m\\u202e\\u2028" in told


def test_a_fault_of_ours_keeps_its_traceback():
    try:
        raise ValueError("ours")
    except ValueError as error:
        assert "Traceback" in logged("cms", "failed", fault=error)
        assert logged("django.security.DisallowedHost", "Invalid HTTP_HOST header", fault=error).count("\n") == 1


def test_a_forged_host_writes_one_line(db, settings, caplog):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(raise_request_exception=False, headers={"host": "evil.example"}).get("/")
    assert answer.status_code == 400
    records = [record for record in caplog.records if record.name.startswith("django.security")]
    assert len(records) == 1
    assert OneLine("%(message)s").format(records[0]).count("\n") == 0
