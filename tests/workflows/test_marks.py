"""Marks belong to the item: who may lower which, where a case takes them from, who may read it because of one."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from cms.ledger.texts import canonical
from cms.organisation import services as organisation
from cms.organisation.models import LeadingGroupMember, Post, Tenure
from cms.outbox.models import OutboxMessage
from cms.pages.models import ColumnPage, UnitHomePage
from cms.publication import canonical as canonical_form
from cms.publication import current
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.admin.forms import marks as desk_marking
from cms.workflows.cases import lookup, marks, progress, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.records import Actor
from cms.workflows.chains.vocabulary import raised_by_hand
from cms.workflows.services import confirming, marking
from tests.factories.bureau import ATTESTED, load_organisation, next_people, office, sign_all, unit, user
from tests.testapp.models import Notice
from tests.workflows.test_every_chain import first_author, new_notice, write

MINUTES = {"sha256": "0" * 64, "name": "纪要.pdf", "type": "application/pdf", "size": 9}


@pytest.fixture(autouse=True)
def organisation_loaded(request, db):
    if "bureau" not in request.fixturenames:
        load_organisation()


def item(notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def submitted(class_name="announcements", of="municipal") -> Case:
    """A first publication in approval."""
    notice = new_notice(class_name, of)
    person = first_author(notice)
    write(notice, person, "第一版")
    case = lookup.running(notice)
    for step in case.plan.steps:
        if step.kind == "provide":
            services.provide(
                case, user("legal" if of == "municipal" else f"{of}_legal"), step=step.number, stated=("legal",)
            )
    return services.submit(case, person, attestation=ATTESTED)


def on_view(class_name="announcements", of="municipal", *, mark="major") -> Notice:
    """An item that was approved under a mark and is public."""
    case = submitted(class_name, of)
    notice = Notice.objects.get(pk=int(case.item.split(":")[1]))
    services.raise_mark(case, first_author(notice), mark, reason="影响面大")
    sign_all(case)
    assert current.of_item(case.item) is not None
    return item(notice)


def begin(notice, action, channel="web", **more) -> Case:
    person = first_author(notice)
    return services.open_case(
        item(notice), action=action, user=person, channel=channel, reason="到期", basis="国发〔2007〕1号", **more
    )


def signed_by(case) -> list[str]:
    """User names of those who signed or reviewed in this case, in order."""
    names = dict(get_user_model().objects.values_list("pk", "username"))
    found = Decision.objects.filter(case_id=case.pk, kind__in=("sign", "review")).order_by("number")
    return [names[each.holder_id] for each in found]


def everybody():
    return get_user_model().objects.order_by("pk")


def who_may_lower(case, mark) -> set[str]:
    case = Case.objects.get(pk=case.pk)
    return {each.username for each in everybody() if marking.refusal_to_lower(case, each, mark) is None}


# Who lowers


def test_a_district_does_not_lower_what_waits_at_the_municipal_leading_group():
    """The blocker: marked sensitive by the municipal legal office, lowered by the district's director, public."""
    case = submitted("announcements", "yuzhong")
    services.raise_mark(case, user("yuzhong_legal"), "major", reason="重要")
    sign_to_municipal(case)
    services.raise_mark(case, user("legal"), "sensitive", reason="涉及群体性事件")
    while next_people(case) != ["director"]:
        services.sign(case, user(next_people(case)[0]))
    waits_at = progress.look(case).position.step.seats[0]
    assert (waits_at.identifier, waits_at.unit) == ("leading_group", unit().pk)
    for name in ("yuzhong_director", "yuzhong_general", "admin", "yuzhong_legal", "legal", "yuzhong_publicity"):
        for mark in ("sensitive", "major"):
            with pytest.raises(services.Refused):
                services.lower_mark(case, user(name), mark, reason="不敏感")
    assert current.of_item(case.item) is None
    assert Case.objects.get(pk=case.pk).sensitive


