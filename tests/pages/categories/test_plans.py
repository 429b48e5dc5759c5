"""规划计划 (§3.1.3): the kind decides the chain."""

import datetime

import pytest

from cms.pages.models import PlanPage
from tests.pages.categories.drafts import draft, lacks

REVERSED = "期间的结束早于开始。"
JUNE, MAY = datetime.date(2026, 6, 1), datetime.date(2026, 5, 1)


def test_a_period_does_not_end_before_it_begins(site):
    page = draft(site, PlanPage, period_from=JUNE, period_to=MAY)
    assert REVERSED in lacks(page)
    page.period_to = JUNE
    assert REVERSED not in lacks(page)


@pytest.mark.parametrize("kind", PlanPage.Kind.values)
def test_the_kind_decides_the_chain(kind):
    plan = kind in ("annual", "long_term")
    assert (PlanPage(kind=kind).procedure_class == PlanPage(kind="annual").procedure_class) is plan
