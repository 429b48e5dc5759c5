"""其他内部事项 (§3.2)."""

from cms.pages.models import OtherInternalPage
from tests.pages.categories.drafts import draft, lacks, unfilled


def test_it_says_what_it_is_about(site):
    page = draft(site, OtherInternalPage)
    assert unfilled(page) == {"matter", "body"}
    page.matter, page.body = "值班", [("paragraph", "<p>表</p>")]
    assert unfilled(page) == set()


def test_it_may_be_published_for_comment(site):
    page = draft(site, OtherInternalPage, for_comment=True)
    assert "公示有期限：请填写到期时间。" in lacks(page)
