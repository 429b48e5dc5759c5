"""Wagtail's own records of a case: a workflow per sequence of tasks, a task state per step.

They follow the case and decide nothing; so Wagtail's reports, history and workflow pages show the truth.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, TaskState, Workflow, WorkflowMixin, WorkflowState, WorkflowTask
from wagtail.signals import workflow_submitted

from cms.ledger.texts import canonical, sha256
from cms.publication.disclosable import item_of
from cms.workflows import stock_mail, words
from cms.workflows.chains.values import Plan, PlanStep, applies
from cms.workflows.models import Case, CompiledWorkflow, DisclosureTask
from cms.workflows.position import Position, after_submission

log = logging.getLogger("cms.workflows")
SKIPPED = TaskState.STATUS_SKIPPED


class TaskOf(NamedTuple):
    """What a task of Wagtail's is made of; `whats` are the names of its reviews, by comma in the order of the seats."""

    kind: str
    seats: str
    occurrence: int
    whats: str = ""


def signature(plan: Plan) -> list[TaskOf]:
    """The tasks of the steps after submission. Kind, seats and occurrence alone tell the steps of a plan apart."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for step in after_submission(plan):
        key = (step.kind, ",".join(dict.fromkeys(seat.identifier for seat in step.seats)))
        seen[key] = seen.get(key, 0) + 1
        names = (words.review_of(step.kind, seat.identifier, seat.what) for seat in step.seats)
        found.append(TaskOf(*key, seen[key], ",".join(dict.fromkeys(filter(None, names)))))
    return found


def compiled(plan: Plan) -> Workflow:
    """Wagtail's workflow for a plan, made when it is first needed."""
    tasks = signature(plan)
    key = sha256(canonical([plan.procedure_class, plan.action, plan.channel, [_kept(task) for task in tasks]]))
    found = CompiledWorkflow.objects.select_related("workflow").filter(key=key).first()
    if found is not None:
        return found.workflow
    with translation.override("zh-hans"):
        workflow = Workflow.objects.create(name=words.chain(plan)[:255])
        for order, task in enumerate(tasks):
            WorkflowTask.objects.create(workflow=workflow, task=_task(task), sort_order=order)
    CompiledWorkflow.objects.create(key=key, workflow=workflow)
    return workflow


def _kept(task: TaskOf) -> list[Any]:
    """As the key of a workflow was made before reviews had names, where there is none."""
    return list(task if task.whats else task[:3])


def _task(task: TaskOf) -> DisclosureTask:
    found = DisclosureTask.objects.filter(**task._asdict()).first()
    if found is None:
        name = words.task(task.kind, task.seats.split(","), task.occurrence, filter(None, task.whats.split(",")))
        found = DisclosureTask.objects.create(**task._asdict(), name=name[:255])
    return found


def is_mirrored(case: Case, item: Any) -> bool:
    return isinstance(item, WorkflowMixin) and case.has_content


def start(case: Case, item: Any, user: Any) -> None:
    """Begin the page's own workflow state at the submission."""
    if not is_mirrored(case, item):
        return
    stock_mail.leave_cases_out()
    active = list(WorkflowState.objects.active().for_instance(item))
    returned = next((each for each in active if each.status == WorkflowState.STATUS_NEEDS_CHANGES), None)
    state = _new(case, item, user, active) if returned is None else _taken_up_again(case, returned, user)
    case.workflow_state_id = state.pk
    case.save(update_fields=["workflow_state_id"])
    state._disclosure_case = case
    _mark_skipped(state, case)
    state.update(user=user)
    workflow_submitted.send(sender=state.__class__, instance=state, user=user)


def _new(case: Case, item: Any, user: Any, active: list[WorkflowState]) -> WorkflowState:
    _end_running(case, active, user)
    kind = ContentType.objects.get_for_model(item, for_concrete_model=False)
    state = WorkflowState(
        content_type=kind,
        base_content_type=item.get_base_content_type(),
        object_id=str(item.pk),
        workflow=compiled(case.plan),
        status=WorkflowState.STATUS_IN_PROGRESS,
        requested_by=user,
    )
    _ours(state).save()
    return state


def _ours(state: WorkflowState) -> WorkflowState:
    """Put together here from rows that were just read: Wagtail need not ask for each of them whether it exists."""
    state.full_clean = lambda *args, **kwargs: None  # type: ignore[method-assign]  # for this instance
    return state


def _taken_up_again(case: Case, state: WorkflowState, user: Any) -> WorkflowState:
    """The workflow state of a round that was returned goes on, as Wagtail's own does; its signatures are void."""
    TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_SKIPPED).delete()
    with translation.override("zh-hans"):
        void = _("(void: this round was returned)")
    for given in TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED):
        given.status, given.comment = TaskState.STATUS_CANCELLED, f"{given.comment}{void}"
        given.save(update_fields=["status", "comment"])
    state.workflow, state.status = compiled(case.plan), WorkflowState.STATUS_IN_PROGRESS
    state.current_task_state, state.requested_by = None, user
    _ours(state).save()
    return state


def _mark_skipped(state: WorkflowState, case: Case) -> None:
    """Steps that do not apply to the case are skipped from the start, so that nothing names them as the next one."""
    if not any(step.condition for step in after_submission(case.plan)):
        return
    skipped = {row.task_id: row for row in TaskState.objects.filter(workflow_state=state, status=SKIPPED)}
    revision = state.content_object.get_latest_revision()
    for task in DisclosureTask.objects.filter(workflow_tasks__workflow=state.workflow_id):
        step = step_of(case, task)
        is_due = step is None or applies(step.condition, case.marks)
        if is_due and task.pk in skipped:
            skipped[task.pk].delete()
        elif not is_due and task.pk not in skipped:
            TaskState(workflow_state=state, revision=revision, task=task.task_ptr, status=SKIPPED).save()


