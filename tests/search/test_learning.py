"""What people search is counted from this site's pages alone, by the day, without who asked; and learnt from."""

import datetime

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cms.outbox import services as outbox
from cms.settings import base
from search import learning, words
from search.learning_models import AskedQuestion, FollowedQuestion, OpenedPosition
from search.word_models import PeoplesWord
from tests.factories.bureau import user
from tests.search.asking import publish, results
from tests.search.test_word_registers import text

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
DAY = datetime.datetime(2027, 5, 10, 4, 0, tzinfo=datetime.UTC)
REPORT = "disclosure_search_learning"


def tell(times=1, headers=OURS, **values):
    """As the page's script does: without a cookie, form-encoded."""
    client = Client(enforce_csrf_checks=True)
    return [client.post("/search/count/", values, **headers) for _each in range(times)][-1]


def report(username, **query):
    client = Client()
    client.force_login(user(username))
    return client.get(reverse(REPORT), query)


def test_what_is_asked_and_opened_is_summed_by_the_day(bureau):
    with time_machine.travel(DAY, tick=False):
        assert tell(6, asked="电梯年檢", found="3").status_code == 204
        tell(5, asked="铁罐罐", found="0")
        tell(5, opened="电梯年检", position="2", after="铁罐罐")
        shown = text(report("admin"))
    assert "电梯年检 6 5 2.0" in shown and "铁罐罐 5 5" in shown
    row = AskedQuestion.objects.get(question="电梯年检")
    assert (row.day, row.asked, row.empty, row.opened, row.places) == (datetime.date(2027, 5, 10), 6, 0, 5, 10)
    for model in (AskedQuestion, FollowedQuestion, OpenedPosition):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "GenericIPAddressField", "ForeignKey"}


def test_only_pages_of_this_site_are_heard(db):
    for headers in (
        {},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
    ):
        assert tell(headers=headers, asked="电梯", found="1").status_code == 403, headers
    assert Client().get("/search/count/").status_code == 405
    assert not AskedQuestion.objects.exists()
    assert tell(headers={"HTTP_ORIGIN": "http://testserver"}, asked="电梯", found="1").status_code == 204
    assert AskedQuestion.objects.count() == 1


@pytest.mark.parametrize(
    "question",
    [
        "13812345678",
        "打138-1234-5678",
        "１３８１２３４５６７８",
        "电话 023 6785 1234",
        "6785-1234",
        "一三八零零一二三四五六",
        "50010119900101123x",
        "500101 19900101 1234",
        "渝A12345",
        "渝a·d12345",
        "张三@example.com",
        "？？",
        "长" * 41,
        "",
    ],
)
def test_what_may_be_a_person_and_what_is_long_is_never_kept(db, question):
    tell(asked=question, found="0")
    tell(opened="电梯", position="1", after=question)
    assert not AskedQuestion.objects.exists() and not FollowedQuestion.objects.exists()


@pytest.mark.parametrize("question", ["渝质监发(2026)123号", "gb 7588.1-2020", "gb 7588-2020", "12365", "2026年计划"])
def test_numbers_of_documents_and_standards_are_kept(db, question):
    tell(asked=question, found="0")
    assert AskedQuestion.objects.get().question == question


def test_what_few_asked_is_never_shown_and_dropped_when_the_day_is_over(bureau):
    with time_machine.travel(DAY, tick=False):
        tell(4, asked="少数人的事", found="0")
        tell(5, asked="大家的事", found="0")
        tell(4, opened="电梯", position="1", after="少数人的事")
        assert "少数人的事" not in text(report("admin")) and "大家的事" in text(report("admin"))
    with time_machine.travel(DAY + datetime.timedelta(days=1), tick=False):
        tell(asked="别的", found="1")
        assert set(AskedQuestion.objects.values_list("question", flat=True)) == {"大家的事", "别的"}
        assert not FollowedQuestion.objects.exists()
    with time_machine.travel(DAY + datetime.timedelta(days=500), tick=False):
        report("admin")
        assert not AskedQuestion.objects.exists() and not OpenedPosition.objects.exists()


