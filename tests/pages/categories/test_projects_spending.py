"""项目和经费 (§3.2)."""

from cms.pages.models import ProjectSpendingPage, SpendingLine
from tests.pages.categories.drafts import draft, unfilled


def test_it_says_what_was_paid_for_from_what_and_how_much(site):
    page = draft(site, ProjectSpendingPage)
    assert unfilled(page) == {"project", "funded_by", "period", "spending"}
    page.project, page.funded_by, page.period = "检测楼", "财政", "2026年"
    page.spending = [SpendingLine(item="设备", budget="10.00", spent="9.00")]
    assert unfilled(page) == set()
