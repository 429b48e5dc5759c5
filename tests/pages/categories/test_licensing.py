"""行政许可 (§3.1.4): what an applicant must know. Granted licences: `test_licensing_grants*.py`."""

from cms.pages.models import LicensingForm, LicensingPage
from tests.pages.categories.drafts import draft, lacks

TOO_LONG = "承诺时限长于法定时限。"


def test_the_promised_time_is_within_the_law(site):
    page = draft(site, LicensingPage, statutory_days=5, promised_days=6)
    assert TOO_LONG in lacks(page)
    page.promised_days = 5
    assert TOO_LONG not in lacks(page)


def test_a_form_comes_with_a_sample(site):
    page = draft(site, LicensingPage)
    assert not any("尚未提供" in line for line in lacks(page)), "that there is none is said once"
    page.forms = [LicensingForm(kind="template", title="申请表")]
    assert [line for line in lacks(page) if "尚未提供" in line] == ["尚未提供“申请书示范文本”。"]
    page.forms = [*page.forms.all(), LicensingForm(kind="sample", title="示范")]
    assert not any("尚未提供" in line for line in lacks(page))


def test_fees_are_no_part_of_the_editors_form():
    form = LicensingPage.get_edit_handler().get_form_class()
    assert not {"fee_basis"} & set(form.base_fields)
    assert "fees" not in form.formsets
    assert "materials" in form.formsets
