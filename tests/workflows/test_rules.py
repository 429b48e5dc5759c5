"""The rules that hold for every chain, each by itself, through the services and by hand-made requests."""

import contextlib
import datetime

import pytest
import time_machine
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page, TaskState, WorkflowState

from cms.organisation import services as organisation
from cms.organisation.models import Tenure
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import current
from cms.workflows import services
from cms.workflows.admin.queue import waiting as queue
from cms.workflows.cases import lookup, progress
from cms.workflows.cases.models import Case, Decision, PendingSeat
from tests.factories.bureau import ATTESTED, fees, next_people, sign_all, submit, user
from tests.testapp.models import Notice
from tests.workflows.test_every_chain import first_author, new_notice, write


@pytest.fixture
def case(bureau):
    page = bureau.licence()
    fees(page)
    return submit(page)


def page_of(case) -> LicensingPage:
    return LicensingPage.objects.get(pk=int(case.item.split(":")[1]))


def test_an_edit_by_anyone_voids_the_signatures(case):
    services.sign(case, user("legal"))
    draft = page_of(case).get_latest_revision_as_object()
    draft.summary = "改了一个字"
    draft.save_revision(user=user("admin"))
    case.refresh_from_db()
    assert (case.state, case.round) == (Case.State.PREPARING, 2)
    assert not WorkflowState.objects.filter(status="in_progress").exists()
    case = submit(page_of(case))
    assert next_people(case) == ["legal", "legal_2"]


def test_the_signed_revision_rewritten_in_place_voids_too(case):
    """Wagtail's autosave keeps the revision's primary key: only its content tells."""
    services.sign(case, user("legal"))
    revision = page_of(case).latest_revision
    revision.content = {**revision.content, "summary": "悄悄改了"}
    revision.save()
    case.refresh_from_db()
    assert case.state == Case.State.PREPARING


def test_a_save_without_a_change_voids_nothing(case):
    services.sign(case, user("legal"))
    page_of(case).get_latest_revision_as_object().save_revision(user=user("editor_licensing"))
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    assert next_people(case) == ["general", "general_2"]
    services.sign(case, user("general"))


def test_an_edit_voids_what_is_signed_in_every_channel(bureau):
    """Two channels of one draft, both in approval: neither waits on with a text that is no more."""
    notice = new_notice("announcements")
    person = first_author(notice)
    write(notice, person, "第一版")
    item = Notice.objects.get(pk=notice.pk)
    both = [lookup.running(item), services.open_case(item, action="publish", user=person, channel="touchscreen")]
    both = [services.submit(each, person, attestation=ATTESTED) for each in both]
    write(notice, person, "第二版")
    for each in both:
        each.refresh_from_db()
        assert (each.state, each.round) == (Case.State.PREPARING, 2), each.channel


@pytest.mark.parametrize("status", ["approved", "cancelled"])
def test_wagtails_records_of_a_case_may_say_what_they_like(case, status):
    """Somebody approves its task states by hand: the chain goes to its end all the same."""
    TaskState.objects.update(status=status)
    sign_all(case)
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED
    assert current.of_item(case.item) is not None
    assert not WorkflowState.objects.filter(status="in_progress").exists()


def test_who_wrote_it_does_not_review_it(bureau):
    page = bureau.licence()
    draft = page.get_latest_revision_as_object()
    draft.summary = "法规处改过"
    draft.save_revision(user=user("legal"))
    fees(page)
    case = submit(page)
    assert next_people(case) == ["legal_2"]
    with pytest.raises(services.Refused, match="您起草"):
        services.sign(case, user("legal"))


def test_who_wrote_it_is_barred_whatever_the_case_row_says(bureau):
    """The column is altered by hand: the sealed submission counts."""
    page = bureau.licence()
    fees(page)
    draft = page_of(lookup.running(page)).get_latest_revision_as_object()
    draft.summary = "法规处改的"
    draft.save_revision(user=user("legal"))
    case = submit(page)
    Case.objects.filter(pk=case.pk).update(authors=[])
    with pytest.raises(services.Refused):
        services.sign(case, user("legal"))
    services.sign(case, user("legal_2"))


