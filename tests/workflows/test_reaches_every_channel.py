"""Repeal and withdrawal reach every channel: what shows changes at once, what hangs becomes a job (§5.5.1)."""

import datetime

import pytest
from django.utils import timezone

from cms.casefile import building
from cms.deadlines import steps
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage, RegulationPage
from cms.publication import current
from cms.workflows import services
from cms.workflows.admin.queue import waiting
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Decision, PendingSeat
from tests.factories.bureau import ATTESTED, Bureau, fees, sign_all, submit, user


def carried_out(page, action, by, **told):
    case = services.open_case(page, action=action, user=user(by), **told)
    sign_all(services.submit(case, user(by), attestation=ATTESTED))
    case.refresh_from_db()
    assert case.state == case.State.COMPLETED, case.state
    return case


@pytest.fixture
def law(db):
    page = Bureau().regulation(by="editor_regulations")
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    sign_all(submit(page, "editor_regulations"))
    page = RegulationPage.objects.get(pk=page.pk)
    carried_out(page, "publish", "editor_regulations", channel="touchscreen")
    return page


@pytest.fixture
def licence(db):
    page = Bureau().licence()
    fees(page)
    sign_all(submit(page))
    page = LicensingPage.objects.get(pk=page.pk)
    for channel in ("wall", "touchscreen"):
        carried_out(page, "publish", "editor_licensing", channel=channel)
    return page


def on(channel, page):
    return current.of_item(page.disclosure_key, channel)


def repeal(page, **told):
    given = {"reason_kind": "repealed", "reason": "已有新规定", "basis": "《废止决定》（渝质监发〔2026〕9号）", **told}
    return carried_out(page, "repeal", "editor_regulations", **given)


def test_a_repealed_text_is_marked_on_the_touch_screen_in_the_same_second(law):
    repeal(law)
    web, screen = on("web", law), on("touchscreen", law)
    assert screen.parsed_facts["validity_code"] == web.parsed_facts["validity_code"] == "repealed"
    assert (screen.digest, screen.visible_from) == (web.digest, web.visible_from)


def test_a_withdrawn_item_goes_from_the_screen_and_the_wall_becomes_a_job(licence, client):
    case = carried_out(licence, "withdraw", "editor_licensing", reason_kind="outdated", reason="过期")
    assert on("touchscreen", licence) is None and on("wall", licence) is None
    job = PendingSeat.objects.get(kind="unpost")
    assert (job.case_id, job.what, job.identifier) == (case.pk, "wall", "general")
    assert [entry.case.pk for entry in waiting.waiting_for(user("general")) if "取下" in entry.kind_label] == [case.pk]
    assert OutboxMessage.objects.filter(topic="mail.send", payload__subject__startswith="请取下").exists()
    client.force_login(user("general"))
    assert "尚待人工取下" in client.get("/admin/cases/channels/wall/").content.decode()
    seen = client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert f'action="/admin/cases/{case.pk}/unpost/"' in seen
    client.post(f"/admin/cases/{case.pk}/unpost/", {"unpost-seat": "wall", "unpost-comment": "已取下"})
    assert not PendingSeat.objects.filter(kind="unpost").exists()
    done = [entry for entry in building.of_case(case.pk).entries if entry.kind == "unposted"]
    assert [(entry.label, entry.seat, entry.comment) for entry in done] == [("已人工取下", "市质监局办公室", "已取下")]
    assert "已人工取下" in client.get(f"/admin/cases/life/{licence.pk}/").content.decode()


def test_the_job_is_urged_and_escalated_like_a_step(licence):
    carried_out(licence, "repeal", "editor_licensing", reason_kind="repealed", reason="取消", basis="国发〔2026〕12号")
    job = PendingSeat.objects.get(kind="unpost")
    assert job.due_on is not None
    later = timezone.now() + datetime.timedelta(days=14)
    steps.run(later)
    assert set(Decision.objects.filter(case_id=job.case_id, kind__in=("remind", "escalate")).values_list("kind")) == {
        ("remind",),
        ("escalate",),
    }


def test_nobody_else_says_that_it_is_down(licence, client):
    case = carried_out(licence, "withdraw", "editor_licensing", reason_kind="outdated", reason="过期")
    client.force_login(user("legal"))
    client.post(f"/admin/cases/{case.pk}/unpost/", {"unpost-seat": "wall", "unpost-comment": ""})
    assert PendingSeat.objects.filter(kind="unpost").exists()


def test_an_emergency_takedown_leaves_the_same_job(licence):
    case = services.take_down_now(licence, user("general"), reason="含个人隐私", reason_kind="privacy")
    assert PendingSeat.objects.filter(kind="unpost", case=case, what="wall").exists()
    sign_all(case)
    assert PendingSeat.objects.filter(kind="unpost", case=case, what="wall").exists()
