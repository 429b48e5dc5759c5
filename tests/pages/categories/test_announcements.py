"""公告公示 (§3.1.5)."""

from cms.pages.models import AnnouncementPage
from tests.pages.categories.drafts import draft, lacks

ADVICE = "召回公告须说明相关消费者可以怎么做。"


def test_a_recall_says_what_those_concerned_can_do(site):
    page = draft(site, AnnouncementPage, kind="recall")
    assert ADVICE in lacks(page) and ADVICE in lacks(page, "modify")
    page.advice = "停止使用，凭票退货。"
    assert ADVICE not in lacks(page)
    assert ADVICE not in lacks(draft(site, AnnouncementPage, title="另一件", kind="quality"))