def test_a_seat_without_anybody_goes_to_a_stand_in_who_is_recorded(bureau):
    page = bureau.licence()
    for name in ("legal", "legal_2"):
        draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        draft.summary = f"{name}改过"
        draft.save_revision(user=user(name))
    fees(page)
    case = submit(page)
    assert next_people(case) == ["deputy_legal"]
    decision = services.sign(case, user("deputy_legal"))
    assert decision.stand_in
    assert decision.acting_for or decision.post_name


def test_only_the_director_lowers_a_mark_and_raising_voids_nothing(case):
    services.sign(case, user("legal"))
    services.raise_mark(case, user("general"), "major", reason="影响面大")
    case.refresh_from_db()
    assert case.major
    assert next_people(case) == ["general", "general_2"]
    for name in ("general", "editor_licensing", "admin", "publicity"):
        with pytest.raises(services.Refused):
            services.lower_mark(case, user(name))
    services.lower_mark(case, user("director"), reason="影响不大")
    with pytest.raises(services.Refused):
        services.raise_mark(case, user("discipline"))


def test_a_return_needs_a_reason_and_voids_the_round(case):
    services.sign(case, user("legal"))
    with pytest.raises(services.Refused):
        services.return_to_provider(case, user("general"), reason=" ")
    services.return_to_provider(case, user("general"), reason="措辞")
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED
    case = submit(page_of(case))
    assert next_people(case) == ["legal", "legal_2"]


def test_a_scheduled_publication_is_taken_back_by_an_edit_or_a_mark(bureau):
    start = timezone.now() + datetime.timedelta(days=2)
    page = bureau.licence(go_live_at=start)
    fees(page)
    case = submit(page)
    sign_all(case)
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED
    services.raise_mark(case, user("legal"), "major")
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    with time_machine.travel(start + datetime.timedelta(hours=1), tick=False):
        assert current.of_item(case.item) is None
    sign_all(case)
    draft = page_of(case).get_latest_revision_as_object()
    draft.summary = "再改"
    draft.save_revision(user=user("editor_licensing"))
    case.refresh_from_db()
    assert case.state == Case.State.PREPARING
    with time_machine.travel(start + datetime.timedelta(hours=1), tick=False):
        assert current.of_item(case.item) is None


def waits_for_its_time(bureau):
    """A modification that was signed for the day after tomorrow, of an item on view."""
    page = bureau.licence()
    fees(page)
    sign_all(submit(page))
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.summary, draft.go_live_at = "后天起的内容", start
    draft.save_revision(user=user("editor_licensing"))
    case = submit(page)
    sign_all(case)
    case.refresh_from_db()
    assert case.state == Case.State.COMPLETED
    return case, start


def test_nothing_else_begins_while_something_waits_for_its_time(bureau):
    case, _start = waits_for_its_time(bureau)
    with pytest.raises(services.Refused):
        services.open_case(page_of(case), action="modify", user=user("editor_licensing"))


def test_a_withdrawal_ends_what_waits_for_its_time(bureau):
    case, start = waits_for_its_time(bureau)
    down = services.open_case(page_of(case), action="withdraw", user=user("editor_licensing"), reason="错")
    sign_all(services.submit(down, user("editor_licensing"), attestation=ATTESTED))
    case.refresh_from_db()
    assert (case.state, case.publication) == (Case.State.CANCELLED, None)
    with time_machine.travel(start + datetime.timedelta(hours=1), tick=False):
        assert current.of_item(case.item) is None


@pytest.mark.parametrize("how", ["recall", "edit", "raise"])
def test_what_waits_for_its_time_is_over_when_it_is_stopped_beside_another_case(bureau, how):
    """A withdrawal runs: the modification cannot be open beside it."""
    case, start = waits_for_its_time(bureau)
    editor = user("editor_licensing")
    down = services.open_case(page_of(case), action="withdraw", user=editor, reason="错")
    if how == "recall":
        services.recall(case, editor, reason="不要了")
    elif how == "raise":
        services.raise_mark(case, user("legal"), "major")
    else:
        draft = page_of(case).get_latest_revision_as_object()
        draft.summary = "又改"
        draft.save_revision(user=editor)
    case.refresh_from_db()
    assert (case.state, case.publication) == (Case.State.CANCELLED, None)
    assert lookup.running(case.item) == down
    with time_machine.travel(start + datetime.timedelta(hours=1), tick=False):
        assert "后天起的内容" not in current.of_item(case.item, form=True).form