def sign_to_municipal(case) -> None:
    """Everybody of the unit decides, until the municipal bureau's reviews."""
    for _turn in range(20):
        case.refresh_from_db()
        situation = progress.look(case)
        if situation.position.step.level == "municipal":
            return
        seat = situation.seats()[0]
        services.sign(case, user(seat.assignment.holders[0].username), seat=seat.seat.key)
    raise AssertionError("never came to the municipal bureau")


@pytest.mark.parametrize("stage", ["preparing", "submitted", "municipal", "returned"])
@pytest.mark.parametrize("mark", ["major", "particularly_major", "sensitive"])
def test_a_units_director_lowers_no_mark_where_the_chain_has_a_municipal_tier(stage, mark):
    """Before the case is there, while it is, and in the round after a return."""
    notice = new_notice("announcements", "yuzhong")
    person = first_author(notice)
    write(notice, person, "第一版")
    case = lookup.running(notice)
    if stage != "preparing":
        case = services.submit(case, person, attestation=ATTESTED)
    services.raise_mark(case, person, mark, reason="重要")
    if stage in ("municipal", "returned"):
        sign_to_municipal(case)
    if stage == "returned":
        services.return_to_provider(case, user("general"), reason="请核实")
    office_too = {"leading_group_office"} if mark != "major" else set()
    assert who_may_lower(case, mark) == {"director", *office_too}
    with pytest.raises(services.Refused, match=r"只有.*市"):
        services.lower_mark(case, user("yuzhong_director"), mark, reason="不必")


@pytest.mark.parametrize("of", ["municipal", "yuzhong", "institute"])
@pytest.mark.parametrize("class_name", ["announcements", "internal"])
def test_who_lowers_which_mark(class_name, of):
    notice = Notice.objects.create(title="通知", class_name=class_name, issuing_office=office("general", of=of))
    prefix = "" if of == "municipal" else f"{of}_"
    person = user(f"{prefix}general")
    channel = "web" if class_name == "announcements" else "intranet"
    case = services.open_case(notice, action="publish", user=person, channel=channel)
    for mark in ("particularly_major", "sensitive"):
        services.raise_mark(case, person, mark, reason="重要")
    decides = "" if class_name == "announcements" else prefix
    case.refresh_from_db()
    assert who_may_lower(case, "sensitive") >= {f"{decides}director"}
    assert who_may_lower(case, "sensitive") <= {
        f"{decides}director",
        "leading_group_office" if not decides else f"{decides}general",
    }
    services.lower_mark(case, user(f"{decides}director"), "particularly_major", reason="不属特别重大")
    assert who_may_lower(case, "major") == {f"{decides}director"}


def test_a_reason_is_compulsory():
    case = submitted()
    services.raise_mark(case, user("legal"), "major")
    for reason in ("", "  "):
        with pytest.raises(services.Refused, match="理由"):
            services.lower_mark(case, user("director"), reason=reason)
    decision = services.lower_mark(case, user("director"), reason="影响不大")
    assert (decision.comment, decision.seat) == ("影响不大", f"{unit().pk}/director")


def test_lowering_one_of_two_marks_leaves_the_other():
    case = submitted()
    services.raise_mark(case, user("legal"), "major")
    services.raise_mark(case, user("legal"), "sensitive")
    services.lower_mark(case, user("director"), "major", reason="影响不大")
    sign_all(case)
    assert signed_by(case)[-1] == "director"  # the chair of the leading group
    assert Decision.objects.filter(case_id=case.pk, seat=f"{unit().pk}/leading_group").count() == 1
    assert not Decision.objects.filter(case_id=case.pk, kind="sign", seat=f"{unit().pk}/director").exists()


def test_particularly_major_brings_major_which_the_director_lowers_after_the_group():
    case = submitted()
    services.raise_mark(case, user("legal"), "particularly_major")
    case.refresh_from_db()
    assert case.major and case.particularly_major
    with pytest.raises(services.Refused, match="特别重大"):
        services.lower_mark(case, user("director"), "major", reason="影响不大")
    services.lower_mark(case, user("director"), "particularly_major", reason="不属特别重大")
    case.refresh_from_db()
    assert case.major and not case.particularly_major
    sign_all(case, until="receive")
    assert signed_by(case)[-1] == "director"


