"""人事事项 (§3.2): for the staff, also as 公示."""

from cms.pages.models import PersonConcerned, PersonnelMatterPage
from tests.pages.categories.drafts import draft, lacks, unfilled


def test_it_says_who_decided_and_of_whom(site):
    page = draft(site, PersonnelMatterPage)
    assert unfilled(page) == {"decided_by", "people"}
    page.decided_by, page.people = "局务会议", [PersonConcerned(name="张三", after="处长")]
    assert unfilled(page) == set()


def test_an_intention_is_published_for_comment(site):
    page = draft(site, PersonnelMatterPage, for_comment=True)
    assert "公示须写明向谁提出异议。" in lacks(page)