@pytest.mark.parametrize("name", ["admin", "publicity", "editor_licensing", "director"])
def test_wagtails_own_ways_to_publish_are_not_offered_and_change_nothing(client, case, name):
    page = page_of(case)
    client.force_login(user(name))
    for bad in ({}, {"action-publish": "1", "title": "绕过", "slug": page.slug}):
        with contextlib.suppress(MultiValueDictKeyError):  # Wagtail's own answer to half a form
            client.post(f"/admin/pages/{page.pk}/edit/", bad)
    client.post(f"/admin/pages/{page.pk}/unpublish/")
    client.post(f"/admin/pages/{page.pk}/delete/")
    client.post(f"/admin/pages/{page.pk}/move/{page.get_parent().pk}/confirm/")
    assert current.of_item(case.item) is None
    assert Page.objects.filter(pk=page.pk, live=False).exists()
    permissions = page.permissions_for_user(user(name))
    assert not any(
        (
            permissions.can_publish(),
            permissions.can_unpublish(),
            permissions.can_delete(),
            permissions.can_move(),
            permissions.can_lock(),
            permissions.can_set_view_restrictions(),
            permissions.can_submit_for_moderation(),
        )
    )


def test_what_was_submitted_is_not_deleted(case):
    with pytest.raises(ProtectedError):
        page_of(case).delete()


def test_wagtails_action_address_asks_the_same_services(client, case):
    page = page_of(case)
    state = WorkflowState.objects.get(pk=case.workflow_state_id).current_task_state
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    for name in ("editor_licensing", "director", "admin"):
        client.force_login(user(name))
        client.post(address, {"comment": "x"})
    assert not Decision.objects.filter(case_id=case.pk, kind="review").exists()
    client.force_login(user("legal"))
    response = client.post(address, {"comment": "同意"})
    assert response.status_code in (200, 302), response.content.decode()
    decision = Decision.objects.get(case_id=case.pk, kind="review")
    assert (decision.holder_name, decision.comment) == ("郑听雨", "同意")
    client.post(address, {"comment": "再来一次"})
    assert Decision.objects.filter(case_id=case.pk, kind="review").count() == 1


def test_a_barred_author_does_not_sign_through_another_pages_address(client, bureau, case):
    other = bureau.licence("另一项许可")
    state = WorkflowState.objects.get(pk=case.workflow_state_id).current_task_state
    client.force_login(user("editor_licensing"))
    client.post(f"/admin/pages/workflow/action/{other.pk}/approve/{state.pk}/", {"comment": "x"})
    task = state.task.specific
    with pytest.raises(PermissionDenied):
        task.on_action(state, user("editor_licensing"), "approve", update=False, comment="x")
    assert not Decision.objects.filter(case_id=case.pk, kind="review").exists()


def test_a_tenure_that_ends_at_a_second_ends_the_right_in_it(client, case):
    tenure = Tenure.objects.get(post__identifier="legal", post__unit__kind="municipal", user=user("legal"))
    end = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=1)
    organisation.end(tenure, end)
    second = datetime.timedelta(seconds=1)
    with time_machine.travel(end - second, tick=False):
        assert [each.case for each in queue.waiting_for(user("legal"))] == [case]
    with time_machine.travel(end, tick=False):
        assert queue.waiting_for(user("legal")) == []
        with pytest.raises(services.Refused):
            services.sign(case, user("legal"))
        client.force_login(user("legal"))
        assert client.get(f"/admin/cases/{case.pk}/").status_code in (302, 403, 404)
        services.sign(case, user("legal_2"))


def test_a_delegation_begins_in_its_second_and_shows_both_names(case):
    sign_all(case, until="sign")
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=1)
    tenure = Tenure.objects.get(post__identifier="deputy_publicity", post__unit__kind="municipal")
    organisation.delegate(
        post=tenure.post,
        from_user=tenure.user,
        to_user=user("personnel"),
        starts_at=start,
        ends_at=start + datetime.timedelta(days=1),
        reason="出差",
    )
    with time_machine.travel(start - datetime.timedelta(seconds=1), tick=False):
        assert "personnel" not in next_people(case)
    with time_machine.travel(start, tick=False):
        assert "personnel" in next_people(case)
        decision = services.sign(case, user("personnel"))
        assert decision.holder_name == "许慧敏"
        assert "林永康" in decision.acting_for