def test_the_leading_group_lowers_by_a_recorded_resolution():
    case = submitted()
    services.raise_mark(case, user("legal"), "sensitive")
    recorder = user("leading_group_office")
    today = timezone.localdate()
    good = {"how": "resolution", "number": "领导小组〔2026〕3号", "date": today.isoformat(), "file": MINUTES}
    for name, wrong in (
        ("number", " "),
        ("date", ""),
        ("date", (today + datetime.timedelta(days=1)).isoformat()),
        ("date", (today - datetime.timedelta(days=9)).isoformat()),
        ("file", None),
        ("how", "telephone"),
    ):
        with pytest.raises(services.Refused):
            services.lower_mark(case, recorder, "sensitive", reason="不敏感", **{**good, name: wrong})
    with pytest.raises(services.Refused):
        services.lower_mark(case, recorder, "sensitive", reason="不敏感")  # it does not sign for the chair
    with pytest.raises(services.Refused):
        services.lower_mark(case, user("legal"), "sensitive", reason="不敏感", **good)
    decision = services.lower_mark(case, recorder, "sensitive", reason="不敏感", **good)
    assert decision.seat == f"{unit().pk}/leading_group"
    assert (decision.facts["by"], decision.facts["number"]) == ("resolution", "领导小组〔2026〕3号")
    assert decision.post_name
    sign_all(case)
    assert not Decision.objects.filter(case_id=case.pk, kind="sign", seat=f"{unit().pk}/leading_group").exists()


def test_a_resolution_lowers_no_mark_that_is_the_directors():
    case = submitted()
    services.raise_mark(case, user("legal"), "major")
    facts = {"how": "resolution", "number": "1号", "date": timezone.localdate().isoformat(), "file": MINUTES}
    for name in ("leading_group_office", "director"):
        with pytest.raises(services.Refused):
            services.lower_mark(case, user(name), "major", reason="x", **facts)


def test_a_dated_delegate_lowers_and_nobody_who_only_stands_in():
    """Nor the vice-chair of the group, nor the deputies, when the director's post falls vacant."""
    case = submitted()
    services.raise_mark(case, user("legal"), "major")
    services.raise_mark(case, user("legal"), "sensitive")
    now = timezone.now()
    for post in ("director", "leading_group"):
        organisation.delegate(
            post=Post.objects.get(unit=unit(), identifier=post),
            from_user=user("director"),
            to_user=user("deputy_general"),
            starts_at=now,
            ends_at=now + datetime.timedelta(days=1),
            reason="出差",
        )
    decision = services.lower_mark(case, user("deputy_general"), "major", reason="影响不大")
    assert decision.acting_for
    later = now + datetime.timedelta(days=2)
    services.raise_mark(case, user("legal"), "major", at=later)
    LeadingGroupMember.objects.filter(unit=unit(), role="chair").update(ends_at=now)
    Tenure.objects.filter(post__unit=unit(), post__identifier__in=("director", "leading_group")).update(ends_at=now)
    for name in everybody():
        for mark in ("major", "sensitive"):
            with pytest.raises(services.Refused):
                services.lower_mark(case, name, mark, reason="x", at=later)


def test_the_chair_signs_where_a_secretary_records_for_the_group():
    secretary = Post.objects.get(unit=unit(), identifier="general")
    group = Post.objects.get(unit=unit(), identifier="leading_group")
    Tenure.objects.filter(post=group).update(ends_at=timezone.now())
    group.secretary = secretary
    group.save()
    case = submitted()
    services.raise_mark(case, user("legal"), "sensitive")
    with pytest.raises(services.Refused):
        services.lower_mark(case, user("general"), "sensitive", reason="x")
    services.lower_mark(case, user("director"), "sensitive", reason="经研究不属敏感")


def test_nobody_lowers_a_mark_on_their_own_text():
    notice = new_notice("announcements")
    write(notice, first_author(notice), "第一版")
    write(notice, user("director"), "局长改过")
    case = services.submit(lookup.running(notice), first_author(notice), attestation=ATTESTED)
    services.raise_mark(case, first_author(notice), "major")
    with pytest.raises(services.Refused, match="起草"):
        services.lower_mark(case, user("director"), reason="x")
    services.recall(case, first_author(notice), reason="x")
    with pytest.raises(services.Refused, match="起草"):
        services.lower_mark(case, user("director"), reason="x")


