"""服务项目 (§3.1.8)."""

from cms.pages.models import PublicServicePage
from tests.pages.categories.drafts import draft, unfilled


def test_a_service_says_who_offers_it_how_long_it_takes_and_what_it_costs(site):
    page = draft(site, PublicServicePage, provider="检验院", phone="12365", fee_note="不收费")
    assert unfilled(page) == {"legal_basis", "who_may_apply", "procedure", "time_limit_days"}
    page.legal_basis, page.who_may_apply, page.procedure = "<p>法</p>", "<p>人</p>", "<p>事</p>"
    page.time_limit_days = 5
    assert unfilled(page) == set()
