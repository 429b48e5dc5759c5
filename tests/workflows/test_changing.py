"""What happens after a page first went live (§5.5): changed, taken down, ended, released to other channels."""

import datetime
import re

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cms.pages.models import LicensingPage, RegulationPage
from cms.publication import current, listing
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, Decision
from tests.factories.bureau import ATTESTED, fees, next_people, sign_all, submit, user


@pytest.fixture
def live(bureau) -> LicensingPage:
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def regulation(bureau, **values) -> RegulationPage:
    page = bureau.regulation(**values)
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    sign_all(submit(page, "editor_regulations"))
    return RegulationPage.objects.get(pk=page.pk)


def begin(page, action, by="editor_licensing", **more) -> Case:
    return services.open_case(page, action=action, user=user(by), **more)


def release(page, channel) -> Case:
    """Submitted by the office that provides the item."""
    case = begin(page, "publish", channel=channel)
    return services.submit(case, user("editor_licensing"), attestation=ATTESTED)


def steps_of(case) -> list[tuple[str, list[str]]]:
    """The steps that every such case has; those that a mark adds are left out."""
    return [(step.kind, [seat.identifier for seat in step.seats]) for step in case.plan.steps if not step.condition]


def kinds(case) -> list[str]:
    return list(Decision.objects.filter(case_id=case.pk).order_by("number").values_list("kind", flat=True))


# Reasons


def test_a_reason_belongs_to_its_action(live):
    with pytest.raises(services.Refused):
        begin(live, "withdraw", reason_kind="lapsed", reason="x")
    with pytest.raises(services.Refused, match="替代"):
        begin(live, "withdraw", reason_kind="superseded", reason="x")
    case = begin(live, "withdraw")
    with pytest.raises(services.Refused, match="理由"):
        services.submit(case, user("editor_licensing"))


def test_the_abolition_of_a_licensing_item_needs_its_policy_basis(live):
    case = begin(live, "repeal", reason_kind="repealed", reason="项目取消")
    with pytest.raises(services.Refused, match="政策依据"):
        services.submit(case, user("editor_licensing"))
    services.cancel(case, user("editor_licensing"), "不办了")
    case = begin(live, "repeal", reason_kind="repealed", reason="项目取消", basis="国发〔2026〕9号")
    services.submit(case, user("editor_licensing"))
    case.refresh_from_db()
    assert steps_of(case)[1:] == [
        ("review", ["legal"]),
        ("sign", ["deputy_in_charge"]),
        ("take_down", ["publicity"]),
    ]
    sign_all(case)
    assert current.of_item(live.disclosure_key) is None


def test_a_normative_document_is_repealed_by_its_act_and_stays_readable(bureau, client):
    page = regulation(bureau)
    successor = regulation(bureau, title="新测试办法", document_number="渝质监发〔2026〕2号")
    told = {"reason_kind": "repealed", "reason": "由新办法代替", "successor": successor.disclosure_key}
    case = begin(page, "repeal", "editor_regulations", **told)
    with pytest.raises(services.Refused, match="废止文件"):
        services.submit(case, user("editor_regulations"), attestation=ATTESTED)
    services.cancel(case, user("editor_regulations"), "不办了")
    case = begin(page, "repeal", "editor_regulations", basis="渝质监发〔2026〕2号", **told)
    services.submit(case, user("editor_regulations"))
    assert next_people(case) == ["director"]
    services.sign(case, user("director"))
    assert next_people(case) == ["publicity", "publicity_2"]
    sign_all(case)
    assert not {"resolution", "filing"} & set(kinds(case))
    address = current.link(page.disclosure_key).url
    html = client.get(address).content.decode()
    assert "已废止" in html or "本文件已经废止" in html or "废止" in html
    assert "渝质监发〔2026〕2号" in html and "新测试办法" in html
    assert "测试办法" in client.get(current.link(successor.disclosure_key).url).content.decode()
    assert current.of_item(page.disclosure_key).parsed_facts["validity_code"] == "repealed"