@pytest.mark.parametrize("how", ["unit", "plan", "marks"])
def test_the_rows_of_a_case_give_nobody_a_right(how):
    """Unit, plan and marks are altered by hand: the record counts."""
    case = submitted("announcements", "yuzhong")
    services.raise_mark(case, user("yuzhong_legal"), "sensitive")
    if how == "unit":
        Case.objects.filter(pk=case.pk).update(unit=unit("shapingba"), category="x")
        case.refresh_from_db()
        with pytest.raises(services.Refused):
            services.lower_mark(case, user("shapingba_director"), "sensitive", reason="x")
    elif how == "plan":
        plan = case.plan.as_json()
        plan["steps"] = [step for step in plan["steps"] if step["level"] != "municipal"]
        Case.objects.filter(pk=case.pk).update(plan_text=canonical(plan))
        case.refresh_from_db()
        with pytest.raises(services.Refused):
            services.lower_mark(case, user("yuzhong_director"), "sensitive", reason="x")
    else:
        Case.objects.filter(pk=case.pk).update(sensitive=False)
        sign_all(case)
        assert Decision.objects.filter(case_id=case.pk, seat=f"{unit().pk}/leading_group").exists()
    assert how == "marks" or current.of_item(case.item) is None


def test_the_door_knows_a_lowering_that_nobody_had_the_right_to():
    """Written before seats were asked, or by some other way than the service."""
    case = submitted("announcements", "yuzhong")
    services.raise_mark(case, user("yuzhong_legal"), "sensitive")
    records.write(case, "lower_major", Actor(user("yuzhong_director")), evidence={"mark": "sensitive"})
    with pytest.raises(services.Refused, match="敏感"):
        sign_all(case)
    assert current.of_item(case.item) is None
    case = Case.objects.get(pk=case.pk)
    services.raise_mark(case, user("yuzhong_publicity"), "sensitive", reason="涉诉")
    assert progress.look(Case.objects.get(pk=case.pk)).position.step.level == "municipal"
    sign_all(case)
    assert Decision.objects.filter(case_id=case.pk, seat=f"{unit().pk}/leading_group").exists()


# Marks belong to the item


@pytest.mark.parametrize("action", ["withdraw", "modify"])
@pytest.mark.parametrize("class_name", ["announcements", "other"])
def test_what_was_signed_as_major_is_not_changed_without_the_director(class_name, action):
    """The blocker: withdrawn, or modified, with nobody but the deputies."""
    notice = on_view(class_name)
    first = lookup.latest(notice)
    if action == "modify":
        write(notice, first_author(notice), "第二版")
        case = lookup.running(notice)
    else:
        case = begin(notice, action)
    assert case.major
    told = Decision.objects.get(case_id=case.pk, kind="raise_major")
    assert told.facts["from_case"] == first.pk and told.facts["raised_by"] and told.comment == "影响面大"
    sign_all(services.submit(case, first_author(notice), attestation=ATTESTED))
    assert Decision.objects.filter(case_id=case.pk, seat=f"{unit().pk}/director").count() == 1


@pytest.mark.parametrize("of", ["municipal", "yuzhong"])
@pytest.mark.parametrize("mark", raised_by_hand())
def test_every_kind_of_case_begins_with_the_marks_of_its_item(of, mark):
    notice = on_view("regulations.normative", of, mark=mark)
    for action, channel in (
        ("modify", "web"),
        ("withdraw", "web"),
        ("repeal", "web"),
        ("publish", "touchscreen"),
    ):
        with transaction.atomic():
            case = begin(notice, action, channel)
            assert getattr(case, mark), (action, channel)
            transaction.set_rollback(True)
    review = confirming.open_review(item(notice))
    assert getattr(review, mark) and review.is_review
    services.confirm(review, first_author(notice), attestation=ATTESTED)
    named = "general" if of == "municipal" else f"{of}_general"
    down = services.take_down_now(item(notice), user(named), reason="误登", reason_kind="error")
    assert getattr(down, mark) and down.is_ratification
    decides = progress.look(down)
    assert decides.position.step is not None
    sign_all(down)
    assert any(name == "director" for name in signed_by(down))
    again = begin(notice, "publish")
    assert getattr(again, mark)