def test_how_few_is_data(bureau, settings):
    settings.DISCLOSURE_SEARCH_LEARNING = {"fewest": 2}
    tell(2, asked="少数人的事", found="0")
    assert "少数人的事" in text(report("admin"))
    settings.DISCLOSURE_SEARCH_LEARNING = {"enabled": False}
    assert tell(asked="关了", found="0").status_code == 204
    assert not AskedQuestion.objects.filter(question="关了").exists()
    assert "data-search-count" not in results(Client(), "关了")


def test_nonsense_is_counted_for_nothing_and_breaks_nothing(db):
    for values in (
        {"asked": "\x00"},
        {"opened": "电梯", "position": "-1"},
        {"opened": "电梯", "position": "99999999999999999999"},
        {"opened": "电梯", "position": "²"},
        {"opened": "电梯", "position": "201"},
        {"asked": "长" * 5000},
        {},
    ):
        assert tell(**values).status_code == 204, values
    assert not AskedQuestion.objects.exists() and not OpenedPosition.objects.exists()


def test_it_is_limited_like_the_search(db, settings):
    settings.DISCLOSURE_RATE_LIMITS = base.DISCLOSURE_RATE_LIMITS
    caches["counters"].clear()
    assert tell(60, asked="电梯", found="1").status_code == 204
    assert tell(asked="电梯", found="1").status_code == 429
    caches["counters"].clear()


def test_no_cookie_is_set_and_visitors_are_still_answered_from_memory(bureau, django_assert_num_queries):
    publish(bureau, "特种设备使用登记")
    outbox.deliver_due()
    visitor = Client()
    visitor.get("/")
    answer = visitor.post("/search/count/", {"asked": "电梯", "found": "1"}, **OURS)
    assert answer.status_code == 204 and not visitor.cookies
    with django_assert_num_queries(1):
        visitor.get("/")
    page = results(visitor, "使用登记")
    assert 'data-question="使用登记"' in page and 'data-found="1"' in page and not visitor.cookies


def test_a_proposal_is_confirmed_by_a_person_and_counts_at_once(bureau):
    tell(5, asked="铁罐罐", found="0")
    tell(5, opened="气瓶 检验", position="1", after="铁罐罐")
    client = Client()
    client.force_login(user("admin"))
    assert "采纳：“铁罐罐”" in text(client.get(reverse(REPORT)))
    for username in ("editor_licensing", "director"):
        assert report(username).status_code in (302, 403)
    forged = {"question": "铁罐罐", "following": "别的"}
    assert "已不在" in text(client.post(reverse(REPORT), forged, follow=True))
    wanted = {"question": "铁罐罐", "following": "气瓶 检验"}
    assert "已生效" in text(client.post(reverse(REPORT), wanted, follow=True))
    assert {each.phrase: each.weight for each in words.current().expansions("铁罐罐")} == {"气瓶": 0.8, "检验": 0.8}
    row = PeoplesWord.objects.get(word="铁罐罐")
    history = text(client.get(reverse("disclosure_search_peoplesword_modeladmin_history", args=[row.pk])))
    assert "气瓶=0.8 检验=0.8" in history and row.get_origin_display() == "由搜索记录得出"
    assert "采纳" not in text(client.get(reverse(REPORT)))
    assert "已不在" in text(client.post(reverse(REPORT), wanted, follow=True))


def test_a_proposal_adds_to_the_entry_that_there_is(bureau):
    before = PeoplesWord.objects.get(word="年检").targets
    tell(5, opened="年度报告", position="1", after="年检")
    client = Client()
    client.force_login(user("admin"))
    client.post(reverse(REPORT), {"question": "年检", "following": "年度报告"})
    row = PeoplesWord.objects.get(word="年检")
    assert row.targets == f"{before} 年度报告=0.8" and row.is_changed


def test_no_disk_is_filled_with_questions_made_up(db, monkeypatch):
    monkeypatch.setattr(learning, "MOST_A_DAY", 3)
    for number in range(6):
        tell(asked=f"问题{number}", found="1")
    tell(asked="问题0", found="1")
    assert AskedQuestion.objects.count() == 3 and AskedQuestion.objects.get(question="问题0").asked == 2
