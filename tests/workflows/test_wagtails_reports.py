"""Wagtail's own reports and histories tell of a case what its record tells; read as pages of the admin, in Chinese."""

import re

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from cms.pages.models import AnnouncementPage, LicensingPage
from cms.workflows import cases, services
from cms.workflows.models import Case, DisclosureTask
from tests.factories.bureau import fees, next_people, office, sign_all, submit, user


@pytest.fixture
def page(bureau):
    page = bureau.licence()
    fees(page)
    return page


def text(html: str) -> str:
    """The words of the listing, without filters and menus."""
    if "workflow-progress-table" in html:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))
    found = re.findall(r"<(?:table|ul class=.(?:timeline|listing)).*?</(?:table|ul)>", html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(found) or html.partition("<main")[2]))


@pytest.fixture
def read(client):
    client.force_login(user("admin"))

    def look(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200, address
        return text(response.content.decode())

    return look


REPORT = "/admin/reports/workflow/"
TASKS = "/admin/reports/workflow_tasks/"


def pages_of(page) -> list[str]:
    return [REPORT, f"/admin/pages/{page.pk}/workflow_history/"]


def returned(page) -> Case:
    case = submit(page)
    services.sign(case, user("legal"))
    case.refresh_from_db()
    services.return_to_provider(case, user(next_people(case)[0]), reason="请补充依据")
    case.refresh_from_db()
    return case


def test_a_return_reads_as_a_return(page, read):
    returned(page)
    for address in pages_of(page):
        said = read(address)
        assert "需要修改" in said and "已取消" not in said, address
        assert "已拒绝" in said, address
    assert "已拒绝" in read(TASKS)
    state = WorkflowState.objects.get()
    detail = read(f"/admin/pages/{page.pk}/workflow_history/detail/{state.pk}/")
    assert "需要修改" in detail and "请补充依据" in detail


def test_a_round_that_is_submitted_again_goes_on_and_is_approved(page, read):
    returned(page)
    sign_all(submit(page))
    for address in pages_of(page):
        said = read(address)
        assert "需要修改" not in said and "已批准" in said, address
        assert "已取消" not in said, address
    assert "已随退回作废" in TaskState.objects.get(status="cancelled").comment
    state = WorkflowState.objects.get()
    assert state.status == "approved"
    assert TaskState.objects.filter(workflow_state=state, status="rejected").count() == 1


def test_every_seat_signs_again_after_a_return(page, read):
    case = returned(page)
    case = submit(page)
    state = WorkflowState.objects.get(pk=case.workflow_state_id)
    assert state.status == "in_progress" and state.current_task_state.status == "in_progress"
    before = TaskState.objects.filter(status="approved").count()
    assert before == 0, "what was signed before is void"
    sign_all(case)
    steps = [step for step in case.plan.steps if step.kind not in ("draft", "provide", "attest") and not step.condition]
    assert TaskState.objects.filter(workflow_state=state, status="approved").count() == len(steps)


@pytest.fixture
def rule(bureau):
    """Its chain has a step of the director for what is major."""
    page = AnnouncementPage(
        title="抽查公告",
        issuing_office=office("licensing_office"),
        live=False,
        owner=user("editor_licensing"),
        area="电梯",
    )
    page.created_on, page.summary = timezone.localdate(), "抽查结果。"
    page.body = [{"type": "paragraph", "value": "<p>合格。</p>"}]
    bureau.rules.add_child(instance=page)
    page.save_revision(user=user("editor_licensing"))
    return AnnouncementPage.objects.get(pk=page.pk)


def test_a_step_that_does_not_apply_is_skipped_and_never_named_as_the_next(rule, read):
    page, case = rule, submit(rule)
    conditional = [step for step in case.plan.steps if step.condition == "major"]
    assert conditional, "this chain has a step for what is major"
    directors = set(DisclosureTask.objects.filter(seats="director").values_list("pk", flat=True))
    names = set(DisclosureTask.objects.filter(seats="director").values_list("name", flat=True))
    assert directors
    while Case.objects.get(pk=case.pk).state != "completed":
        for entry in PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve"):
            following = entry.data["workflow"]["next"]
            assert following is None or following["id"] not in directors, following
        sign_once(case)
    for address in pages_of(page):
        said = read(address)
        assert "已跳过" in said and "未完成" not in said and "未启动" not in said, address
    history = read(f"/admin/pages/{page.pk}/history/")
    assert not [name for name in names if name in history]
    assert "已跳过" in read(TASKS)


def sign_once(case) -> None:
    from cms.workflows import progress

    case.refresh_from_db()
    situation = progress.look(case)
    seat = situation.seats()[0]
    person = user(seat.assignment.holders[0].username)
    if situation.position.step.kind in ("publish", "post"):
        services.publish(case, person)
    else:
        services.sign(case, person, seat=seat.seat.key)


SKIPPED = re.compile("主要领导[:：] ?签批[:：] ?已跳过")
"""The step that a major item alone has; the one of the leading group stays skipped."""


def test_a_mark_that_is_raised_and_lowered_on_the_way(rule, read):
    case = submit(rule)
    assert SKIPPED.search(read(REPORT))
    services.raise_mark(case, user("publicity"), "major", reason="涉及面广")
    assert not SKIPPED.search(read(REPORT)), "the step is due now"
    services.lower_mark(Case.objects.get(pk=case.pk), user("director"), "major", reason="核实后不属重大")
    assert SKIPPED.search(read(REPORT))
    services.raise_mark(Case.objects.get(pk=case.pk), user("publicity"), "major", reason="还是重大")
    sign_all(case)
    said = read(REPORT)
    assert not SKIPPED.search(said) and "已批准" in said
    approved = TaskState.objects.filter(status="approved", task__disclosuretask__seats="director")
    assert approved.exists()


def test_a_returned_case_that_is_ended_waits_for_nothing(page, read):
    case = returned(page)
    services.cancel(case, user("editor_licensing"), reason="不再需要")
    for address in pages_of(page):
        said = read(address)
        assert "需要修改" not in said and "已取消" in said, address


def test_a_recall_is_no_return(page, read):
    case = submit(page)
    services.recall(case, user("editor_licensing"), reason="有误")
    assert "已取消" in read(REPORT) and "需要修改" not in read(REPORT)
    sign_all(submit(page))
    assert cases.latest(LicensingPage.objects.get(pk=page.pk)).state == "completed"
