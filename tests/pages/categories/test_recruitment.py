"""公开招聘 (§3.1.6): always for a time."""

import datetime

from cms.pages.models import Position, RecruitmentPage
from tests.pages.categories.drafts import draft, lacks

REVERSED, NAMES = "期限的结束早于开始。", "请填写每个岗位的拟聘人员。"
UNTIL = "此类信息须填写到期时间，或说明不设到期时间的理由。"
JUNE, MAY = datetime.date(2026, 6, 1), datetime.date(2026, 5, 1)


def test_a_term_does_not_end_before_it_begins(site):
    page = draft(site, RecruitmentPage, apply_from=JUNE, apply_until=MAY)
    assert REVERSED in lacks(page) and UNTIL in lacks(page)
    page.apply_until = JUNE
    assert REVERSED not in lacks(page)


def test_a_result_names_for_each_position_who_is_employed(site):
    page = draft(site, RecruitmentPage, kind="result")
    page.positions = [
        Position(name=name, outcome=who) for name, who in (("检验员", "张三"), ("司机", ""), ("文员", " "))
    ]
    assert lacks(page).count(NAMES) == 1, "said once, however many rows lack it"
    for row in page.positions.all():
        row.outcome = "李四"
    assert NAMES not in lacks(page)
    page.kind = "call"
    page.positions = [Position(name="检验员")]
    assert NAMES not in lacks(page), "a call does not know yet"