def _end_running(case: Case, active: list[WorkflowState], user: Any) -> None:
    for state in active:
        with _following(case, state):
            if state.current_task_state is None:
                WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_CANCELLED)
            else:
                state.cancel(user=user)


def case_of(workflow_state: Any) -> Case | None:
    """The case that a workflow state mirrors."""
    kept = getattr(workflow_state, "_disclosure_case", None)
    if kept is None:
        kept = Case.objects.filter(workflow_state_id=workflow_state.pk).order_by("-pk").first()
        workflow_state._disclosure_case = kept
    return kept


def step_of(case: Case, task: DisclosureTask) -> PlanStep | None:
    """The step of the case that a task stands for."""
    for step, own in zip(after_submission(case.plan), signature(case.plan), strict=True):
        if own[:3] == (task.kind, task.seats, task.occurrence):
            return step
    return None


def is_skipped(workflow_state: Any, task: DisclosureTask) -> bool:
    """Whether the step that is starting does not apply to its case."""
    case = case_of(workflow_state)
    step = step_of(case, task) if case else None
    return case is not None and step is not None and not applies(step.condition, case.marks)


def _state(case: Case) -> WorkflowState | None:
    if case.workflow_state_id is None:
        return None
    stock_mail.leave_cases_out()
    state = (
        WorkflowState.objects.select_related("current_task_state__task", "workflow")
        .filter(pk=case.workflow_state_id, status=WorkflowState.STATUS_IN_PROGRESS)
        .first()
    )
    if state is not None:
        state._disclosure_case = case
        _ours(state)
    return state


@contextmanager
def _following(case: Case, state: WorkflowState) -> Iterator[None]:
    """What somebody did to Wagtail's own records stops no case: these are given up then, with a line in the log."""
    try:
        with transaction.atomic():
            yield
    except (PermissionDenied, ObjectDoesNotExist) as error:
        log.warning("case %s: Wagtail's records of it are not what they were (%r): given up", case.pk, error)
        running = WorkflowState.objects.filter(pk=state.pk, status=WorkflowState.STATUS_IN_PROGRESS)
        running.update(status=WorkflowState.STATUS_CANCELLED)
        waiting = TaskState.objects.filter(workflow_state=state.pk, status=TaskState.STATUS_IN_PROGRESS)
        waiting.update(status=TaskState.STATUS_CANCELLED)


def follow(case: Case, position: Position, user: Any, comment: str = "") -> None:
    """Bring the task states to where the case stands; a step that is done is approved, one that came back restarts."""
    state = _state(case)
    if state is None or position.step is None:
        return
    with _following(case, state):
        _mark_skipped(state, case)
        _follow(state, case, position, user, comment)


def _follow(state: WorkflowState, case: Case, position: Position, user: Any, comment: str) -> None:
    if position.step is None:
        return
    task_state = state.current_task_state
    current = step_of(case, task_state.task.specific) if task_state else None
    if current is not None and current.number == position.step.number:
        return
    if task_state is not None and current is not None and current.number in position.done:
        task_state.workflow_state = state
        _titled(task_state.specific).approve(user=user, update=False, comment=comment)
        state.current_task_state.refresh_from_db()
    elif task_state is not None:
        task_state.specific.cancel(user=user)
        state.current_task_state.refresh_from_db()
    state.update(user=user)


def _titled(task_state: Any) -> Any:
    """Wagtail's log wants the page of the revision for its title: it is read without asking for all that it names."""
    revision = task_state.revision
    model: Any = revision.content_type.model_class() if revision is not None else None
    if model is not None:
        revision.as_object = lambda: model.from_serializable_data(revision.content, check_fks=False)
    return task_state


def finish(case: Case, user: Any, comment: str = "") -> None:
    """The last step: Wagtail's workflow ends, and its hook lets Wagtail publish the signed revision."""
    state = _state(case)
    if state is None:
        return
    with _following(case, state):
        if state.current_task_state is not None:
            _titled(state.current_task_state.specific).approve(user=user, update=False, comment=comment)
        state.finish(user=user)


def end(case: Case, user: Any, comment: str = "", *, returned: bool = False) -> None:
    """A recall or an edit ends the workflow state; a return leaves it waiting for changes."""
    state = _state(case)
    if state is None:
        return
    with _following(case, state):
        if returned and state.current_task_state is not None:
            _titled(state.current_task_state.specific).reject(user=user, update=False, comment=comment)
            state.current_task_state.refresh_from_db()
            state.update(user=user)
            return
        if state.current_task_state is None:
            WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_CANCELLED)
            return
        state.cancel(user=user)


def give_up(case: Case, user: Any) -> None:
    """A case that was returned and is ended then waits for no changes any more."""
    try:
        item = item_of(case.item)
    except ObjectDoesNotExist:  # it is being deleted, and its records of Wagtail's with it
        return
    if not is_mirrored(case, item):
        return
    stock_mail.leave_cases_out()
    for state in WorkflowState.objects.for_instance(item).filter(status=WorkflowState.STATUS_NEEDS_CHANGES):
        with _following(case, state):
            state.cancel(user=user)


def unschedule(item: Any) -> None:
    """A publication that was revoked is not scheduled in Wagtail either."""
    for revision in item.revisions.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])


def take_down(item: Any) -> None:
    """Wagtail's flags follow a withdrawal; they decide nothing."""
    if isinstance(item, DraftStateMixin) and item.live:
        item.unpublish(commit=True, log_action=True)
