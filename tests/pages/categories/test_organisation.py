"""机构职能 (§3.1.1): what the registers say. When they change: `test_organisation_chart_changes.py`."""

from cms.organisation.models import Office
from cms.pages.models import OrganisationPage
from tests.pages.categories.drafts import draft, lacks

CHANGED = "本稿保存后机构登记有变动：请重新保存。"
NOTHING = "机构登记中没有本单位这一类信息。"


def test_it_says_what_the_registers_say(site):
    page = draft(site, OrganisationPage)
    page.save_revision()
    assert {row.name for row in page.offices.all()} == {"办公室", "特设处"}
    assert not {CHANGED, NOTHING} & set(lacks(page))
    Office.objects.create(unit=site.bureau, identifier="legal", name="法规处")
    assert CHANGED in lacks(page)
    page.save_revision()
    assert CHANGED not in lacks(page)


def test_a_page_of_a_kind_of_which_the_registers_say_nothing(site):
    page = draft(site, OrganisationPage, kind="leadership")
    page.save_revision()
    assert NOTHING in lacks(page)
