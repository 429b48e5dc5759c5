"""Visitors are answered from what the process keeps: the same answer as on the long way, for exactly as long."""

import datetime
import logging

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.deadlines import reviews
from cms.deadlines.models import ReviewPeriod
from cms.pages.base.vocabulary import CATALOGUE_FILTERS
from cms.pages.models import CataloguePage, ColumnPage, LicensingPage
from cms.pages.templatetags.disclosure_pages import FILTERS, ORDER
from cms.publication import clock, current, memory, parameters
from cms.publication.memory import Entry, Lasting, Memory, Place
from cms.publication.models import Publication
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import ATTESTED, fees, sign_all, submit, user
from tests.tampering import by_hand

TABLE = Publication._meta.db_table
LONG_WAY = 4  # the generation, the item's rows, the form, its category's review period; more where a page is made


@pytest.fixture
def page(published):
    cache.clear()
    return published


@pytest.fixture
def address(page):
    return f"/xu-ke/{page.slug}/"


def queries(act):
    with CaptureQueriesContext(connection) as found:
        answer = act()
    return answer, len(found)


def kept():
    return memory.current().count


def compare_now(settings):
    """As if the time had come to compare what is kept with its rows."""
    settings.DISCLOSURE_KEPT_PAGES = {**settings.DISCLOSURE_KEPT_PAGES, "seconds": 0}


def test_the_second_visitor_costs_one_query_and_gets_the_same(client, address, django_assert_num_queries):
    for each in (address, "/", "/xu-ke/", "/mu-lu/", "/mu-lu/?category=licensing"):
        first = client.get(each)
        with django_assert_num_queries(1):
            second = Client().get(each)
        assert first.status_code == second.status_code == 200, each
        assert second.content == first.content
        assert dict(second.items()) == dict(first.items())


ASKED = [
    ("get", {}),
    ("head", {}),
    ("get", {"accept-language": "en"}),
    ("get", {"accept-language": "en-GB,en;q=0.8", "cookie": "django_language=zh-hans"}),
    ("get", {"if-none-match": "ETAG"}),
    ("get", {"if-none-match": 'W/ETAG, "other"'}),
    ("get", {"if-none-match": "*"}),
    ("get", {"if-none-match": '"other"'}),
    ("get", {"if-match": '"other"'}),
    ("get", {"if-match": "ETAG"}),
    ("head", {"if-none-match": "ETAG"}),
    ("get", {"if-modified-since": "Sat, 29 Oct 1994 19:43:31 GMT"}),
    ("get", {"range": "bytes=0-10"}),
    ("get", {"host": "elsewhere.test"}),
    ("get", {"cookie": "other=1"}),
]


@pytest.mark.parametrize(("method", "headers"), ASKED)
def test_every_way_of_asking_is_answered_as_on_the_long_way(address, method, headers):
    etag = Client().get(address)["ETag"]
    headers = {name: value.replace("ETAG", etag) for name, value in headers.items()}
    memory.forget()
    slow, many = queries(lambda: getattr(Client(), method)(address, headers=headers))
    Client().get(address, headers={name: value for name, value in headers.items() if not name.startswith("if-")})
    fast, one = queries(lambda: getattr(Client(), method)(address, headers=headers))
    assert many >= LONG_WAY
    assert one == 1
    assert (fast.status_code, fast.content) == (slow.status_code, slow.content)
    assert dict(fast.items()) == dict(slow.items())
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Vary"):
        assert fast[name], name


def test_whoever_sends_a_sessions_cookie_goes_the_long_way(address):
    client = Client()
    client.force_login(user("legal"))
    client.get(address)
    assert kept() == 0
    Client().get(address)
    assert kept() == 1
    assert queries(lambda: client.get(address))[1] >= LONG_WAY
    assert queries(lambda: Client().get(address, headers={"cookie": "sessionid=nonsense"}))[1] >= LONG_WAY


def test_a_host_that_is_not_ours_is_refused_from_what_is_kept_too(address, settings):
    settings.ALLOWED_HOSTS = ["ours.test"]
    assert Client().get(address, headers={"host": "ours.test"}).status_code == 200
    assert Client().get(address, headers={"host": "ours.test"}).status_code == 200
    assert Client().get(address, headers={"host": "theirs.test"}).status_code == 400
    assert Client().get(address, headers={"host": "ours.test", "x-forwarded-host": "theirs.test"}).status_code == 200
    assert kept() == 1


