from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.pages.base import dates, numerals
from cms.pages.models import RegulationPage

CHINESE = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """An independent writer of numerals up to 999, as texts number their parts."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else CHINESE[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (CHINESE[ones] if ones else "")


@given(st.integers(1, 999))
def test_a_numeral_is_read_back(number):
    assert numerals.value_of(in_chinese(number)) == number


@given(st.integers(1000, 2999))
def test_a_year_is_read_digit_by_digit(year):
    words = "".join(CHINESE[int(digit)] for digit in str(year)).replace("零", "〇")
    assert numerals.value_of(words) == year


@given(st.text(alphabet=st.characters(blacklist_characters="〇零○一二两三四五六七八九十百千0123456789")))
def test_anything_else_is_no_numeral(text):
    with pytest.raises(ValueError):
        numerals.value_of(text)


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2999, 12, 31)))
def test_a_date_is_read_in_each_way_of_writing_it(day):
    spellings = [
        f"{day.year}-{day.month}-{day.day}",
        day.isoformat(),
        f"{day.year}年{day.month:02d}月{day.day:02d}日",
        f"{day.year}/{day.month}/{day.day}",
        "".join(CHINESE[int(d)] for d in str(day.year)) + f"年{in_chinese(day.month)}月{in_chinese(day.day)}日",
    ]
    assert [dates.read(text) for text in spellings] == [day] * len(spellings)


@pytest.mark.parametrize("text", ["1900-1-1", "1900年01月01日", "1900-12-31", "0001-01-01", "", "  "])
def test_a_placeholder_is_not_given(text):
    assert dates.read(text) is None


@pytest.mark.parametrize("text", ["2007-13-1", "2007-2-30", "明天", "2007", "2007-4"])
def test_what_is_no_date_is_an_error(text):
    with pytest.raises(ValueError):
        dates.read(text)


def test_a_placeholder_is_stored_and_validated_as_empty(site):
    page = site.regulation(effective_on=date(1900, 1, 1), created_on=date(2007, 4, 11))
    assert page.effective_on is None
    page.refresh_from_db()
    assert (page.effective_on, page.created_on) == (None, date(2007, 4, 11))
    assert RegulationPage._meta.get_field("effective_on").clean("1900-1-1", page) is None
