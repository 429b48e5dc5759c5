"""公开和监督机构联系方式 (§3.1.9), and the guide of art. 12."""

from cms.pages.models import OpennessContactPage
from tests.pages.categories.drafts import draft, lacks

GUIDE = "公开指南须写明有哪些信息、在哪里查阅、怎样申请（条例第十二条）。"


def test_a_guide_has_a_text(site):
    page = draft(site, OpennessContactPage, kind="guide")
    assert GUIDE in lacks(page)
    page.body = [("paragraph", "<p>公开范围</p>")]
    assert GUIDE not in lacks(page)
    assert GUIDE not in lacks(draft(site, OpennessContactPage, title="联系方式", kind="contacts"))
