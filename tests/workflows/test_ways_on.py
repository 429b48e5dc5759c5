"""There is a way on from every state, on a screen, for somebody who is no superuser."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowState, WorkflowTask

from cms.deadlines import falling, missed, reviews
from cms.deadlines.models import ReviewPeriod
from cms.organisation.models import Post, Tenure
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import current
from cms.workflows import services
from cms.workflows.admin.queue import waiting
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, Decision
from cms.workflows.services import blocking, ending
from tests.factories.bureau import fees, sign_all, submit, user
from tests.workflows.by_buttons import At, filled, text


@pytest.fixture
def live(bureau) -> LicensingPage:
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def begin_url(page, action, *channel):
    return reverse("disclosure_approval:begin", args=[page.pk, action, *channel])


def edited(page, by="editor_licensing", **values):
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user(by))
    return LicensingPage.objects.get(pk=page.pk)


# A case in preparation is ended by who may prepare it


def test_an_unwanted_modification_is_ended_and_the_page_withdrawn(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    case = lookup.running(live)
    edited(live, quota="每年十件")
    refused = editor.page(begin_url(live, "withdraw"))
    assert f"第 {case.pk} 号" in text(refused)
    end = next(link["href"] for link in refused.select(".cases-actions a") if "/end/" in link["href"])
    form = editor.page(end).select_one(".cases-case form")
    after = editor.send(form, **{"cancel-reason": "不改了，整页撤下", "cancel-restore": True})
    case.refresh_from_db()
    assert case.state == "cancelled"
    assert "撤下" in text(after.select_one("title"))
    assert after.select_one('[name="reason_kind"]') is not None, "the withdrawal begins at once"
    draft = LicensingPage.objects.get(pk=live.pk).get_latest_revision_as_object()
    assert draft.quota == "无数量限制"
    assert lookup.running(live) is None, "the draft that was put back begins no case of its own"
    told = Decision.objects.get(case_id=case.pk, kind="cancel")
    assert (told.comment, told.holder_id) == ("不改了，整页撤下", editor.user.pk)


def test_the_end_is_offered_on_case_life_and_page(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    case = lookup.running(live)
    assert "cancel" in editor.offered(case)
    life = editor.page(reverse("disclosure_approval:life", args=[live.pk]))
    assert any(f"/{case.pk}/end/" in link["href"] for link in life.select("a[href]"))
    page = editor.page(reverse("wagtailadmin_pages:edit", args=[live.pk]))
    assert any(f"/{case.pk}/end/" in link["href"] for link in page.select("a[href]"))
    assert "cancel" not in At("legal").offered(case)
    nothing = editor.press(case, "cancel", reason="")
    case.refresh_from_db()
    assert case.state == "preparing" and "必需字段" in text(nothing)


def test_who_wrote_what_was_given_up_stays_barred(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    edited(live, quota="每年十件")
    case = lookup.running(live)
    editor.press(case, "cancel", reason="不改了", restore=True)
    assert editor.user.pk in lookup.authors(live, user("legal"))


def test_a_draft_is_put_back_although_what_it_refers_to_was_renamed(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    edited(live, quota="每年十件")
    live.issuing_office.name = "行政审批处"
    live.issuing_office.save()
    editor.press(lookup.running(live), "cancel", reason="不改了", restore=True)
    assert LicensingPage.objects.get(pk=live.pk).get_latest_revision_as_object().quota == "无数量限制"
    assert lookup.running(live) is None


def test_without_being_put_back_the_draft_stays(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    edited(live, quota="每年十件")
    editor.press(lookup.running(live), "cancel", reason="缓办", restore=False)
    assert LicensingPage.objects.get(pk=live.pk).get_latest_revision_as_object().quota == "每年十件"
    assert current.of_item(live.disclosure_key) is not None


def test_a_first_publication_that_is_ended_leaves_a_draft_to_submit_again_or_delete(bureau):
    page = bureau.licence()
    editor = At("editor_licensing")
    case = lookup.running(page)
    after = editor.press(case, "cancel", reason="暂不公开")
    assert "begin publish" in editor.offered(case)
    assert page.permissions_for_user(editor.user).can_delete()
    assert begin_url(page, "publish") in str(after)
    editor.fill(begin_url(page, "publish"))
    again = lookup.running(page)
    assert again.action == "publish" and again.pk != case.pk
    fees(page)
    sign_all(editor.submits(again))
    assert current.of_item(page.disclosure_key) is not None


def test_a_draft_that_is_deleted_takes_its_case_along(bureau):
    page = bureau.licence()
    case = lookup.running(page)
    editor = At("editor_licensing")
    editor.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not LicensingPage.objects.filter(pk=page.pk).exists()
    case.refresh_from_db()
    assert case.state == "cancelled"


def test_where_nobody_is_left_in_the_office_its_leader_ends_the_case(live):
    At("editor_licensing").fill(begin_url(live, "modify"), reason_kind="changed")
    case = lookup.running(live)
    Tenure.objects.filter(post__office=live.issuing_office).update(ends_at=timezone.now())
    leaders = [person for person in _everybody() if _may_end(person, case)]
    leader = At(leaders[0])
    assert case.title in text(leader.queue()), "and finds it"
    leader.press(case, "cancel", reason="处室已撤销")
    case.refresh_from_db()
    assert case.state == "cancelled"


# What a rule opened has an end, and is in somebody's list


def test_a_ratification_is_neither_taken_back_nor_ended_and_stays_in_a_list(live, client):
    taker = At("general")
    form = taker.page(reverse("disclosure_approval:emergency", args=[live.pk])).select_one(".cases-case form")
    form["action"] = reverse("disclosure_approval:emergency", args=[live.pk])
    taker.send(form, reason_kind="privacy", reason="泄露个人信息")
    case = lookup.running(live)
    assert case.is_ratification
    assert not {"recall", "cancel"} & taker.offered(case)
    for verb in ("recall", "cancel"):
        taker.client.post(reverse("disclosure_approval:act", args=[case.pk, verb]), {f"{verb}-reason": "算了"})
        case.refresh_from_db()
        assert case.state == "open", verb
    legal = At("legal")
    legal.press(case, "return", reason="理由不充分")
    case.refresh_from_db()
    assert case.state == "returned"
    editor = At("editor_licensing")
    assert case.title in text(editor.queue().select_one("#waiting-content, #waiting, section"))
    assert "理由不充分" in text(editor.case(case))
    assert not {"recall", "cancel"} & (editor.offered(case) | taker.offered(case))
    taker.submits(case)
    assert taker.user.pk in case.authors
    legal.press(case, "decline", reason="没有泄露")
    case.refresh_from_db()
    assert case.state == "cancelled"
    assert current.of_item(live.disclosure_key) is None
    assert "begin publish" in editor.offered(case)
    assert any("不予追认" in each["subject"] for each in mails_to("general"))


def test_a_review_stays_in_a_list_and_gives_way_to_a_modification(live, time_machine):
    ReviewPeriod.objects.create(category="licensing", months=12)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=400))
    reviews.run(timezone.now())
    case = lookup.running(live)
    editor = At("editor_licensing")
    assert case.is_review and "confirm" in editor.offered(case)
    editor.submits(case, reason_kind="outdated", reason="过时")
    editor.press(case, "recall", reason="再看看")
    case.refresh_from_db()
    assert case.title in text(editor.queue().select_one("main"))
    assert case.pending.filter(kind="confirm").exists()
    assert "cancel" not in editor.offered(case)
    assert "begin modify" in editor.offered(case)
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    case.refresh_from_db()
    assert case.state == "cancelled" and lookup.running(live).action == "modify"


# A returned case


@pytest.fixture
def returned(bureau) -> Case:
    page = bureau.licence()
    fees(page)
    case = At("editor_licensing").submits(lookup.running(page))
    At("legal").press(case, "sign", comment="合法")
    At("general").press(case, "return", reason="涉密内容未删除")
    case.refresh_from_db()
    return case


def test_a_returned_case_says_who_where_when_and_why(returned):
    editor = At("editor_licensing")
    head = text(editor.case(returned).select_one("[data-came-back]"))
    chief = user("general")
    for word in ("退回", chief.get_full_name(), "保密审查", "涉密内容未删除", timezone.localdate().isoformat()):
        assert word in head, word
    queue = editor.queue()
    assert "涉密内容未删除" in text(queue.select_one("main"))
    assert "1 项" in text(editor.page(reverse("wagtailadmin_home")).select_one("main"))
    page = editor.page(reverse("wagtailadmin_pages:edit", args=[returned.item.removeprefix("page:")]))
    assert "涉密内容未删除" in text(page)
    stages = editor.case(returned).select_one(".cases-stages")
    assert "涉密内容未删除" in text(stages.select_one(".cases-stage--returned"))
    assert "合法" in text(stages.select_one(".cases-stage--void"))


def test_the_reason_of_a_withdrawal_that_came_back_can_be_put_right(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "withdraw"), reason_kind="outdated", reason="写错的理由")
    case = editor.submits(lookup.running(live))
    At("legal").press(case, "return", reason="理由写错了")
    editor.submits(case, reason_kind="error", reason="数据有误")
    assert (case.reason, case.reason_kind) == ("数据有误", "error")
    sign_all(case)
    assert current.of_item(live.disclosure_key) is None


def test_the_reason_of_a_modification_is_not_read_as_that_of_its_return(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed", reason="数量变了")
    edited(live, quota="每年十件")
    case = editor.submits(lookup.running(live), reason_kind="changed", reason="数量变了")
    At("legal").press(case, "return", reason="依据不足")
    head = text(editor.case(case).select_one(".cases-head"))
    assert "“修改”的理由" in head and head.index("依据不足") < head.index("数量变了")


def test_who_signed_learns_that_it_is_void(returned):
    told = [each for each in mails_to("legal") if "退回" in each["subject"]]
    assert told and "作废" in told[0]["body"] and "涉密内容未删除" in told[0]["body"]
    assert any("退回" in each["subject"] for each in mails_to("editor_licensing"))


def test_what_came_back_is_submitted_again_or_ended(returned):
    editor = At("editor_licensing")
    assert {"submit", "cancel"} <= editor.offered(returned)
    assert blocking.of(lookup.item(returned)) == [], "its own records in Wagtail block nothing"
    editor.press(returned, "cancel", reason="不再公开")
    returned.refresh_from_db()
    assert returned.state == "cancelled"
    assert text(editor.case(returned).select_one(".cases-stage--returned"))


def test_a_joint_step_waits_only_for_those_who_have_not_signed(bureau):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    sign_all(case, until="sign")
    situation = progress.look(Case.objects.get(pk=case.pk))
    first, second = situation.seats()[:2]
    done, left = first.assignment.holders[0], second.assignment.holders[0]
    At(done.username).press(case, "sign")
    stage = text(At("editor_licensing").case(case).select_one(".cases-stage--current"))
    waits = stage[stage.index("待") :]
    assert left.name in waits and done.name not in waits


# Times


@pytest.fixture
def scheduled(bureau, time_machine):
    page = bureau.licence(go_live_at=timezone.now() + datetime.timedelta(days=3))
    fees(page)
    case = submit(page)
    sign_all(case)
    case.refresh_from_db()
    return case


def test_what_is_signed_for_later_is_told_with_its_time_wherever_it_is_shown(scheduled):
    editor = At("editor_licensing")
    day = timezone.localdate(scheduled.wanted_from).isoformat()
    pk = scheduled.item.removeprefix("page:")
    for soup in (
        editor.case(scheduled).select_one(".cases-head"),
        editor.queue().select_one("main"),
        editor.page(reverse("disclosure_approval:channels", args=["web"])).select_one("[data-coming]"),
        editor.page(reverse("disclosure_approval:life", args=[pk])).select_one("main"),
        editor.page(reverse("wagtailadmin_pages:edit", args=[pk])),
    ):
        assert "待公开" in text(soup) or soup.has_attr("data-coming")
        assert day in text(soup)
        assert "已办结" not in text(soup)
    assert any("待公开" in each["subject"] and day in each["subject"] for each in mails_to("editor_licensing"))
    assert scheduled in waiting.prepared_by(editor.user)
    other = At("yuzhong_general").page(reverse("disclosure_approval:channels", args=["web"]))
    assert scheduled.title not in text(other), "before its time it is for its own unit"
    assert "recall" in editor.offered(scheduled)


def test_a_replacement_that_waits_for_its_time_leaves_only_the_withdrawal_to_begin(live):
    edited(live, quota="每年十件", go_live_at=timezone.now() + datetime.timedelta(days=3))
    case = lookup.running(live)
    services.give_reason(case, user("editor_licensing"), reason_kind="changed")
    sign_all(submit(live))
    offered = At("editor_licensing").offered(case)
    assert {"begin withdraw", "recall"} <= offered and "begin modify" not in offered


def test_once_on_view_it_is_done_and_leaves_the_lists(scheduled, time_machine):
    time_machine.move_to(scheduled.wanted_from + datetime.timedelta(seconds=2))
    editor = At("editor_licensing")
    assert scheduled not in waiting.prepared_by(editor.user)
    assert "已办结" in text(editor.case(scheduled).select_one(".cases-head"))


def test_nothing_is_decided_on_an_item_whose_expiry_has_passed(bureau, time_machine):
    page = bureau.licence(expire_at=timezone.now() + datetime.timedelta(days=2))
    fees(page)
    case = submit(page)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))
    before = Decision.objects.count()
    with pytest.raises(services.Refused, match="到期时间"):
        services.sign(case, user("legal"))
    legal = At("legal")
    assert legal.offered(case) & {"sign", "return"} == {"return"}
    for soup in (legal.case(case), legal.queue(), At("editor_licensing").case(case)):
        assert "到期时间" in text(soup.select_one("main"))
    assert Decision.objects.count() == before
    assert missed.run(timezone.now()) == 1
    assert missed.run(timezone.now()) == 0
    assert [each for each in mails_to("editor_licensing") if "预定时间已过" in each["subject"]]
    legal.press(case, "return", reason="已过期")
    edited(page, expire_at=timezone.now() + datetime.timedelta(days=9))
    case.refresh_from_db()
    At("editor_licensing").submits(case)
    assert "sign" in legal.offered(case)


@pytest.mark.parametrize("until", ["sign", "publish"])
def test_an_expiry_stops_every_step(bureau, time_machine, until):
    page = bureau.licence(expire_at=timezone.now() + datetime.timedelta(days=2))
    fees(page)
    case = submit(page)
    sign_all(case, until=until)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))
    situation = progress.look(Case.objects.get(pk=case.pk))
    person = situation.seats()[0].assignment.holders[0].username
    assert At(person).offered(case) & {"sign", "publish", "return"} == {"return"}
    with pytest.raises(services.Refused, match="到期时间"):
        (services.publish if until == "publish" else services.sign)(case, user(person))


def test_a_withdrawal_of_what_came_down_meanwhile_stops_at_its_first_step(bureau, time_machine):
    page = bureau.licence(expire_at=timezone.now() + datetime.timedelta(days=2))
    fees(page)
    sign_all(submit(page))
    editor = At("editor_licensing")
    editor.fill(begin_url(page, "withdraw"), reason_kind="outdated", reason="过时")
    case = editor.submits(lookup.running(page))
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))
    legal = At("legal")
    assert legal.offered(case) & {"sign", "return"} == {"return"}
    legal.press(case, "return", reason="已到期撤下")
    assert "cancel" in At("editor_licensing").offered(case)


def test_a_go_live_that_passes_in_preparation_is_said_everywhere_and_told_once(bureau, time_machine):
    page = bureau.licence(go_live_at=timezone.now() + datetime.timedelta(days=2))
    case = lookup.running(page)
    assert case.wanted_from is not None
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))
    editor = At("editor_licensing")
    for url in (
        reverse("disclosure_approval:case", args=[case.pk]),
        reverse("disclosure_approval:submit", args=[case.pk]),
        reverse("disclosure_approval:queue"),
        reverse("wagtailadmin_home"),
        reverse("disclosure_approval:life", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ):
        assert "没有提交" in text(editor.page(url)), url
    assert (missed.run(timezone.now()), missed.run(timezone.now())) == (1, 0)
    edited(page, go_live_at=timezone.now() + datetime.timedelta(days=1))
    assert "没有提交" not in text(editor.case(case))
    time_machine.move_to(timezone.now() + datetime.timedelta(days=2))
    assert missed.run(timezone.now()) == 1, "another time is another thing to be told"


# Seats that fall to somebody


def test_whoever_a_seat_falls_to_is_told_once_with_the_list(bureau):
    for title in ("事项一", "事项二"):
        page = bureau.licence(title)
        fees(page)
        submit(page)
    falling.run(timezone.now())
    OutboxMessage.objects.all().delete()
    legal = At("legal")
    url = reverse("disclosure_approval:delegations")
    form = next(each for each in legal.page(url).select("form") if each.select_one('[name="to_user"]'))
    form["action"] = url
    end = timezone.localtime() + datetime.timedelta(days=5)
    sent = legal.send(
        form,
        post=str(Post.objects.get(identifier="legal", unit__kind="municipal").pk),
        to_user=str(user("personnel").pk),
        ends_at=end.strftime("%Y-%m-%dT%H:%M"),
        reason="出差",
    )
    assert "出差" in text(sent.select_one("main")), text(sent)
    falling.run(timezone.now())
    told = [each for each in mails_to("personnel") if "转由您办理" in each["subject"]]
    assert len(told) == 1 and "事项一" in told[0]["body"] and "事项二" in told[0]["body"]
    assert legal.user.get_full_name() in told[0]["body"]
    assert "事项一" in text(At("personnel").queue())
    falling.run(timezone.now())
    assert len([each for each in mails_to("personnel") if "转由您办理" in each["subject"]]) == 1


def test_a_stand_in_is_told_when_the_tenures_of_an_office_end(bureau):
    page = bureau.licence()
    fees(page)
    case = submit(page)
    falling.run(timezone.now())
    OutboxMessage.objects.all().delete()
    Tenure.objects.filter(post__office__identifier="legal", post__unit__kind="municipal").update(ends_at=timezone.now())
    falling.run(timezone.now())
    situation = progress.look(Case.objects.get(pk=case.pk))
    assert situation.seats()[0].assignment.stand_in
    for holder in situation.seats()[0].assignment.holders:
        assert [each for each in mails_to(holder.username) if case.title in each["body"]], holder


def test_a_case_whose_rows_were_lost_is_in_somebodys_list_again(returned):
    returned.pending.all().delete()
    assert falling.run(timezone.now())["placed"] == 1
    assert returned.title in text(At("editor_licensing").queue())


# What was set elsewhere and blocks


def _lock(page):
    LicensingPage.objects.filter(pk=page.pk).update(locked=True, locked_by=user("legal"), locked_at=timezone.now())


def _foreign_workflow(page):
    workflow = Workflow.objects.create(name="旧站审核")
    task = GroupApprovalTask.objects.create(name="旧站审核")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowState.objects.active().for_instance(page).delete()
    workflow.start(page, user("legal"))


def _schedule(page):
    page.revisions.update(approved_go_live_at=timezone.now() + datetime.timedelta(days=30))


def _alias(page):
    other = LicensingPage.objects.exclude(pk=page.pk).first() or page.copy(update_attrs={"slug": "other-one"})
    LicensingPage.objects.filter(pk=page.pk).update(alias_of=other)


@pytest.mark.parametrize("block", [_lock, _foreign_workflow, _schedule, _alias])
def test_what_a_script_set_is_shown_and_taken_off(bureau, block):
    page = bureau.licence()
    block(page)
    editor = At("editor_licensing")
    life = editor.page(reverse("disclosure_approval:life", args=[page.pk]))
    way = next(link["href"] for link in life.select("a[href]") if "/unblock/" in link["href"])
    for soup in (editor.case(lookup.running(page)), editor.page(reverse("wagtailadmin_pages:edit", args=[page.pk]))):
        assert any(link["href"] == way for link in soup.select("a[href]"))
    editor.fill(way)
    page = LicensingPage.objects.get(pk=page.pk)
    assert blocking.of(page) == []
    assert page.get_lock() is None
    entry = PageLogEntry.objects.filter(page=page.pk, action="disclosure.unblock").get()
    assert entry.user == editor.user
    changed = editor.page(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert changed.select_one('form [name="title"]') is not None


def test_freeing_is_for_those_who_write_publicity_or_an_administrator(bureau):
    page = bureau.licence()
    _lock(page)
    page = LicensingPage.objects.get(pk=page.pk)
    able = {name for name in _everybody() if blocking.refusal(page, user(name)) is None}
    assert {"editor_licensing", "publicity"} <= able and "legal" not in able and "yuzhong_editor" not in able
    assert blocking.refusal(page, user("admin")) is None
    At("legal").client.post(reverse("disclosure_approval:unblock", args=[page.pk]))
    assert LicensingPage.objects.get(pk=page.pk).locked


def test_our_own_lock_and_schedule_are_no_blocks(bureau):
    page = bureau.licence(go_live_at=timezone.now() + datetime.timedelta(days=3))
    fees(page)
    case = submit(page)
    assert blocking.of(LicensingPage.objects.get(pk=page.pk)) == []
    sign_all(case)
    assert blocking.of(LicensingPage.objects.get(pk=page.pk)) == []


# Refusals of Wagtail's own ways name the way


@pytest.mark.parametrize("name", ["unpublish", "delete", "move", "set_privacy"])
def test_a_way_of_wagtails_that_is_refused_names_the_chain(live, name):
    editor = At("editor_licensing")
    soup = editor.page(reverse(f"wagtailadmin_pages:{name}", args=[live.pk]))
    links = [link["href"] for link in soup.select("a[href]")]
    assert begin_url(live, "withdraw") in links
    assert "抱歉" not in text(soup) and "权限" not in text(soup.select_one("body"))[:200]


def test_the_way_is_named_where_a_case_runs_already(live):
    editor = At("editor_licensing")
    editor.fill(begin_url(live, "modify"), reason_kind="changed")
    case = lookup.running(live)
    soup = editor.page(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
    assert f"第 {case.pk} 号" in text(soup)
    assert reverse("disclosure_approval:case", args=[case.pk]) in [link["href"] for link in soup.select("a[href]")]


def test_what_is_not_ones_own_is_refused_in_a_sentence(live):
    fees_office = At("planning")
    assert "承办处室" in text(fees_office.page(begin_url(live, "withdraw")).select_one("body"))
    assert "承办处室" in text(fees_office.page(reverse("wagtailadmin_pages:edit", args=[live.pk])).select_one("body"))
    stranger = At("yuzhong_general").client.get(begin_url(live, "withdraw"), follow=True).content.decode()
    assert "行政许可处" not in stranger and live.title not in stranger


@pytest.mark.parametrize("action", ["unpublish", "delete", "publish", "move"])
def test_in_bulk_too(live, action):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    soup = At("editor_licensing").page(f"{url}?id={live.pk}&next=/admin/")
    assert live.title in text(soup)
    wanted = {"publish": "提交审批"}.get(action, "撤下")
    assert wanted in text(soup)


def test_publishing_by_the_editors_own_field_says_that_the_chain_publishes(bureau):
    page = bureau.licence()
    editor = At("editor_licensing")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = editor.page(url).select_one("form[data-edit-form]") or editor.page(url).select_one("#page-edit-form")
    data = dict(filled(form))
    data |= {"action-publish": "action-publish", "body-count": "0"}
    response = editor.client.post(url, data, follow=True)
    assert "审批程序" in response.content.decode(), sorted(data)
    assert current.of_item(page.disclosure_key) is None


def mails_to(name):
    address = user(name).email
    rows = OutboxMessage.objects.filter(topic__contains="mail").order_by("pk")
    return [each.payload for each in rows if address in each.payload["to"]]


def _everybody():
    return list(get_user_model().objects.filter(is_superuser=False, is_active=True).values_list("username", flat=True))


def _may_end(name, case):
    return ending.refusal(case, user(name)) is None
