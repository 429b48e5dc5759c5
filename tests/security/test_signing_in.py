"""Guessing at passwords through the real log-in page: who waits, who does not, and what nobody is kept out by."""

import datetime

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache, caches
from django.core.exceptions import ValidationError
from django.test import Client

from cms.security import idle, signing_in

PASSWORD = "一个很长的口令 2026"
LOGIN = "/admin/login/"
NOW = datetime.datetime(2026, 11, 28, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def people(db):
    caches["counters"].clear()
    for name in ("director", "general_2"):
        get_user_model().objects.create_superuser(name, password=PASSWORD)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def sent(client, name, password="x", address="10.0.0.1", **headers):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers)


def gets_in(client, name, address="10.0.0.1"):
    answer = sent(client, name, PASSWORD, address)
    return answer.status_code == 302


def test_a_pair_of_account_and_address_waits_and_then_may_again(clock):
    guesser = Client()
    for _guess in range(9):
        assert sent(guesser, "director").status_code == 200
    locked = sent(guesser, "director")
    assert locked.status_code == 429
    assert int(locked["Retry-After"]) > 1700
    assert "30" in locked.content.decode()
    assert not gets_in(guesser, "director")
    assert gets_in(Client(), "director", "10.0.0.2"), "a stranger's mistakes keep nobody else out"
    assert gets_in(Client(), "general_2"), "nor another account of the same place"
    clock.shift(datetime.timedelta(seconds=1801))
    assert gets_in(guesser, "director")


@pytest.mark.parametrize("typed", ["general_2 ", " General_2", "ｇｅｎｅｒａｌ＿２", "general_2\u200b", "GENERAL_2\t"])
def test_an_account_is_one_however_it_is_typed(clock, typed):
    for _guess in range(10):
        sent(Client(), "general_2")
    assert sent(Client(), typed).status_code == 429
    assert AccessAttempt.objects.count() == 1


def test_success_is_no_failure(clock):
    for number in range(100):
        client = Client()
        assert gets_in(client, "director"), number


def test_emptying_the_page_cache_frees_nobody(clock):
    for _guess in range(10):
        sent(Client(), "director")
    cache.clear()
    caches["counters"].clear()
    assert sent(Client(), "director").status_code == 429


def test_guessing_from_many_addresses_is_slowed_down_more_and_more(clock):
    for number in range(11):
        assert sent(Client(), "director", address=f"10.1.0.{number}").status_code == 200
    waits = []
    for number in range(12):
        answer = sent(Client(), "director", address=f"10.2.0.{number}")
        assert answer.status_code == 429
        waits.append(int(answer["Retry-After"]))
        clock.shift(datetime.timedelta(seconds=waits[-1]))
        assert sent(Client(), "director", address=f"10.3.0.{number}").status_code == 200
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert max(waits) == signing_in.Rules().longest


def test_a_device_that_was_here_before_is_not_kept_waiting(clock):
    own = Client()
    assert gets_in(own, "director")
    own.post("/admin/logout/")
    for number in range(40):  # from the same house and from elsewhere
        sent(Client(), "director", address="10.0.0.1")
        sent(Client(), "director", address=f"10.4.0.{number}")
    assert sent(Client(), "director").status_code == 429
    assert gets_in(own, "director"), "its own device goes on"
    own.post("/admin/logout/")
    for _mistake in range(10):
        sent(own, "director")
    assert sent(own, "director").status_code == 429, "but is no way to guess for ever"
    assert gets_in(Client(), "director", "10.9.0.1") is False, "others wait by the strangers' failures, as before"


def test_a_device_is_known_for_its_own_accounts_and_not_by_a_forged_cookie(clock):
    own = Client()
    assert gets_in(own, "general_2")
    own.post("/admin/logout/")
    for _guess in range(10):
        sent(Client(), "director")
    assert sent(own, "director").status_code == 429
    forged = Client()
    true = own.cookies[signing_in.COOKIE].value
    forged.cookies[signing_in.COOKIE] = ("B" if true[0] == "A" else "A") + true[1:]
    for _guess in range(10):
        sent(forged, "general_2")
    assert sent(forged, "general_2").status_code == 429
    for rubbish in ("", "x", "a:b:c", "=", ":" * 5000):
        forged.cookies[signing_in.COOKIE] = rubbish
        assert sent(forged, "general_2").status_code == 429


def test_a_list_of_names_from_one_place_waits(clock):
    for number in range(60):
        assert sent(Client(), f"name{number}").status_code == 200
    assert sent(Client(), "name61").status_code == 429
    assert sent(Client(), "name61", address="10.0.0.9").status_code == 200


def test_what_is_kept_does_not_grow(clock):
    for number in range(30):
        sent(Client(), "director", "密" * 5000, user_agent=f"agent {number}", address="10.0.0.1")
    row = AccessAttempt.objects.get()
    assert len(row.post_data) < 200
    assert "密" not in row.post_data
    clock.shift(datetime.timedelta(hours=25))
    sent(Client(), "other")
    assert AccessAttempt.objects.count() == 1


