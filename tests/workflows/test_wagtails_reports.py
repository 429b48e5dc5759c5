"""Wagtail's own reports and histories tell of a case what its record tells; read as pages of the admin, in Chinese."""

import importlib
import re

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState, WorkflowTask

from cms.pages.models import AnnouncementPage, ColumnPage, LicensingPage, PublicServicePage
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from cms.workflows.mirror.models import DisclosureTask
from tests.factories.bureau import ATTESTED, fees, next_people, office, sign_all, submit, user


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
        assert "需要修改" in said and "已终止" not in said, address
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
        assert "已终止" not in said, address
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
    from cms.workflows.cases import progress

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
        assert "需要修改" not in said and "已终止" in said, address


def test_a_recall_is_no_return(page, read):
    case = submit(page)
    services.recall(case, user("editor_licensing"), reason="有误")
    assert "已终止" in read(REPORT) and "需要修改" not in read(REPORT)
    sign_all(submit(page))
    assert lookup.latest(LicensingPage.objects.get(pk=page.pk)).state == "completed"


NAMED = ("法规处：合法性审查", "办公室：保密审查")
"""As the 审批单 and the buttons name them, with a colon that is Chinese."""


def submitted_by_hand(client, page, by="editor_licensing") -> Case:
    """The attestation, as its screen sends it."""
    case = lookup.running(page)
    client.force_login(user(by))
    answer = client.post(f"/admin/cases/{case.pk}/submit/", dict.fromkeys(ATTESTED, "on"))
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "open"
    return case


def other_item(bureau) -> PublicServicePage:
    """Its general office checks the wording too (§5.1.6)."""
    page = PublicServicePage(
        title="气瓶检验", issuing_office=office("licensing_office"), live=False, owner=user("editor_licensing")
    )
    page.created_on, page.summary, page.provider = timezone.localdate(), "气瓶检验。", "市特检院"
    page.legal_basis = page.who_may_apply = page.procedure = "<p>见规程。</p>"
    page.time_limit_days, page.phone, page.fee_note = 5, "023-1", "不收费"
    column = bureau.home.add_child(
        instance=ColumnPage(
            title="其他", slug="qi-ta", issuing_office=office("publicity"), allowed_types=["public_services"]
        )
    )
    publication.publish(canonical.make(column), authority=publication.Authority("founding", "tests"), structural=True)
    column.add_child(instance=page)
    page.save_revision(user=user("editor_licensing"))
    return PublicServicePage.objects.get(pk=page.pk)


def test_reviews_have_their_names_in_wagtails_own_reports(page, client, bureau):
    case = submitted_by_hand(client, page)
    client.force_login(user(next_people(case)[0]))
    assert client.post(f"/admin/cases/{case.pk}/sign/", {"sign-seat": "", "sign-comment": ""}).status_code == 302
    submit(other_item(bureau))
    client.force_login(user("admin"))
    state = WorkflowState.objects.get(pk=case.workflow_state_id)
    history = f"/admin/pages/{page.pk}/workflow_history/"
    tasks = [task.pk for task in DisclosureTask.objects.filter(kind="review")]
    for address in (REPORT, history, f"{history}detail/{state.pk}/", f"/admin/workflows/edit/{state.workflow_id}/"):
        said = client.get(address).content.decode()
        assert [name for name in NAMED if name not in said] == [], address
        assert ":审核" not in said and "：审核" not in said, address
    for address in (TASKS, "/admin/workflows/tasks/index/", f"/admin/pages/{page.pk}/history/"):
        said = client.get(address).content.decode()
        assert "审查" in said and ":审核" not in said and "：审核" not in said, address
    assert "文字把关、保密审查" in client.get("/admin/workflows/tasks/index/").content.decode()
    for number in tasks:
        said = client.get(f"/admin/workflows/tasks/edit/{number}/").content.decode()
        assert ":审核" not in said and "：审核" not in said, number


def test_rows_of_before_are_named_anew(page, client, bureau):
    """One task stood for every review of an office, under a half-width colon."""
    case, other = submitted_by_hand(client, page), submit(other_item(bureau))
    sign_once(case)
    sign_once(other)
    own = DisclosureTask.objects.get(kind="review", whats="文字把关、保密审查")
    shared = DisclosureTask.objects.get(kind="review", seats="general", whats="保密审查")
    for model in (WorkflowTask, TaskState):
        model.objects.filter(task_id=own.pk).update(task_id=shared.pk)
    own.delete()
    DisclosureTask.objects.filter(kind="review").update(whats="")
    for task in DisclosureTask.objects.all():
        task.name = task.name.split("：")[0] + (":审核" if task.kind == "review" else ":签批")
        task.save()
    for entry in PageLogEntry.objects.filter(action__startswith="wagtail.workflow"):
        for place in ("task", "next"):
            if entry.data["workflow"].get(place):
                entry.data["workflow"][place] = {"id": shared.pk, "title": "办公室:审核"}
        entry.save()
    importlib.import_module("cms.workflows.migrations.0010_tasks_say_the_name_of_their_review").rename(apps, None)
    client.force_login(user("admin"))
    for address in (REPORT, TASKS, f"/admin/pages/{page.pk}/history/", "/admin/reports/site-history/"):
        said = client.get(address).content.decode()
        assert ":审核" not in said and "：审核" not in said and ":签批" not in said, address
    told = {each["title"] for entry in PageLogEntry.objects.filter(page=other_page(other)) for each in named(entry)}
    assert told == {"办公室：文字把关、保密审查"}
    workflow = WorkflowState.objects.get(pk=other.workflow_state_id).workflow
    names = set(workflow.tasks.values_list("name", flat=True))
    assert "办公室：文字把关、保密审查" in names and "办公室：保密审查" not in names
    for each in (case, other):
        sign_all(each)
        assert WorkflowState.objects.get(pk=each.workflow_state_id).status == "approved"


def other_page(case: Case) -> int:
    return int(case.item.partition(":")[2])


def named(entry: PageLogEntry) -> list[dict]:
    return [entry.data["workflow"][place] for place in ("task", "next") if entry.data.get("workflow", {}).get(place)]
