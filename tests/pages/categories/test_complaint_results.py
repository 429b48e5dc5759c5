"""投诉及处理结果 (§3.1.7): a case tells its way, figures their numbers."""

from cms.pages.models import ComplaintFigures, ComplaintResultPage
from tests.pages.categories.drafts import draft, lacks, unfilled


def test_a_case_tells_where_it_came_in_what_was_found_and_what_was_done(site):
    page = draft(site, ComplaintResultPage, kind="case")
    assert unfilled(page) == {"received_on", "closed_on", "source", "matter", "findings", "outcome"}
    page.source, page.matter, page.findings, page.outcome = "hotline", "<p>甲</p>", "<p>乙</p>", "<p>丙</p>"
    assert unfilled(page) == {"received_on", "closed_on"}


def test_figures_are_entered(site):
    page = draft(site, ComplaintResultPage, kind="figures")
    assert "请填写统计数字。" in lacks(page)
    page.figures = [ComplaintFigures(name="电梯", received=3, handled=3, in_time=2)]
    assert "请填写统计数字。" not in lacks(page)
