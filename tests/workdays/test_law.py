"""A year without a notice: provisional, but what the law itself fixes is off in it."""

import datetime
import tomllib

import pytest
from django.contrib.auth import get_user_model

from cms.workdays import law, loading
from cms.workdays.arithmetic import Calendar

NOTICES = loading.NOTICES


@pytest.mark.parametrize("notice", tomllib.loads(NOTICES.read_text(encoding="utf-8"))["notices"])
def test_every_day_of_the_law_is_off_in_the_notice_of_its_year(notice):
    days = {
        holiday["from"] + datetime.timedelta(days=number)
        for holiday in notice["holidays"]
        for number in range((holiday["to"] - holiday["from"]).days + 1)
    }
    assert {day for day, _name in law.of_year(notice["year"]).days} <= days


def test_the_law_of_each_time():
    names = [name for _day, name in law.of_year(2030).days]
    assert (names.count("春节"), names.count("劳动节"), len(names)) == (4, 2, 13)
    spring = [str(day) for day, name in law.of_year(2027).days if name == "春节"]
    assert spring == ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"]
    assert len(law.of_year(2020).days) == 11
    assert "中秋节" not in {name for _day, name in law.of_year(2007).days}
    assert law.of_year(2101) is None


def test_a_date_across_the_national_day_of_a_year_without_a_notice(db):
    due = Calendar.load({2030}).add_working_days(datetime.date(2030, 9, 30), 1)
    assert (due.date, due.provisional) == (datetime.date(2030, 10, 4), True)


def test_the_register_shows_them_with_the_law(db, client):
    client.force_login(get_user_model().objects.create_superuser("admin", "a@example.test", "x"))
    seen = client.get("/admin/disclosure_workdays/calendaryear/").content.decode()
    assert "国务院令第795号" in seen and "-10-01 国庆节" in seen
