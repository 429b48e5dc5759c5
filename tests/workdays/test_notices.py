"""Notices from the shipped file, from a text, and from the admin."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from cms.workdays import loading, notice_text
from cms.workdays.models import CalendarDay, CalendarYear
from tests.workdays.conftest import NOTICES

TEXT_2026 = """经国务院批准,现将放假调休日期的具体安排通知如下。
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
三、清明节:4月4日(周六)至6日(周一)放假,共3天。
四、劳动节:5月1日(周五)至5日(周二)放假调休,共5天。5月9日(周六)上班。
五、端午节:6月19日(周五)至21日(周日)放假,共3天。
六、中秋节:9月25日(周五)至27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。
节假日期间,各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日"""
TEXT_2025_SPRING = (
    "二、春节:1月28日(农历除夕、周二)至2月4日(农历正月初七、周二)放假调休,共8天。1月26日(周日)、2月8日(周六)上班。"
)
TEXT_2019_NEW_YEAR = "一、元旦:2018年12月30日至2019年1月1日放假调休,共3天。2018年12月29日(星期六)上班。"


def full_width(text):
    return text.translate({ord("("): "\uff08", ord(")"): "\uff09", ord(":"): "\uff1a", ord(","): "\uff0c"})


def of_file(year):
    return next(notice for notice in loading.read(NOTICES) if notice.year == year)


def as_set(days):
    return {(day.date, day.kind) for day in days}


def test_the_file_holds_every_year_from_2007():
    years = [notice.year for notice in loading.read(NOTICES)]
    assert years == list(range(2007, 2027))


@pytest.mark.parametrize("text", [TEXT_2026, full_width(TEXT_2026)])
def test_the_text_of_a_notice_gives_the_days_of_the_file(text):
    days = notice_text.days(text, 2026)
    assert as_set(days) == as_set(of_file(2026).days)
    assert {day.name for day in days} >= {"元旦", "春节", "国庆节"}


def test_a_span_over_two_months():
    found = as_set(notice_text.days(TEXT_2025_SPRING, 2025))
    assert found < as_set(of_file(2025).days)
    assert (date(2025, 2, 4), "holiday") in found and len(found) == 10


def test_a_span_over_two_years():
    assert as_set(notice_text.days(TEXT_2019_NEW_YEAR, 2019)) == {
        (date(2018, 12, 29), "workday"),
        (date(2018, 12, 30), "holiday"),
        (date(2018, 12, 31), "holiday"),
        (date(2019, 1, 1), "holiday"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有安排",
        "一、元旦:2月30日放假。",
        "一、元旦:5日放假。",
        "一、元旦:1月1日放假。1月2日上班。",
        "一、元旦:1月3日至1日放假。",
        "一、元旦:1月1日放假。\n二、春节:1月1日放假。",
        "一、元旦:2020年1月1日放假。",
    ],
)
def test_a_text_that_cannot_be_right_is_refused(text):
    with pytest.raises(loading.Unreadable):
        notice_text.days(text, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "",
        "notices = 3",
        "[[notices]]\nyear = 2026",
        '[[notices]]\nyear = 2026\nsource = "x"\nholidays = [{name = "x", from = 2026-01-01, to = "b"}]',
        '[[notices]]\nyear = 2026\nsource = "x"\nholidays = [{name = "x", from = 2025-01-01, to = 2025-01-01}]',
        '[[notices]]\nyear = 2026\nsource = "x"\nholidays = [{name = "x", from = 2026-01-02, to = 2026-01-01}]',
    ],
)
def test_a_file_that_cannot_be_right_is_refused_in_words(text, tmp_path):
    path = tmp_path / "notices.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(loading.Unreadable):
        loading.read(path)


def test_the_command_loads_again_without_doubling(db):
    for _time in range(2):
        call_command("workdays", "load", str(NOTICES), stdout=StringIO())
    assert CalendarYear.objects.count() == 20
    assert CalendarDay.objects.filter(notice__year=2026).count() == len(of_file(2026).days)


def test_keep_leaves_what_was_entered(db):
    CalendarYear.objects.create(year=2026, source="手工录入")
    call_command("workdays", "load", str(NOTICES), "--keep", stdout=StringIO())
    assert CalendarYear.objects.get(year=2026).source == "手工录入"
    assert CalendarYear.objects.count() == 20


def test_the_command_counts_and_refuses_in_words(notices, tmp_path):
    out = StringIO()
    call_command("workdays", "due", "2026-09-15", "20", "--json", stdout=out)
    assert out.getvalue().strip() == '{"date": "2026-10-19", "provisional": false}'
    with pytest.raises(CommandError):
        call_command("workdays", "load", str(tmp_path / "absent.toml"), stdout=StringIO())


@pytest.fixture
def administrator(client, db):
    user = get_user_model().objects.create_superuser("admin", "admin@example.org", "password-1234")
    client.force_login(user)
    return client


BASE = "/admin/disclosure_workdays/calendaryear/"
FORMSET = {
    "days-TOTAL_FORMS": "0",
    "days-INITIAL_FORMS": "0",
    "days-MIN_NUM_FORMS": "0",
    "days-MAX_NUM_FORMS": "1000",
}


def test_an_administrator_pastes_a_notice(administrator):
    data = {"year": "2026", "source": "通知", "url": "", "notice_text": TEXT_2026, **FORMSET}
    response = administrator.post(f"{BASE}create/", data)
    assert response.status_code == 302
    assert as_set(CalendarDay.objects.filter(notice__year=2026)) == as_set(of_file(2026).days)


def test_a_text_without_days_is_refused_in_the_form(administrator):
    data = {"year": "2026", "source": "通知", "url": "", "notice_text": "略", **FORMSET}
    response = administrator.post(f"{BASE}create/", data)
    assert response.status_code == 200
    assert "未能从文本中识别出放假安排" in response.content.decode()
    assert not CalendarYear.objects.exists()


def test_days_are_entered_by_hand_and_checked(administrator):
    lines = {**FORMSET, "days-TOTAL_FORMS": "1", "days-0-date": "2026-01-05", "days-0-kind": "workday"}
    data = {"year": "2026", "source": "通知", "url": "", "days-0-name": "元旦", **lines}
    response = administrator.post(f"{BASE}create/", data)
    assert "不是周六或周日" in response.content.decode()
    response = administrator.post(f"{BASE}create/", {**data, "days-0-date": "2024-01-07"})
    assert "既不在2026年" in response.content.decode()
    assert not CalendarYear.objects.exists()
    assert administrator.post(f"{BASE}create/", {**data, "days-0-date": "2026-01-04"}).status_code == 302
    assert CalendarDay.objects.get().date == date(2026, 1, 4)


def test_the_register_shows_and_deletes_nothing(administrator, notices):
    row = CalendarYear.objects.get(year=2026)
    page = administrator.get(BASE)
    assert "国办发明电" in page.content.decode()
    assert "2026-09-20" in administrator.get(f"{BASE}inspect/{row.pk}/").content.decode()
    assert administrator.get(f"{BASE}edit/{row.pk}/").status_code == 200
    administrator.post(f"{BASE}delete/{row.pk}/")
    assert CalendarYear.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("tail", ["?foo=1", "?days__date__gt=x", "?year=abc", "?p=x&o=9.x", "edit/abc/", "inspect/x/"])
def test_a_hand_made_address_is_no_server_error(administrator, notices, tail):
    assert administrator.get(f"{BASE}{tail}").status_code in {200, 302, 404}


def test_a_post_without_the_permission_sees_nothing(client, db):
    client.force_login(get_user_model().objects.create_user("plain", password="password-1234"))
    assert client.get(BASE).status_code in {302, 403}