def test_a_normative_document_posted_by_mistake_is_taken_down_without_a_resolution(bureau):
    """It is still in force: legal looks at it, the director signs, nothing is resolved or filed."""
    page = regulation(bureau)
    case = begin(page, "withdraw", "editor_regulations", reason_kind="error", reason="误登")
    services.submit(case, user("editor_regulations"))
    assert next_people(case) == ["legal", "legal_2"]
    services.sign(case, user("legal"))
    assert next_people(case) == ["director"]
    sign_all(case)
    assert kinds(case)[-3:] == ["review", "sign", "take_down"]
    assert current.of_item(page.disclosure_key) is None


def test_a_modification_is_no_way_round_a_repeal(bureau):
    page = regulation(bureau)
    draft = page.get_latest_revision_as_object()
    draft.validity, draft.ended_on = "repealed", datetime.date(2026, 2, 1)
    draft.save_revision(user=user("editor_regulations"))
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    with pytest.raises(services.Refused, match="单独办理"):
        submit(page, "editor_regulations")


# What the public sees after


def test_a_file_is_gone_also_when_it_was_shown_for_less_than_a_second(bureau, client):
    with time_machine.travel(timezone.now(), tick=False):
        page = bureau.licence("一闪而过")
        fees(page)
        sign_all(submit(page))
        url = re.search(r'href="(/files/[^"]+)"', client.get(current.link(page.disclosure_key).url).content.decode())[1]
        case = begin(page, "withdraw", reason_kind="outdated", reason="发错了")
        sign_all(services.submit(case, user("editor_licensing")))
        assert client.get(url).status_code == 410


def test_a_withdrawn_page_answers_410_with_its_successor_and_the_successor_names_it(bureau, live, client):
    other = regulation(bureau, title="电梯使用登记办法")
    address = current.link(live.disclosure_key).url
    url = re.search(r'href="(/files/[^"]+)"', client.get(address).content.decode())[1]
    etag = client.get(url)["ETag"]
    case = begin(live, "withdraw", reason_kind="superseded", reason="并入新事项", successor=other.disclosure_key)
    services.submit(case, user("editor_licensing"))
    assert client.get(address).status_code == 200
    sign_all(case)
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == 410
    assert all(word in html for word in ("特种设备使用登记", "并入新事项", "电梯使用登记办法", case.unit.name))
    assert "特种设备使用登记" in client.get(current.link(other.disclosure_key).url).content.decode()
    assert [link.title for link in listing.replaced(other.disclosure_key)] == ["特种设备使用登记"]
    assert client.get(url).status_code == 410
    assert client.get(url, headers={"if-none-match": etag}).status_code == 410


@pytest.mark.parametrize("kind", ["secrecy", "privacy"])
def test_title_and_reason_are_left_away_where_the_cause_is_confidential(live, client, kind):
    address = current.link(live.disclosure_key).url
    case = begin(live, "withdraw", reason_kind=kind, reason="某人的电话", suppress_title=kind == "privacy")
    sign_all(services.submit(case, user("editor_licensing")))
    html = client.get(address).content.decode()
    assert "某人的电话" not in html and "特种设备使用登记" not in html and "隐私" not in html


def test_an_expired_page_answers_410_in_its_second(bureau, client, time_machine):
    page = bureau.licence(expire_at=timezone.now() + datetime.timedelta(days=3))
    fees(page)
    sign_all(submit(page))
    address = current.link(page.disclosure_key).url
    until = current.of_item(page.disclosure_key).visible_until
    time_machine.move_to(until - datetime.timedelta(seconds=1), tick=False)
    assert client.get(address).status_code == 200
    time_machine.move_to(until, tick=False)
    answer = client.get(address)
    assert answer.status_code == 410 and "期限已满" in answer.content.decode()


# One case per item and channel


def test_one_case_per_item_and_channel(live):
    begin(live, "withdraw", reason_kind="outdated", reason="x")
    with pytest.raises(services.Refused, match="进行中"):
        begin(live, "repeal", basis="某号")
    case = begin(live, "publish", channel="touchscreen")
    assert case.is_release
    with pytest.raises(services.Refused, match="进行中"):
        begin(live, "publish", channel="touchscreen")


def test_a_release_never_locks_the_page(live):
    release(live, "touchscreen")
    page = LicensingPage.objects.get(pk=live.pk)
    assert page.get_lock() is None
    draft = page.get_latest_revision_as_object()
    draft.summary = "改动"
    draft.save_revision(user=user("editor_licensing"))
    assert lookup.running(live, "touchscreen").state == Case.State.OPEN
    assert lookup.running(live).action == "modify"