def test_a_release_and_its_withdrawal_carry_the_mark():
    notice = on_view("announcements", mark="sensitive")
    release = services.submit(begin(notice, "publish", "touchscreen"), first_author(notice), attestation=ATTESTED)
    assert release.sensitive
    sign_all(release)
    assert "director" not in signed_by(release)  # the web case's signature counts
    off = services.submit(begin(notice, "withdraw", "touchscreen", reason_kind="outdated"), first_author(notice))
    assert off.sensitive
    sign_all(off)
    assert "director" in signed_by(off)


def test_what_the_director_lowered_in_an_approved_case_is_over():
    notice = on_view()
    write(notice, first_author(notice), "第二版")
    case = services.submit(lookup.running(notice), first_author(notice), attestation=ATTESTED)
    services.lower_mark(case, user("director"), reason="已不重大")
    sign_all(case)
    assert not begin(notice, "withdraw").major


def test_a_case_that_is_given_up_neither_loses_nor_saves_a_mark():
    """Cancelled and begun again: what was raised in it stands, what was lowered in it was lowered for nothing."""
    notice = on_view()
    case = begin(notice, "withdraw")
    services.lower_mark(case, user("director"), reason="已不重大")
    services.raise_mark(case, first_author(notice), "sensitive", reason="涉诉")
    services.cancel(case, first_author(notice), reason="重来")
    again = begin(notice, "withdraw")
    assert (again.major, again.sensitive) == (True, True)
    services.cancel(again, first_author(notice), reason="重来")
    third = begin(notice, "modify")
    assert (third.major, third.sensitive) == (True, True)
    raised = Decision.objects.filter(case_id=third.pk, kind="raise_major")
    first = lookup.published_by(current.of_item(notice.disclosure_key).number)
    assert {each.facts["mark"]: each.facts["from_case"] for each in raised} == {"major": first.pk, "sensitive": case.pk}


def test_a_first_publication_that_was_given_up_and_begun_again():
    case = submitted()
    notice = Notice.objects.get(pk=int(case.item.split(":")[1]))
    services.raise_mark(case, user("legal"), "sensitive", reason="涉诉")
    services.recall(case, first_author(notice), reason="重来")
    case.refresh_from_db()
    services.cancel(case, first_author(notice), reason="重来")
    assert begin(notice, "publish").sensitive


def test_a_mark_raised_in_one_channel_is_raised_in_the_others():
    """The same text does not go up on the touch screen while the leading group looks at it."""
    notice = on_view(mark="major")
    release = services.submit(begin(notice, "publish", "touchscreen"), first_author(notice), attestation=ATTESTED)
    down = begin(notice, "withdraw")
    services.raise_mark(down, first_author(notice), "sensitive", reason="涉诉")
    release.refresh_from_db()
    assert release.sensitive
    told = Decision.objects.filter(case_id=release.pk, kind="raise_major").last()
    assert (told.facts["mark"], told.facts["from_case"], told.comment) == ("sensitive", down.pk, "涉诉")
    sign_all(release)
    assert "director" in signed_by(release)


def test_what_waits_for_its_time_in_another_channel_is_taken_back_by_a_mark():
    notice = on_view(mark="major")
    draft = item(notice).get_latest_revision_as_object()
    draft.text, draft.go_live_at = "明天的版本", timezone.now() + datetime.timedelta(days=1)
    draft.save_revision(user=first_author(notice))
    change = services.submit(lookup.running(notice), first_author(notice), attestation=ATTESTED)
    sign_all(change)
    release = services.submit(begin(notice, "publish", "touchscreen"), first_author(notice), attestation=ATTESTED)
    services.raise_mark(release, user("general"), "sensitive", reason="涉诉")
    change.refresh_from_db()
    assert (change.state, change.sensitive) == (Case.State.OPEN, True)
    assert next_people(change) == ["director"]


