"""Abolishing a licensing item ends the item, not the licences granted under it; what is counted can be reached."""

import datetime
import re

import pytest
from django.test import Client

from cms.outbox import services as outbox
from cms.pages.models import LicenceGrantsPage
from cms.publication import current, listing
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import ATTESTED, sign_all, user
from tests.pages.categories.test_licensing_grants import TWO, Batch


@pytest.fixture
def abolished(db):
    """By its own chain: a policy basis, legal, the deputy in charge, publicity."""
    batch = Batch()
    batch.edit(*TWO)
    batch.carry()
    begin(batch.item, "repeal", reason_kind="repealed", reason="国务院决定取消", basis="国发〔2026〕12号")
    outbox.deliver_due(500)
    return batch


def begin(item, action, **told):
    case = services.open_case(item, action=action, user=user("editor_licensing"), **told)
    sign_all(services.submit(case, user("editor_licensing"), attestation=ATTESTED))
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED
    return case


def reached() -> tuple[int, list[int]]:
    """How many items the lists count, and what their addresses answer."""
    found = listing.page_of(structural=True, limit=100)
    return found.total, [Client().get(item.url).status_code for item in found.items]


def test_its_licences_stay_readable_marked_with_its_end(abolished):
    gone = Client().get(f"/xu-ke/{abolished.item.slug}/")
    assert gone.status_code == 410
    for slug in ("", "ts3-001/"):
        answer = abolished.get(slug)
        seen = answer.content.decode()
        assert answer.status_code == 200, slug
        assert "该许可事项已经取消" in seen and "特种设备使用登记" in seen, slug
        assert f'href="/xu-ke/{abolished.item.slug}/"' in seen


def test_the_life_of_a_batch_says_that_its_item_ended(db):
    batch = Batch()
    batch.edit(*TWO)
    batch.carry()
    queue, life = Client(), f"/admin/cases/life/{batch.page.pk}/"
    queue.force_login(user("editor_licensing"))
    assert "所属事项" not in queue.get(life).content.decode()
    begin(batch.item, "repeal", reason_kind="repealed", reason="国务院决定取消", basis="国发〔2026〕12号")
    seen = queue.get(life).content.decode()
    assert "所属事项已经取消" in seen and "特种设备使用登记" in seen and "国发〔2026〕12号" in seen
    own = queue.get(f"/admin/cases/life/{batch.item.pk}/").content.decode()
    assert "所属事项" not in own


def test_what_lists_search_feed_and_site_map_count_can_be_reached(abolished, client):
    total, answers = reached()
    assert len(answers) == total and set(answers) == {200}
    found = client.get("/search/", {"q": "TS3-001"}).content.decode()
    assert "/ts3-001/" in found and "没有找到" not in found
    for address in ("/feed/", "/sitemap-1.xml"):
        for link in set(re.findall(r"http://testserver(/[^\"<]*)", client.get(address).content.decode())):
            assert client.get(link, follow=True).status_code == 200, link


def test_a_case_of_their_own_takes_them_down(abolished):
    page = LicenceGrantsPage.objects.get(pk=abolished.page.pk)
    begin(page, "withdraw", reason_kind="outdated", reason="已满期")
    assert abolished.get().status_code == abolished.get("ts3-001/").status_code == 410
    total, answers = reached()
    assert len(answers) == total and set(answers) == {200}


def test_a_withdrawn_or_suppressed_item_is_not_named_by_its_licences(db):
    batch = Batch()
    batch.edit(*TWO)
    batch.carry()
    begin(batch.item, "withdraw", reason_kind="secrecy", reason="涉密")
    seen = batch.get("ts3-001/").content.decode()
    assert "该事项的页面已经撤下" in seen and "特种设备使用登记" not in seen and "涉密" not in seen


def test_no_licence_is_granted_after_the_end_of_its_item_or_in_the_future(abolished):
    abolished.edit(*TWO, {"number": "TS3-009", "holder": "丁", "granted_on": datetime.date(2099, 1, 1)})
    case = lookup.running(LicenceGrantsPage.objects.get(pk=abolished.page.pk))
    with pytest.raises(services.Refused, match="TS3-009"):
        services.submit(case, user("editor_licensing"), attestation=ATTESTED)


def test_a_column_over_live_items_is_not_taken_down(abolished):
    column = abolished.bureau.licences
    with pytest.raises(services.Refused, match="下级"):
        services.open_case(column, action="withdraw", user=user("publicity"), reason="并入")
    with pytest.raises(services.Refused, match="首页"):
        services.open_case(abolished.bureau.home, action="withdraw", user=user("publicity"), reason="关闭")


def test_nothing_goes_on_view_under_what_never_came_on_view(db):
    batch = Batch()
    hidden = batch.bureau.licence(title="另一许可")
    page = LicenceGrantsPage.objects.get(pk=batch.page.pk)
    page.move(hidden, pos="last-child")
    page = LicenceGrantsPage.objects.get(pk=batch.page.pk)
    batch.edit(*TWO)
    with pytest.raises(services.Refused, match="尚未公开"):
        batch.carry()
    assert current.of_item(page.disclosure_key) is None