@pytest.mark.parametrize("name", ["", "x" * 5000, "\x00", "密" * 300, "a\ud800".encode("utf-8", "replace").decode()])
def test_whatever_name_is_sent_the_answer_is_words(clock, name):
    for _guess in range(12):
        assert sent(Client(raise_request_exception=False), name).status_code in (200, 429)


def test_asking_for_a_new_password_has_a_bound(clock, settings):
    from cms.settings import base

    settings.DISCLOSURE_RATE_LIMITS = base.DISCLOSURE_RATE_LIMITS
    asked = []
    for number in range(5):
        answer = Client().post("/admin/password_reset/", {"email": "A@example.org "}, REMOTE_ADDR=f"10.0.1.{number}")
        asked.append(answer.status_code)
    assert asked == [302, 302, 302, 429, 429]
    for number in range(12):
        answer = Client().post("/admin/password_reset/", {"email": f"{number}@example.org"}, REMOTE_ADDR="10.0.2.1")
    assert answer.status_code == 429


@pytest.mark.parametrize(
    "password",
    ["legal12345", "12345LEGAL", "lagel12345", "ｌｅｇａｌ12345", "l-e-g-a-l-2026", "zhangwei2026", "张伟的长口令2026"],
)
def test_a_password_does_not_hold_the_name(password):
    user = get_user_model()(username="legal", last_name="张", first_name="伟", email="zhangwei@example.org")
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_other_passwords_are_taken():
    user = get_user_model()(username="legal", last_name="张", first_name="伟", email="zhangwei@example.org")
    validate_password("correct horse 电池 staple", user)


def test_a_session_that_nobody_uses_ends(clock, settings):
    settings.DISCLOSURE_SESSION_IDLE = 60
    client = Client()
    assert gets_in(client, "director")
    clock.shift(datetime.timedelta(minutes=59))
    assert client.get("/admin/").status_code == 200
    clock.shift(datetime.timedelta(minutes=59))
    assert client.get("/admin/").status_code == 200
    clock.shift(datetime.timedelta(minutes=61))
    answer = client.get("/admin/account/", follow=True)
    assert answer.redirect_chain[0][0].startswith(LOGIN)
    assert "next=/admin/account/" in answer.redirect_chain[0][0]
    assert "一段时间没有操作" in answer.content.decode()


@pytest.mark.parametrize("machine", ["this", "restarted", ""])
def test_a_session_does_not_outlive_a_clock_that_is_put_back(clock, settings, monkeypatch, machine):
    """Whoever used it in the future used it longer ago than can be told; on the same machine it can be told."""
    settings.DISCLOSURE_SESSION_IDLE = 60
    monkeypatch.setattr(idle, "_machine", lambda: machine and "this")
    monkeypatch.setattr(idle, "_since_start", lambda: 1000)
    client, active = Client(), Client()
    for each in (client, active):
        assert gets_in(each, "director")
        assert each.get("/admin/").status_code == 200
    clock.shift(datetime.timedelta(days=-1))
    monkeypatch.setattr(idle, "_machine", lambda: machine)
    monkeypatch.setattr(idle, "_since_start", lambda: 1000 + 50 * 60)
    assert active.get("/admin/").status_code == (200 if machine == "this" else 302)
    monkeypatch.setattr(idle, "_since_start", lambda: 1000 + 61 * 60)
    answer = client.get("/admin/account/", follow=True)
    assert answer.redirect_chain[0][0].startswith(LOGIN)
    assert "一段时间没有操作" in answer.content.decode()
    if machine == "this":
        clock.shift(datetime.timedelta(minutes=11))
        assert active.get("/admin/").status_code == 200, "used eleven minutes ago"
        monkeypatch.setattr(idle, "_since_start", lambda: 1000 + 130 * 60)
        assert active.get("/admin/").status_code == 302


def test_a_clock_that_differs_a_little_ends_no_session(clock, settings, monkeypatch):
    settings.DISCLOSURE_SESSION_IDLE = 60
    monkeypatch.setattr(idle, "_machine", lambda: "")
    client = Client()
    assert gets_in(client, "director")
    client.get("/admin/")
    clock.shift(datetime.timedelta(seconds=-30))
    assert client.get("/admin/").status_code == 200


def test_nobody_waits_for_a_failure_that_lies_ahead(clock):
    """Ten wrong tries, then the clock is put back a day: the account is not closed until the clock has caught up, and
    guessing does not go on freely."""
    guesser = Client()
    for _guess in range(10):
        sent(guesser, "director")
    for number in range(12):
        sent(Client(), "director", address=f"10.9.0.{number}")
    assert sent(guesser, "director").status_code == 429
    clock.shift(datetime.timedelta(days=-1))
    assert sent(guesser, "director").status_code in (200, 429)
    assert sent(guesser, "director").status_code == 429
    clock.shift(datetime.timedelta(minutes=31))
    assert gets_in(Client(), "director", "10.0.0.1")


def test_a_page_that_asks_by_itself_is_no_use(clock, settings):
    settings.DISCLOSURE_SESSION_IDLE = 60
    client = Client()
    assert gets_in(client, "director")
    client.get("/admin/")
    for _turn in range(7):
        clock.shift(datetime.timedelta(minutes=10))
        client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    assert client.get("/admin/").status_code == 302