def test_hosts_languages_and_schemes_are_kept_apart(address):
    for headers in ({"host": "a.test"}, {"host": "b.test"}, {"host": "a.test", "accept-language": "en"}):
        assert queries(lambda headers=headers: Client().get(address, headers=headers))[1] >= LONG_WAY
    assert queries(lambda: Client().get(address, headers={"host": "a.test"}, secure=True))[1] >= LONG_WAY
    assert kept() == 4


def test_what_is_kept_counts_for_rate_limits(address, settings):
    settings.DISCLOSURE_RATE_LIMITS = [("pages", "/xu-ke/", ("GET",), 3, 300, "")]
    client = Client()
    assert [client.get(address).status_code for _turn in range(5)] == [200, 200, 200, 429, 429]


def test_refused_user_agents_are_refused_from_what_is_kept_too(address, settings):
    import re

    Client().get(address)
    settings.DISALLOWED_USER_AGENTS = [re.compile("Greedy")]
    assert Client().get(address, headers={"user-agent": "Greedy/1"}).status_code == 403


def test_a_preview_that_wagtail_makes_up_a_request_for_is_no_visitor(client, rf, address):
    from django.http import HttpResponse

    from cms.publication.front import Front

    assert client.get("/").status_code == 200
    request = rf.get("/")
    request.is_dummy = True
    assert Front(lambda request: HttpResponse("preview"))(request).content == b"preview"


# Parameters


@pytest.mark.parametrize("way", ["/", "/xu-ke/", "/mu-lu/", "ITEM"])
def test_what_a_page_does_not_know_makes_no_further_copy(address, way, monkeypatch):
    put = []
    monkeypatch.setattr(cache, "set", lambda name, *args: put.append(name))
    way = address if way == "ITEM" else way
    first = Client().get(way)
    for number in range(20):
        answer, asked = queries(lambda number=number: Client().get(f"{way}?x={number}&utm_source=a{number}&q[]=1"))
        assert (answer.content, asked) == (first.content, 1)
    assert kept() == 1
    assert len([name for name in put if "html" in name]) == 1


def test_what_a_page_does_not_know_is_not_in_its_links(client, page, bureau, settings):
    """Else the next visitor would follow a link that somebody else made up."""
    body = client.get("/mu-lu/?category=licensing&x=made-up&page=1").content.decode()
    assert "made-up" not in body
    assert "category=licensing" in body
    assert "made-up" not in client.get("/mu-lu/?category=licensing").content.decode()


def test_a_known_parameter_has_one_written_form(client, page):
    client.get("/mu-lu/?category=licensing&unit=")
    for query in (
        "category=licensing",
        "page=1&category=licensing",
        "category=x&category=licensing",
        "page=&category=licensing",
    ):
        assert queries(lambda query=query: client.get(f"/mu-lu/?{query}"))[1] == 1, query
    assert kept() == 1


@pytest.mark.parametrize(
    "query", ["page={}", "genre=x{}", "unit=y{}", "category=z{}", "category=licensing&page={}", "year={}"]
)
def test_what_lists_nothing_is_not_kept(client, page, query):
    """There is no end to page numbers and words; what fits something is bounded by what there is."""
    for number in range(100, 110):
        assert client.get(f"/mu-lu/?{query.format(number)}").status_code in (200, 404)
    assert kept() == 0


@pytest.mark.parametrize("value", ["0", "-1", "x", "²", "1" * 5000, "%00", "1.5", ""])
def test_a_page_number_that_is_none_is_the_first_page(client, page, value):
    first = client.get("/xu-ke/").content
    answer, asked = queries(lambda: client.get(f"/xu-ke/?page={value}"))
    assert (answer.content, asked) == (first, 1)


def test_more_fields_than_allowed_are_refused_as_ever(client, address):
    client.get("/mu-lu/")
    assert client.get("/mu-lu/?" + "&".join(f"a{n}=1" for n in range(1001))).status_code == 400
    assert client.get(address + "?" + "&".join(f"a{n}=1" for n in range(1001))).status_code == 200


def test_pages_declare_what_their_templates_read():
    assert tuple(each.name for each in CataloguePage.disclosure_parameters) == ORDER
    assert set(ORDER) == {*FILTERS, *CATALOGUE_FILTERS, "q", "from", "to", "page"}
    assert ColumnPage.disclosure_parameters == (parameters.PAGE,)
    assert not getattr(LicensingPage, "disclosure_parameters", ())


# How long