# Other channels (§4.5, §5.2, §5.3, §5.4)


def test_signatures_of_the_web_case_count_so_a_release_begins_at_general(live):
    case = services.submit(
        begin(live, "publish", channel="touchscreen"), user("editor_licensing"), attestation=ATTESTED
    )
    assert next_people(case) == ["general", "general_2"]
    assert progress.look(case).position.step.kind == "receive"
    sign_all(case)
    assert kinds(case)[-3:] == ["receive", "sign", "post"]
    shown = current.of_item(live.disclosure_key, "touchscreen")
    assert shown.digest == current.of_item(live.disclosure_key).digest


def test_signatures_on_another_text_do_not_count(live):
    draft = live.get_latest_revision_as_object()
    draft.summary = "第二版"
    draft.save_revision(user=user("editor_licensing"))
    case = release(live, "leaflet")
    sign_all(submit(live))  # the modification goes live meanwhile
    case.refresh_from_db()
    with pytest.raises(services.Refused, match="有改动"):
        services.sign(case, user("general"))
    services.return_to_provider(case, user("general"), reason="网站已更新")
    case = services.submit(Case.objects.get(pk=case.pk), user("editor_licensing"), attestation=ATTESTED)
    sign_all(case)
    assert current.of_item(live.disclosure_key, "leaflet").digest == current.of_item(live.disclosure_key).digest


def test_voided_signatures_are_not_carried(bureau):
    """A round that was returned counts for nothing, although its text is the same."""
    page = bureau.licence()
    fees(page)
    case = submit(page)
    services.sign(case, user("legal"))
    services.return_to_provider(case, user("general"), reason="再看看")
    sign_all(submit(page))
    web = Case.objects.get(pk=case.pk)
    posted = release(page, "wall")
    rounds = {each.number for each in Decision.objects.filter(case_id=web.pk, round=web.round)}
    assert {each.number for each in progress.counting(posted, ()) if each.carried_from} <= rounds


def test_fees_go_to_the_wall_by_their_own_chain(live):
    case = begin(live, "publish", "planning", channel="wall", procedure_class="licensing.fees")
    services.submit(case, user("planning"), attestation=ATTESTED)
    case.refresh_from_db()
    assert case.procedure_class == "licensing.fees"
    assert [kind for kind, _seats in steps_of(case)] == ["provide", "attest", "review", "sign", "post"]
    sign_all(case)
    assert current.of_item(live.disclosure_key, "wall") is not None
    with pytest.raises(services.Refused):
        begin(live, "publish", "planning", channel="touchscreen", procedure_class="licensing.fees")


def test_nothing_is_released_that_is_not_on_the_web(live):
    case = begin(live, "publish", channel="touchscreen")
    sign_all(services.submit(begin(live, "withdraw", reason_kind="outdated", reason="旧"), user("editor_licensing")))
    case.refresh_from_db()
    assert case.state == Case.State.CANCELLED


def test_a_withdrawal_reaches_every_channel(live):
    for channel in ("touchscreen", "leaflet", "wall"):
        sign_all(release(live, channel))
        assert current.of_item(live.disclosure_key, channel) is not None
    sign_all(services.submit(begin(live, "withdraw", reason_kind="outdated", reason="旧"), user("editor_licensing")))
    for channel in ("web", "touchscreen", "leaflet", "wall"):
        assert current.of_item(live.disclosure_key, channel) is None, channel


def test_a_channel_is_withdrawn_alone_by_its_own_chain(live):
    sign_all(release(live, "wall"))
    case = begin(live, "withdraw", channel="wall", reason_kind="outdated", reason="撤牌")
    services.submit(case, user("editor_licensing"))
    assert next_people(case) == ["legal", "legal_2"]
    sign_all(case)
    assert current.of_item(live.disclosure_key, "wall") is None
    assert current.of_item(live.disclosure_key) is not None


# Emergency (decision 4)


@pytest.fixture
def emergency_post(db):
    """The administrator names the posts: a role with this permission."""

    def name(username, identifier):
        from django.contrib.auth.models import Group, Permission

        from cms.organisation.models import Post

        role, _new = Group.objects.get_or_create(name="紧急撤下（测试）")
        role.permissions.add(Permission.objects.get(codename="take_down_now"))
        Post.objects.get(identifier=identifier, unit__kind="municipal").roles.add(role)
        return user(username)

    return name