def test_the_door_refuses_a_case_that_does_not_know_its_items_marks():
    """One that began before marks went along, or by hand: its decisions about marks are taken out of the record."""
    notice = on_view()
    case = begin(notice, "withdraw")
    case = services.submit(case, first_author(notice))
    kept = Decision.objects.exclude(case_id=case.pk, kind="raise_major")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records.Decision, "objects", kept)
        patch.setattr(marks.Decision, "objects", kept)
        with pytest.raises(services.Refused, match="重大"):
            sign_all(case)
        with pytest.raises(publication.Unauthorised):
            publication.withdraw(
                notice.disclosure_key, authority=publication.Authority("case", str(case.pk)), notice={}
            )
    assert current.of_item(notice.disclosure_key) is not None


# Who reads it, and what the screens say


def shown(client, name, case) -> str:
    client.force_login(user(name))
    answer = client.get(f"/admin/cases/{case.pk}/")
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def line(html, mark) -> str:
    """What the case says of a mark, without tags."""
    found = re.search(rf'<li data-mark="{mark}">(.*?)</li>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def test_a_mark_that_adds_no_step_says_so_and_its_director_can_open_the_case(client, bureau):
    """A licensing item is not signed by the director; he alone can lower the mark, so he reads it."""
    case = lookup.running(bureau.licence())
    _without_a_leading_groups_step(case)
    client.force_login(user("director"))
    assert client.get(f"/admin/cases/{case.pk}/").status_code == 404
    assert "本程序中不增加步骤" in shown(client, "legal", case)
    answer = client.post(
        f"/admin/cases/{case.pk}/raise/", {"raise-mark": "major", "raise-reason": "影响面大"}, follow=True
    )
    assert "不增加步骤" in answer.content.decode()
    told = line(shown(client, "director", case), "major")
    assert "不增加步骤" in told and "影响面大" in told and "郑听雨" in told and "局长" in told
    answer = client.post(
        f"/admin/cases/{case.pk}/lower/", {"lower-mark": "major", "lower-reason": "影响不大"}, follow=True
    )
    case.refresh_from_db()
    assert not case.major


def _without_a_leading_groups_step(case) -> None:
    """As one that began by a text in which the bureau's own leading group had no step."""
    plan = case.plan.as_json()
    plan["steps"] = [step for step in plan["steps"] if step["seats"][0]["identifier"] != "leading_group"]
    Case.objects.filter(pk=case.pk).update(plan_text=canonical(plan))
    case.refresh_from_db()
    records.write(case, "open", Actor(None), evidence={"plan": case.plan_digest})


def in_the_district(bureau) -> Case:
    """A normative document of a district, submitted."""
    own = office("licensing_office", of="yuzhong")
    home = bureau.home.add_child(
        instance=UnitHomePage(title="渝中", slug="yu-zhong", home_of=unit("yuzhong"), issuing_office=own)
    )
    bureau.rules = home.add_child(
        instance=ColumnPage(title="文件", slug="wen-jian", issuing_office=own, allowed_types=["regulations"])
    )
    for page in (home, bureau.rules):
        form, told = canonical_form.make(page), publication.Authority("founding", "tests")
        publication.publish(form, authority=told, structural=True)
    page = bureau.regulation(by="yuzhong_editor_licensing", issuing_office=own)
    services.provide(lookup.running(page), user("yuzhong_legal"), stated=("legal",))
    return services.submit(lookup.running(page), user("yuzhong_editor_licensing"), attestation=ATTESTED)


def test_the_steps_that_a_mark_adds_name_their_units():
    """A district's chain goes on at the municipal bureau, to posts of the same names."""
    case = submitted("announcements", "yuzhong")
    services.raise_mark(case, user("yuzhong_legal"), "major", reason="重要")
    (told,) = desk_marking.lines(progress.look(case))
    steps = "；".join(told.steps)
    assert "渝中" in steps and "市质监局局长：签批" in steps and len(set(told.steps)) == len(told.steps), steps
    offered = str(desk_marking.raise_form(progress.look(case), user("yuzhong_legal")))
    assert "市质监局" in offered


def test_a_mark_needs_its_reason_on_the_form(client):
    case = submitted()
    client.force_login(user("legal"))
    client.post(f"/admin/cases/{case.pk}/raise/", {"raise-mark": "major"})
    assert not Case.objects.get(pk=case.pk).major
    client.post(f"/admin/cases/{case.pk}/raise/", {"raise-mark": "major", "raise-reason": "重要"})
    assert Case.objects.get(pk=case.pk).major
    client.force_login(user("director"))
    client.post(f"/admin/cases/{case.pk}/lower/", {"lower-mark": "major", "lower-reason": " "})
    assert Case.objects.get(pk=case.pk).major


def test_the_group_lowers_by_its_form_with_the_minutes(client, bureau):
    case = in_the_district(bureau)
    services.raise_mark(case, user("yuzhong_legal"), "sensitive", reason="涉诉")
    assert client.get(f"/admin/cases/{case.pk}/").status_code != 200
    html = shown(client, "leading_group_office", case)
    assert 'name="lower-number"' in html and 'name="lower-file"' in html
    today = timezone.localdate().isoformat()
    facts = {"lower-mark": "sensitive", "lower-reason": "不属敏感", "lower-how": "resolution", "lower-date": today}
    client.post(f"/admin/cases/{case.pk}/lower/", {**facts, "lower-number": "领导小组〔2026〕5号"})
    assert Case.objects.get(pk=case.pk).sensitive  # no minutes
    minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    client.post(
        f"/admin/cases/{case.pk}/lower/",
        {**facts, "lower-number": "领导小组〔2026〕5号", "lower-file": minutes},
    )
    assert not Case.objects.get(pk=case.pk).sensitive
    record = shown(client, "yuzhong_legal", case)
    assert "领导小组〔2026〕5号" in record and "纪要.pdf" in record and "不属敏感" in record


def test_the_chair_signs_by_the_form_and_the_districts_director_gets_none(client, bureau):
    case = in_the_district(bureau)
    services.raise_mark(case, user("yuzhong_legal"), "sensitive", reason="涉诉")
    html = shown(client, "yuzhong_legal", case)
    assert 'data-verb="lower"' not in html
    assert "市质监局政务公开领导小组" in line(html, "sensitive")
    for name in ("yuzhong_legal", "yuzhong_director", "admin"):
        client.force_login(user(name))
        client.post(f"/admin/cases/{case.pk}/lower/", {"lower-mark": "sensitive", "lower-reason": "不敏感"})
    assert Case.objects.get(pk=case.pk).sensitive
    assert 'data-verb="lower"' in shown(client, "director", case)
    told = {"lower-mark": "sensitive", "lower-how": "signature", "lower-reason": "不敏感"}
    client.post(f"/admin/cases/{case.pk}/lower/", told)
    assert not Case.objects.get(pk=case.pk).sensitive


def test_the_case_and_its_file_say_where_a_mark_came_from(client, bureau):
    page = bureau.regulation()
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    first = services.submit(lookup.running(page), user("editor_regulations"), attestation=ATTESTED)
    services.raise_mark(first, user("legal"), "major", reason="影响面大")
    sign_all(first)
    case = services.open_case(page, action="withdraw", user=user("editor_regulations"), reason="误登")
    told = line(shown(client, "editor_regulations", case), "major")
    assert f"案件 {first.pk}" in told or f"{first.pk} 号" in told
    assert "影响面大" in told and "郑听雨" in told
    html = client.get(f"/admin/case-files/{case.pk}/").content.decode()
    assert "沿用" in html and str(first.pk) in html


def test_whoever_may_lower_a_mark_is_told():
    case = submitted("announcements", "yuzhong")
    services.raise_mark(case, user("yuzhong_legal"), "sensitive", reason="涉诉")
    mail = OutboxMessage.objects.filter(topic="mail.send", key__startswith="director@example.test").latest("pk").payload
    assert "敏感" in mail["subject"] and "涉诉" in mail["body"]