def test_an_entry_ends_with_the_next_publication(client, page, address, django_capture_on_commit_callbacks):
    before = client.get(address).content
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.promised_days = 3
    draft.save_revision(user=user("editor_licensing"))
    services.provide(lookup.running(draft), user("planning"))
    with django_capture_on_commit_callbacks(execute=True):
        case = submit(draft)
        assert queries(lambda: client.get(address))[1] == 1
        sign_all(case)
    assert client.get(address).content != before


def test_an_entry_ends_when_its_page_is_taken_down(client, page, address, django_capture_on_commit_callbacks):
    assert client.get(address).status_code == client.get(address).status_code == 200
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    with django_capture_on_commit_callbacks(execute=True):
        sign_all(services.submit(case, user("editor_licensing")))
    assert client.get(address).status_code == 410
    assert page.title not in client.get("/xu-ke/").content.decode()


def test_entries_end_in_the_second_in_which_something_goes_up_or_down(client, bureau, time_machine):
    start = datetime.datetime(2027, 5, 1, 2, 0, 0, tzinfo=datetime.UTC)
    second, ends = datetime.timedelta(seconds=1), start + datetime.timedelta(days=3)
    item = bureau.licence(go_live_at=start, expire_at=ends)
    fees(item)
    sign_all(submit(item))
    for moment, shown in ((start - second, False), (start, True), (ends - second, True), (ends, False)):
        time_machine.move_to(moment, tick=False)
        answers = [client.get("/xu-ke/").content.decode() for _turn in range(2)]
        assert [item.title in answer for answer in answers] == [shown, shown], moment
        assert queries(lambda: client.get("/xu-ke/"))[1] == 1


def test_an_entry_is_not_for_a_time_before_it_was_made(client, address, time_machine):
    """A clock that is set back by less than the newest publication allows."""
    later = timezone.now() + datetime.timedelta(hours=2)
    time_machine.move_to(later, tick=False)
    client.get(address)
    time_machine.move_to(later - datetime.timedelta(hours=1), tick=False)
    assert queries(lambda: client.get(address))[1] >= LONG_WAY


WORDS = "可能已经过时"


def outdated(client, address):
    answers = [client.get(address).content.decode() for _turn in range(2)]
    assert answers[0] == answers[1]
    return WORDS in answers[0]


def test_an_entry_ends_in_the_second_in_which_its_notice_changes(client, page, address, time_machine):
    ReviewPeriod.objects.update_or_create(category="licensing", defaults={"months": 6, "is_active": True})
    due = reviews.due_at(current.of_item(page.disclosure_key))
    second = datetime.timedelta(seconds=1)
    time_machine.move_to(due - second, tick=False)
    assert not outdated(client, address)
    time_machine.move_to(due, tick=False)
    assert outdated(client, address)


def test_an_entry_ends_when_an_administrator_changes_the_period(client, page, address, time_machine):
    time_machine.move_to(timezone.now() + datetime.timedelta(days=100), tick=False)
    assert not outdated(client, address)
    period, _made = ReviewPeriod.objects.update_or_create(
        category="licensing", defaults={"months": 2, "is_active": True}
    )
    assert outdated(client, address)
    ReviewPeriod.objects.filter(pk=period.pk).update(is_active=False)
    assert not outdated(client, address)


def test_an_entry_ends_when_the_item_is_confirmed(client, page, address, time_machine):
    ReviewPeriod.objects.update_or_create(category="licensing", defaults={"months": 2, "is_active": True})
    time_machine.move_to(timezone.now() + datetime.timedelta(days=100), tick=False)
    assert outdated(client, address)
    assert reviews.run(timezone.now())["opened"] == 1
    assert outdated(client, address)
    case = Case.objects.get(item=page.disclosure_key, is_review=True)
    services.confirm(case, user("editor_licensing"), attestation=ATTESTED)
    assert not outdated(client, address)


# Trust


def alter(sql, *params):
    """Somebody who owns the tables; the process goes on with what it keeps."""
    by_hand(sql, *params)


@pytest.mark.parametrize("column", ["form", "title", "seal", "digest", "visible_until"])
def test_an_altered_row_changes_nothing_of_what_is_kept_and_is_found_out(
    client, page, address, column, settings, caplog, bureau
):
    newer = bureau.licence("另一项")  # the newest row's seal is asked for at each request, so this has to be another
    fees(newer)
    sign_all(submit(newer))
    before = client.get(address).content
    value = "2030-01-01 00:00:00" if column == "visible_until" else "x" * 64
    alter(f'UPDATE "{TABLE}" SET "{column}" = %s WHERE item = %s', value, page.disclosure_key)
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, before)
    compare_now(settings)
    with caplog.at_level(logging.ERROR, "cms.publication.alarm"):
        assert client.get(address).status_code == 404
    assert [each for each in caplog.records if each.name == "cms.publication.alarm"]
    assert kept() == 0