def test_only_named_posts_take_down_at_once_and_nobody_for_being_a_superuser(live):
    for name in ("admin", "legal", "editor_licensing", "discipline"):
        with pytest.raises(services.Refused):
            services.take_down_now(live, user(name), reason="泄露", reason_kind="privacy")


def test_an_emergency_takedown_is_effective_at_once_and_has_to_be_ratified(live, emergency_post, client):
    person = emergency_post("publicity", "publicity")
    sign_all(release(live, "wall"))
    draft = live.get_latest_revision_as_object()
    draft.summary = "改到一半"
    draft.save_revision(user=user("editor_licensing"))
    running = lookup.running(live)
    address = current.link(live.disclosure_key).url
    with pytest.raises(services.Refused, match="理由"):
        services.take_down_now(live, person, reason=" ", reason_kind="privacy")
    case = services.take_down_now(live, person, reason="泄露个人信息", reason_kind="privacy", suppress_title=True)
    assert client.get(address).status_code == 410
    assert current.of_item(live.disclosure_key, "wall") is None
    running.refresh_from_db()
    assert running.state == Case.State.CANCELLED
    assert case.is_ratification and case.state == Case.State.OPEN
    sign_all(case)
    assert kinds(case)[:2] == ["submit", "emergency"] and kinds(case)[-1] == "take_down"
    assert Case.objects.get(pk=case.pk).state == Case.State.COMPLETED
    assert client.get(address).status_code == 410


def test_what_the_emergency_took_down_only_a_publication_brings_back(live, emergency_post):
    person = emergency_post("publicity", "publicity")
    case = services.take_down_now(live, person, reason="误报", reason_kind="error")
    with pytest.raises(services.Refused):
        services.take_down_now(live, person, reason="误报", reason_kind="error")
    with pytest.raises(services.Refused, match="不能撤回"):
        services.recall(case, person, reason="算了")
    with pytest.raises(services.Refused):
        services.cancel(Case.objects.get(pk=case.pk), user("editor_licensing"), "不办了")
    services.decline(Case.objects.get(pk=case.pk), user("legal"), reason="不应撤下")
    assert current.of_item(live.disclosure_key) is None
    again = begin(live, "publish")
    services.submit(again, user("editor_licensing"), attestation=ATTESTED)
    sign_all(again)
    assert current.of_item(live.disclosure_key) is not None


def test_a_scheduled_text_does_not_come_up_after_a_takedown(live, emergency_post, time_machine):
    draft = live.get_latest_revision_as_object()
    draft.summary = "明天的版本"
    draft.go_live_at = timezone.now() + datetime.timedelta(days=1)
    draft.save_revision(user=user("editor_licensing"))
    sign_all(submit(live))
    services.take_down_now(live, emergency_post("general", "general"), reason="错误", reason_kind="error")
    time_machine.move_to(timezone.now() + datetime.timedelta(days=2))
    assert current.of_item(live.disclosure_key) is None


def test_no_emergency_authority_publishes_or_takes_down_without_its_decision(live):
    with pytest.raises(publication.Unauthorised):
        publication.withdraw(live.disclosure_key, authority=publication.Authority("emergency", "1"), notice={})


# Organisation (§5.5.2)


def test_explain_tells_the_chain_of_a_repeal(capsys, bureau):
    call_command("chain", "explain", "--category", "regulations.normative", "--action", "repeal", "--channel", "web")
    told = capsys.readouterr().out
    assert "局务会" not in told and "主要领导" in told


def test_a_changed_part_is_waited_for_again(bureau):
    """Legal's part of a normative document is its text: changed, it stands in legal's queue at once."""
    page = regulation(bureau)
    draft = page.get_latest_revision_as_object()
    draft.summary = "换了说法"
    draft.save_revision(user=user("editor_regulations"))
    case = lookup.running(page)
    assert "legal" in case.pending.filter(kind="provide").values_list("identifier", flat=True)
    services.provide(case, user("legal"), stated=("legal",))
    assert not case.pending.filter(kind="provide").exists()
    again = RegulationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    again.summary = "又换了说法"
    again.save_revision(user=user("editor_regulations"))
    assert case.pending.filter(kind="provide").exists()
