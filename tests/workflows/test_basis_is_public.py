"""What a repeal or abolition rests on is public with the tombstone or the mark 废止: number, authority, date, link."""

import pytest

from cms.pages.models import LicensingPage, RegulationPage
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import ATTESTED, Bureau, fees, sign_all, submit, user

ACT = {
    "reason": "国务院决定取消",
    "reason_kind": "repealed",
    "basis": "国务院关于取消一批行政许可事项的决定",
    "basis_number": "国发〔2026〕12号",
    "basis_authority": "国务院",
    "basis_date": "2026-11-20",
    "basis_url": "https://www.gov.cn/zhengce/2026-12.htm",
}
SEEN = ("国务院关于取消一批行政许可事项的决定", "国发〔2026〕12号", "国务院，2026-11-20", ACT["basis_url"])


def begun(client, page, by, **changed):
    client.force_login(user(by))
    return client.post(f"/admin/cases/begin/{page.pk}/repeal/", {**ACT, **changed})


def finish(page, by):
    case = lookup.running(page)
    sign_all(services.submit(case, user(by), attestation=ATTESTED))
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED


@pytest.fixture
def licence(db):
    page = Bureau().licence()
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


@pytest.fixture
def text(db):
    page = Bureau().regulation()
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    sign_all(submit(page, "editor_regulations"))
    return RegulationPage.objects.get(pk=page.pk)


def test_with_the_tombstone_of_an_abolished_licensing_item(licence, client):
    assert begun(client, licence, "editor_licensing").status_code == 302
    finish(licence, "editor_licensing")
    client.logout()
    seen = client.get(f"/xu-ke/{licence.slug}/").content.decode()
    assert all(each in seen for each in SEEN), seen
    assert "<dt>依据</dt><dd>重庆市质量技术监督局" not in seen and "决定机关" in seen


def test_with_the_mark_of_a_repealed_text(text, client):
    assert begun(client, text, "editor_regulations").status_code == 302
    finish(text, "editor_regulations")
    client.logout()
    answer = client.get(f"/fa-gui/{text.slug}/")
    seen = answer.content.decode()
    assert answer.status_code == 200 and "废止" in seen
    assert all(each in seen for each in SEEN), seen


@pytest.mark.parametrize(("day", "said"), [("2099-01-01", "晚于今天"), ("2025-12-31", "早于被废止内容的成文日期")])
def test_an_act_of_the_future_or_older_than_the_text_is_refused(text, client, day, said):
    answer = begun(client, text, "editor_regulations", basis_date=day)
    assert answer.status_code == 409
    assert said in "".join(str(each) for each in answer.context["messages"])
    assert lookup.running(text) is None