def test_whoever_is_next_gets_a_mail_in_chinese(case):
    told = OutboxMessage.objects.filter(topic="mail.send", key__startswith="legal@example.test").latest("pk").payload
    assert told["subject"].startswith("待您合法性审查")
    assert f"/admin/cases/{case.pk}/" in told["body"]
    assert "特种设备使用登记" in told["body"]


def test_discipline_reads_and_changes_nothing(client, case):
    client.force_login(user("discipline"))
    assert client.get(f"/admin/cases/{case.pk}/").status_code == 200
    for verb in ("sign", "return", "publish", "raise", "recall"):
        client.post(
            f"/admin/cases/{case.pk}/{verb}/", {f"{verb}-comment": "x", f"{verb}-reason": "x", "raise-mark": "major"}
        )
    assert not Decision.objects.filter(case_id=case.pk, holder_id=user("discipline").pk).exists()
    client.force_login(user("yuzhong_discipline"))
    assert client.get(f"/admin/cases/{case.pk}/").status_code == 404


def test_a_return_reroutes_the_next_submission(case):
    """What the item has become decides its chain, not what it was."""
    services.return_to_provider(case, user("legal"), reason="改由另一处室承办")
    from tests.factories.bureau import office

    draft = page_of(case).get_latest_revision_as_object()
    draft.issuing_office = office("special_equipment")
    draft.save_revision(user=user("admin"))
    case.refresh_from_db()
    with pytest.raises(services.Refused):
        services.submit(case, user("legal"), attestation=ATTESTED)


def test_queries_of_the_desk_do_not_grow(bureau, case, django_assert_num_queries):
    client_user = user("legal")
    with django_assert_num_queries(7):  # the directory, and one query for what waits
        assert len(queue.waiting_for(client_user)) == 1
    seat = PendingSeat.objects.get(case=case)
    others = [
        Case(
            **{
                field.attname: getattr(case, field.attname)
                for field in Case._meta.concrete_fields
                if field.attname not in ("id", "item")
            },
            item=f"test:{number}",
        )
        for number in range(50)
    ]
    Case.objects.bulk_create(others)
    PendingSeat.objects.bulk_create(
        [
            PendingSeat(
                case=other,
                step=seat.step,
                kind=seat.kind,
                identifier=seat.identifier,
                unit_id=seat.unit_id,
                office_id=seat.office_id,
                barred=seat.barred,
                since=seat.since,
            )
            for other in Case.objects.filter(item__startswith="test:")
        ]
    )
    client_user = user("legal")
    with django_assert_num_queries(7):
        waiting = queue.waiting_for(client_user)
    assert len(waiting) == 51
    assert [each.since for each in waiting] == sorted(each.since for each in waiting)


def test_query_counts_of_editor_submit_and_sign(client, bureau, time_machine, django_assert_num_queries):
    """Exactly so many, whatever ran before: what processes remember is forgotten, and no second ends in between."""
    time_machine.move_to(timezone.now() + datetime.timedelta(seconds=1), tick=False)
    page = bureau.licence()
    fees(page)
    client.force_login(user("editor_licensing"))
    remember_nothing_but_types(client, page)
    with django_assert_num_queries(EDITOR):
        client.get(f"/admin/pages/{page.pk}/edit/")
    with django_assert_num_queries(SUBMIT):
        case = submit(page)
    with django_assert_num_queries(SIGN):
        services.sign(case, user("legal"))
    assert progress.look(case).position.step.kind == "review"
    assert lookup.running(page) is not None


def remember_nothing_but_types(client, page):
    """As in a process that has shown one editor and kept nothing else. Types of content are all known."""
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    client.get(f"/admin/pages/{page.pk}/edit/")


EDITOR, SUBMIT, SIGN = 53, 81, 36


def test_a_case_shows_every_kind_of_item(client, bureau):
    """The page of a case lists each field of each type, first and changed."""
    page = bureau.regulation(body=[{"type": "paragraph", "value": "<p>一</p>"}])
    case = lookup.running(page)
    client.force_login(user("legal"))
    shown = client.get(f"/admin/cases/{case.pk}/").content.decode()
    for words in ("发文字号", "渝质监发〔2026〕1号", "审批程序", "局务会"):
        assert words in shown, words
