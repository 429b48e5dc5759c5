"""Counting by the real notices, and the rules that hold over any calendar."""

import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.workdays.arithmetic import Calendar, Due, NotLoaded
from cms.workdays.models import CalendarDay, CalendarYear

YEARS = range(2020, 2030)


def test_a_request_of_september_2026_is_due_in_20_working_days(calendar):
    assert calendar.add_working_days(date(2026, 9, 15), 20) == Due(date(2026, 10, 19), False)


def test_with_the_full_extension(calendar):
    assert calendar.add_working_days(date(2026, 9, 15), 40) == Due(date(2026, 11, 16), False)
    assert calendar.add_working_days(date(2026, 10, 19), 20) == Due(date(2026, 11, 16), False)


def test_without_a_notice_weekdays_count_and_the_date_is_provisional():
    assert Calendar({}, frozenset()).add_working_days(date(2026, 9, 15), 20) == Due(date(2026, 10, 13), True)


def test_counting_starts_on_the_next_working_day(calendar):
    day_before_a_worked_saturday = date(2026, 5, 8)
    assert calendar.add_working_days(day_before_a_worked_saturday, 1).date == date(2026, 5, 9)
    received_in_the_holiday = date(2026, 10, 2)
    assert calendar.add_working_days(received_in_the_holiday, 1).date == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 4), True),
        (date(2026, 2, 16), False),
        (date(2026, 9, 20), True),
        (date(2018, 12, 29), True),  # named by the notice for 2019
        (date(2018, 12, 31), False),
        (date(2008, 9, 29), False),
        (date(2020, 2, 3), True),
    ],
)
def test_days_of_the_notices(calendar, day, worked):
    assert calendar.is_working_day(day) is worked


def test_a_year_whose_notice_is_out_gives_firm_dates_but_for_its_last_week(calendar):
    assert not calendar.add_working_days(date(2025, 12, 20), 20).provisional
    assert not calendar.add_working_days(date(2026, 12, 17), 5).provisional
    assert calendar.add_working_days(date(2026, 12, 24), 1).provisional, "the notice for 2027 may move it"
    assert calendar.add_working_days(date(2026, 12, 24), 30).provisional


def test_a_provisional_notice_counts_and_says_so(db):
    row = CalendarYear.objects.create(year=2030, source="预计", is_provisional=True)
    CalendarDay.objects.create(notice=row, date=date(2030, 3, 4), kind="holiday", name="假")
    assert Calendar.load().add_working_days(date(2030, 3, 1), 1) == Due(date(2030, 3, 5), True)


def test_loading_some_years_is_one_query_and_knows_its_limits(notices, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = Calendar.load([2018])
    assert calendar.is_working_day(date(2018, 12, 29))
    assert not calendar.is_provisional(date(2018, 12, 31))
    with pytest.raises(NotLoaded):
        calendar.add_working_days(date(2018, 12, 28), 5)


def test_loading_everything_is_one_query(notices, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Calendar.load().is_working_day(date(2007, 2, 17))


def test_a_moment_counts_by_its_local_date(calendar):
    late = datetime.datetime(2026, 9, 14, 20, 0, tzinfo=datetime.UTC)  # the 15th, four in the morning in Shanghai
    assert calendar.add_working_days(late, 20).date == date(2026, 10, 19)
    with pytest.raises(ValueError):
        calendar.add_working_days(datetime.datetime(2026, 9, 15, 9, 0), 20)


def test_the_last_day_lasts_until_midnight_in_shanghai():
    due = Due(date(2026, 10, 19), False)
    assert due.ends_at == datetime.datetime(2026, 10, 19, 16, 0, tzinfo=datetime.UTC)


days = st.dates(date(2020, 1, 1), date(2029, 12, 31))
calendars = st.builds(
    lambda moved, firm: Calendar(moved, firm),
    st.dictionaries(days, st.booleans(), max_size=60),
    st.frozensets(st.sampled_from(YEARS)),
)
counts = st.integers(1, 60)


@given(calendars, days, counts)
def test_a_due_date_is_a_working_day_and_counting_back_agrees(calendar, day, n):
    due = calendar.add_working_days(day, n)
    assert calendar.is_working_day(due.date)
    assert due.date > day
    assert calendar.working_days_between(day, due.date) == n
    assert calendar.working_days_between(due.date, day) == -n


@given(calendars, days, counts, counts)
def test_terms_add_up(calendar, day, n, m):
    first = calendar.add_working_days(day, n)
    both = calendar.add_working_days(day, n + m)
    then = calendar.add_working_days(first.date, m)
    assert then.date == both.date > first.date
    assert both.provisional == (first.provisional or then.provisional)


@given(calendars, days, counts)
def test_back_is_the_inverse_from_a_working_day(calendar, day, n):
    start = calendar.add_working_days(day, 1).date
    assert calendar.add_working_days(calendar.add_working_days(start, n).date, -n).date == start


@given(days, counts)
def test_without_notices_it_is_plain_weekdays(day, n):
    due = Calendar({}, frozenset()).add_working_days(day, n)
    passed = (day + datetime.timedelta(days=number) for number in range(1, (due.date - day).days + 1))
    assert sum(each.weekday() < 5 for each in passed) == n
    assert due.provisional


@given(calendars, days, counts)
def test_provisional_exactly_when_a_day_of_the_count_may_still_move(calendar, day, n):
    due = calendar.add_working_days(day, n)
    passed = [day + datetime.timedelta(days=number) for number in range(1, (due.date - day).days + 1)]
    unsure = [
        each
        for each in passed
        if each.year not in calendar.firm
        or (each.month == 12 and each.day >= 25 and each.year + 1 not in calendar.firm)
    ]
    assert due.provisional == bool(unsure)


def test_zero_days_is_the_day_itself(calendar):
    assert calendar.add_working_days(date(2026, 10, 3), 0) == Due(date(2026, 10, 3), False)