def test_what_is_kept_is_compared_with_its_row_after_a_while(client, page, address, settings, monkeypatch):
    client.get(address)
    assert queries(lambda: client.get(address))[1] == 1
    compare_now(settings)
    answer, asked = queries(lambda: client.get(address))
    assert asked >= LONG_WAY
    assert answer.status_code == 200
    assert kept() == 1


def test_a_removed_row_is_missed_at_once(client, page, address):
    client.get(address)
    alter(f'DELETE FROM "{TABLE}" WHERE item = %s', page.disclosure_key)
    assert client.get(address).status_code == 404


def test_another_database_with_as_many_rows_is_noticed_at_once(client, page, address):
    """One that was restored: its newest row has the same number and another seal."""
    client.get(address)
    alter(f'UPDATE "{TABLE}" SET seal = %s WHERE number = (SELECT MAX(number) FROM "{TABLE}")', "0" * 64)
    assert queries(lambda: client.get(address))[1] > 1


def test_what_somebody_writes_into_the_cache_is_not_kept(client, address, monkeypatch):
    client.get(address)
    memory.forget()
    right = client.get(address).content
    memory.forget()
    monkeypatch.setattr(cache, "get", lambda *args, **kwargs: ("test1", "0" * 64, b"forged"))
    assert client.get(address).content == client.get(address).content == right


def test_nothing_is_kept_that_sets_a_cookie_or_differs_by_cookie(rf, db):
    from django.http import HttpResponse

    from cms.publication.front import Front

    def answer(**more):
        def view(request):
            response = HttpResponse("x", headers=more.get("headers"))
            response.status_code = more.get("status", 200)
            if more.get("cookie"):
                response.set_cookie("a", "b")
            response.disclosure_lasting = Lasting((1, "x", 0), clock.now(), None)
            return response

        return view

    for more in ({"cookie": True}, {"headers": {"Vary": "Cookie"}}, {"status": 404}):
        Front(answer(**more))(rf.get("/x/"))
        assert kept() == 0
    Front(answer())(rf.get("/x/"))
    assert kept() == 1


# Bounds


def entry(size=100, names=()):
    since = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    known = tuple(parameters.Parameter(name) for name in names)
    return Entry(b"x" * size, {}, Lasting((1, "s", 0), since, None, (), known), 0.0)


def place(path, host="h", language="zh"):
    return Place(path, f"http://{host}", language)


def test_memory_is_bounded_by_entries_and_bytes():
    few = Memory(10, 10**9)
    for number in range(50):
        few.put(place(f"/{number}/"), "", entry())
    assert few.count == 10
    assert few.get(place("/49/"), "") and not few.get(place("/1/"), "")
    small = Memory(10**6, 100_000)
    for number in range(50):
        small.put(place(f"/{number}/"), "", entry(20_000))
    assert small.held <= 100_000
    assert small.count == 4
    small.clear()
    assert (small.held, small.count) == (0, 0)


def test_what_is_asked_for_stays():
    kept = Memory(10, 10**9)
    kept.put(place("/"), "", entry())
    for number in range(50):
        kept.put(place(f"/{number}/"), "", entry())
        assert kept.get(place("/"), "")


@pytest.mark.parametrize("flood", ["queries", "hosts", "queries of a page that is asked for"])
def test_many_variants_of_one_page_drive_out_that_pages_own(flood):
    kept = Memory(100, 10**9)
    for number in range(80):
        kept.put(place(f"/{number}/"), "", entry())
    for number in range(1000):
        if flood == "hosts":
            kept.put(place("/flood/", f"h:{number}"), "", entry())
        else:
            kept.put(place("/flood/"), f"q={number}", entry(names=("q",)))
        if "asked for" in flood:
            kept.get(place("/flood/"), f"q={number}")
    assert all(kept.get(place(f"/{number}/"), "") for number in range(80))
    assert kept.count <= 100


def test_the_same_entry_twice_is_one():
    kept = Memory(100, 10**9)
    for size in (100, 300, 200):
        kept.put(place("/"), "", entry(size))
    assert (kept.count, kept.held) == (1, entry(200).size)
    kept.drop(place("/"), "")
    kept.drop(place("/"), "")
    assert (kept.count, kept.held, kept.get(place("/"), "")) == (0, 0, None)
