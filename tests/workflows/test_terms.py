"""A release carries the term of what it shows; when it comes, what hangs is taken down by hand (§5.5.1)."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cms.casefile import building
from cms.lifecycle import transitions
from cms.outbox.models import OutboxMessage
from cms.pages.models import AnnouncementPage, LicensingPage
from cms.publication import canonical, current
from cms.publication import services as publication
from cms.workdays.loading import NOTICES, read, write
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.channels import PostedByHand
from cms.workflows.cases.models import Case, Decision, PendingSeat
from tests.factories.bureau import Bureau, fees, office, sign_all, submit, user
from tests.workflows.by_buttons import At, text


def published(**values) -> LicensingPage:
    page = Bureau().licence(**values)
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def released(page, channel: str, said: str, by: str = "editor_licensing", action: str = "publish") -> Case:
    """Through the pages: begun, submitted and posted; each of them says `said`."""
    editor, url = At(by), reverse("disclosure_approval:begin", args=[page.pk, action, channel])
    assert said in text(editor.page(url))
    editor.fill(url)
    case = lookup.running(page, channel)
    assert said in text(editor.page(reverse("disclosure_approval:submit", args=[case.pk])))
    editor.submits(case)
    poster = At("general")
    assert said in text(poster.case(case))
    sign_all(case, until="post")
    poster.press(case, "publish")
    case.refresh_from_db()
    assert case.state == case.State.COMPLETED
    return case


@pytest.fixture
def end() -> datetime.datetime:
    return (timezone.now() + datetime.timedelta(days=20)).replace(second=0, microsecond=0)


def local(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def test_what_is_posted_hangs_until_the_end_of_its_term_and_then_is_to_be_taken_down(db, end, time_machine):
    write(read(NOTICES))
    page = published(expire_at=end)
    case = released(page, "wall", f"到期时间也是 {local(end)}")
    general = At("general")
    shown = general.page("/admin/cases/channels/wall/")
    assert local(end) in text(shown.select_one("#panel-shown-section") or shown)
    assert f"至{local(end)}" in text(general.page(reverse("disclosure_casefile:file", args=[case.pk])))
    submitted = Decision.objects.get(case_id=case.pk, kind="submit")
    assert datetime.datetime.fromisoformat(submitted.facts["term"]["until"]) == end

    time_machine.move_to(end + datetime.timedelta(minutes=5))
    assert current.of_item(page.disclosure_key, "wall") is None
    general = At("general")
    transitions.run(timezone.now())
    transitions.run(timezone.now())
    job = PendingSeat.objects.get(kind="unpost")
    assert (job.case_id, job.what, job.identifier) == (case.pk, "wall", "general")
    assert "取下" in text(general.queue()) and page.title in text(general.queue())
    assert page.title in text(general.page("/admin/cases/channels/wall/"))
    mail = OutboxMessage.objects.filter(topic="mail.send", payload__subject__startswith="请取下").first()
    assert local(end) in mail.payload["body"] and "网站" not in mail.payload["body"].split("http")[0]
    due = [entry for entry in building.of_case(case.pk).entries if entry.kind == "unpost_due"]
    assert any(local(end) in line for line in due[0].evidence)
    assert "unpost" not in At("legal").offered(case)
    general.press(case, "unpost", comment="已取下")
    assert not PendingSeat.objects.filter(kind="unpost").exists()
    assert page.title not in text(general.page("/admin/cases/channels/wall/").select_one("main"))
    assert "unpost" not in general.offered(case)


def test_what_hangs_without_a_term_says_so(db):
    page = published()
    case = released(page, "wall", "没有期限")
    assert "无期限" in text(At("general").page(reverse("disclosure_casefile:file", args=[case.pk])))


def test_of_a_time_limited_kind_without_an_expiry_the_reason_is_told_and_signed(db):
    bureau, editor = Bureau(), "editor_announcements"
    column = bureau._column("公告", ["announcements"], "gong-gao")
    publication.publish(canonical.make(column), authority=publication.Authority("founding", "tests"), structural=True)
    page = AnnouncementPage(
        title="公告一则",
        kind=AnnouncementPage.Kind.CIVIL,
        issuing_office=office("quality"),
        live=False,
        owner=user(editor),
        summary="说明",
        area="玩具",
        created_on=datetime.date(2026, 1, 5),
        body=[{"type": "paragraph", "value": "<p>正文。</p>"}],
    )
    column.add_child(instance=page)
    page.save_revision(user=user(editor))
    assert len(page.missing("publish")) == 1
    page.no_expiry_reason = "长期受理"
    page.save_revision(user=user(editor))
    sign_all(submit(page, editor))
    page = AnnouncementPage.objects.get(pk=page.pk)
    case = released(page, "touchscreen", "没有期限，理由（一并签批）： 长期受理", by=editor)
    assert "无期限：长期受理" in text(At("general").page(reverse("disclosure_casefile:file", args=[case.pk])))


def test_which_channels_are_posted_by_hand_and_how_long_it_takes_is_changed_in_the_admin(client, db, end, time_machine):
    page = published(expire_at=end)
    client.force_login(get_user_model().objects.create_superuser("chief", password="-"))
    write(read(NOTICES))
    assert PostedByHand.limits() == {"wall": 1, "leaflet": 1}
    base = "/admin/disclosure_workflows/postedbyhand/"
    wall = PostedByHand.objects.get(channel="wall")
    assert client.post(f"{base}edit/{wall.pk}/", {"channel": "wall", "days": "0"}).status_code == 200
    assert client.post(f"{base}edit/{wall.pk}/", {"channel": "wall", "days": "3"}).status_code == 302
    assert client.post(f"{base}create/", {"channel": "touchscreen", "days": "2"}).status_code == 302
    assert "大厅上墙" in client.get(base).content.decode()
    assert "chief" in client.get(f"{base}history/{wall.pk}/").content.decode()
    client.post(f"{base}create/", {"channel": "wall", "days": "2"})
    assert PostedByHand.limits() == {"wall": 3, "leaflet": 1, "touchscreen": 2}
    released(page, "wall", local(end))
    released(page, "touchscreen", local(end))
    time_machine.move_to(end + datetime.timedelta(minutes=5))
    transitions.run(timezone.now())
    due = dict(PendingSeat.objects.filter(kind="unpost").values_list("what", "due_on"))
    assert set(due) == {"wall", "touchscreen"} and due["touchscreen"] < due["wall"]


def shortened(page, end: datetime.datetime | None, **more) -> Case:
    """The web page is modified and signed with another end."""
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.expire_at, draft.summary = end, draft.summary + "补充。"
    for name, value in more.items():
        setattr(draft, name, value)
    draft.save_revision(user=user("editor_licensing"))
    case = submit(page)
    sign_all(case)
    return Case.objects.get(pk=case.pk)


def test_what_was_released_ends_with_its_web_page_when_that_ends_earlier(db, end, time_machine):
    write(read(NOTICES))
    page = published()
    wall, screen = (released(page, channel, "没有期限") for channel in ("wall", "touchscreen"))
    case = shortened(page, end)
    assert case.state == case.State.COMPLETED
    for channel in ("web", "wall", "touchscreen"):
        assert current.of_item(page.disclosure_key, channel) is not None, "until then"
    time_machine.move_to(end - datetime.timedelta(seconds=1))
    assert current.of_item(page.disclosure_key, "touchscreen") is not None
    time_machine.move_to(end)
    for channel in ("web", "wall", "touchscreen"):
        assert current.of_item(page.disclosure_key, channel) is None, channel
    time_machine.move_to(end + datetime.timedelta(minutes=5))
    transitions.run(timezone.now())
    transitions.run(timezone.now())
    job = PendingSeat.objects.get(kind="unpost")
    assert (job.case_id, job.what, job.identifier) == (case.pk, "wall", "general")
    general = At("general")
    assert "取下" in text(general.queue()) and page.title in text(general.queue())
    general.press(case, "unpost", comment="已取下")
    assert not PendingSeat.objects.filter(kind="unpost").exists() and wall.pk != screen.pk


def test_a_later_end_of_the_web_page_takes_nothing_down_before_its_own(db, end, time_machine):
    page = published(expire_at=end)
    released(page, "touchscreen", local(end))
    shortened(page, end + datetime.timedelta(days=9))
    time_machine.move_to(end - datetime.timedelta(seconds=1))
    assert current.of_item(page.disclosure_key, "touchscreen") is not None


def test_a_modification_that_is_taken_back_before_its_time_ends_nothing_elsewhere(db, end, time_machine):
    page = published()
    released(page, "touchscreen", "没有期限")
    case = shortened(page, end, go_live_at=timezone.now().replace(microsecond=0) + datetime.timedelta(days=3))
    services.recall(case, user("editor_licensing"), reason="写错了")
    time_machine.move_to(end + datetime.timedelta(days=1))
    assert current.of_item(page.disclosure_key, "touchscreen") is not None
    assert current.of_item(page.disclosure_key, "web") is not None


def test_a_new_release_outlives_the_end_that_was_cut_short_before(db, end, time_machine):
    page = published()
    released(page, "touchscreen", "没有期限")
    shortened(page, end)
    later = end + datetime.timedelta(days=9)
    life = f"/admin/cases/life/{page.pk}/"
    said = text(At("general").page(life))
    assert "将由新版本替换" not in said and "触摸屏：到期撤下" in said.replace(" ", ""), said
    shortened(page, later)
    assert "延长的到期时间不延及本渠道" in text(At("general").page(life))
    assert "延长的到期时间不延及本渠道" in text(At("general").page("/admin/cases/channels/touchscreen/"))
    released(page, "touchscreen", local(later), action="modify")
    time_machine.move_to(end + datetime.timedelta(days=1))
    assert current.of_item(page.disclosure_key, "touchscreen") is not None
    assert "延长的到期时间不延及本渠道" not in text(At("general").page(life))
    time_machine.move_to(later)
    assert current.of_item(page.disclosure_key, "touchscreen") is None


def test_who_signs_another_end_reads_what_becomes_of_what_was_released(db, end):
    page = published()
    released(page, "touchscreen", "没有期限")
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.expire_at = end
    draft.save_revision(user=user("editor_licensing"))
    assert "随网站页面同时到期" in text(At("editor_licensing").page(submission(page)))
    case = submit(page)
    assert "随网站页面同时到期" in text(At("legal").case(case))
    sign_all(case)
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.expire_at = end + datetime.timedelta(days=9)
    draft.save_revision(user=user("editor_licensing"))
    before = text(At("editor_licensing").page(submission(page)))
    for said in (before, text(At("legal").case(submit(page)))):
        assert f"到期时间仍为{local(end)}" in said and "重新发布到该渠道" in said
        assert local(end + datetime.timedelta(days=9)) in said


def submission(page) -> str:
    """Where whoever submits it reads what that means."""
    return reverse("disclosure_approval:submit", args=[lookup.running(page).pk])
