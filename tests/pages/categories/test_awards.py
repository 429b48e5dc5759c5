"""表彰奖励 (§3.2): for the staff, also as 公示."""

import datetime

from django.utils import timezone

from cms.pages.models import AwardPage, AwardRecipient
from tests.pages.categories.drafts import draft, lacks, unfilled

OBJECTIONS, TERM = "公示须写明向谁提出异议。", "公示有期限：请填写到期时间。"


def test_it_names_the_award_and_who_receives_it(site):
    page = draft(site, AwardPage)
    assert unfilled(page) == {"award", "awarded_by", "recipients"}
    page.award, page.awarded_by, page.recipients = "先进个人", "市局", [AwardRecipient(name="张三")]
    assert unfilled(page) == set()


def test_what_is_published_for_comment_has_a_term_and_an_address(site):
    page = draft(site, AwardPage)
    assert not {OBJECTIONS, TERM} & set(lacks(page))
    page.for_comment = True
    assert {OBJECTIONS, TERM} <= set(lacks(page))
    page.objections_to, page.expire_at = "办公室 12345", timezone.now() + datetime.timedelta(days=5)
    assert not {OBJECTIONS, TERM} & set(lacks(page))
