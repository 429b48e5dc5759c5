"""后勤事项 (§3.2)."""

from cms.pages.models import LogisticsPage
from tests.pages.categories.drafts import draft, unfilled


def test_it_says_for_which_period(site):
    page = draft(site, LogisticsPage)
    assert unfilled(page) == {"period"}
    page.period = "2026年第三季度"
    assert unfilled(page) == set()
