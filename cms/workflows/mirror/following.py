"""Wagtail's own records of a case: a workflow per sequence of tasks, a task state per step.

They follow the case and decide nothing; so Wagtail's reports, history and workflow pages show the truth.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowMixin, WorkflowState
from wagtail.signals import task_submitted, workflow_submitted

from cms.publication.disclosable import item_of
from cms.workflows.cases.models import Case
from cms.workflows.cases.position import Position, after_submission
from cms.workflows.chains.values import PlanStep, applies
from cms.workflows.mirror import compiling, history, states, stock_mail
from cms.workflows.mirror.models import DisclosureTask

log = logging.getLogger("cms.workflows")
SKIPPED = TaskState.STATUS_SKIPPED


def is_mirrored(case: Case, item: Any) -> bool:
    return isinstance(item, WorkflowMixin) and case.has_content


def start(case: Case, item: Any, user: Any, position: Position | None = None) -> WorkflowState | None:
    """Begin the page's own workflow state at the submission; where the case stands then, if it is known.

    The case names it then, and is saved by the caller.
    """
    if not is_mirrored(case, item):
        return None
    stock_mail.leave_cases_out()
    active = list(WorkflowState.objects.active().for_instance(item))
    returned = next((each for each in active if each.status == WorkflowState.STATUS_NEEDS_CHANGES), None)
    state = _new(case, item, user, active) if returned is None else _taken_up_again(case, returned, user)
    case.workflow_state_id = state.pk
    _mark_skipped(state, case, ())
    _go_to(state, position.step if position else None)
    state.update(user=user)
    workflow_submitted.send(sender=state.__class__, instance=state, user=user)
    return state


def _new(case: Case, item: Any, user: Any, active: list[WorkflowState]) -> WorkflowState:
    _end_running(case, active, user)
    kind = ContentType.objects.get_for_model(item, for_concrete_model=False)
    state = WorkflowState(
        content_type=kind,
        base_content_type=item.get_base_content_type(),
        object_id=str(item.pk),
        workflow=compiling.compiled(case.plan),
        status=WorkflowState.STATUS_IN_PROGRESS,
        requested_by=user,
    )
    _ours(state, case).save()
    return state


def _ours(state: WorkflowState, case: Case) -> WorkflowState:
    """Put together here from rows that were just read: Wagtail need not ask for each of them whether it exists."""
    state.full_clean = lambda *args, **kwargs: None  # type: ignore[method-assign]  # for this instance
    state._disclosure_case = case
    return state


def _taken_up_again(case: Case, state: WorkflowState, user: Any) -> WorkflowState:
    """The workflow state of a round that was returned goes on, as Wagtail's own does; its signatures are void."""
    TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_SKIPPED).delete()
    with translation.override("zh-hans"):
        void = _("(void: this round was returned)")
    for given in TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED):
        given.status, given.comment = TaskState.STATUS_CANCELLED, f"{given.comment}{void}"
        given.save(update_fields=["status", "comment"])
    state.workflow, state.status = compiling.compiled(case.plan), WorkflowState.STATUS_IN_PROGRESS
    state.current_task_state, state.requested_by = None, user
    _ours(state, case).save()
    return state


def _tasks(state: WorkflowState) -> dict[int, DisclosureTask]:
    """The tasks of its workflow by their keys, read once for a state that was loaded."""
    kept: dict[int, DisclosureTask] | None = state.__dict__.get("_disclosure_tasks")
    if kept is None:
        rows = DisclosureTask.objects.filter(workflow_tasks__workflow=state.workflow_id)
        kept = state._disclosure_tasks = {int(task.pk): task for task in rows}
    return kept


def _go_to(state: WorkflowState, step: PlanStep | None) -> None:
    """What Wagtail takes for its next task is where the case stands; its own reckoning where it has no such task."""
    case = states.case_of(state)
    if case is None or step is None:
        return
    tasks = _tasks(state).values()
    wanted = next((task for task in tasks if task.active and states.step_of(case, task) == step), None)
    if wanted is not None:
        state.get_next_task = lambda: wanted  # type: ignore[method-assign]  # for this instance


def _mark_skipped(state: WorkflowState, case: Case, rows: Iterable[TaskState]) -> None:
    """Steps that do not apply to the case are skipped from the start, so that nothing names them as the next one.

    `rows` are the state's that were skipped so far.
    """
    if not any(step.condition for step in after_submission(case.plan)):
        return
    skipped = {row.task_id: row for row in rows}
    new = []
    for task in _tasks(state).values():
        step = states.step_of(case, task)
        is_due = step is None or applies(step.condition, case.marks)
        if is_due and task.pk in skipped:
            skipped[task.pk].delete()
        elif not is_due and task.pk not in skipped:
            new.append(TaskState(workflow_state=state, revision_id=_revision(state, case), task=task, status=SKIPPED))
    if new:
        TaskState.objects.bulk_create(new)


def _revision(state: WorkflowState, case: Case) -> int | None:
    """The one that the case is about."""
    return case.revision_id or state.content_object.latest_revision_id


def started(task: DisclosureTask, state: Any, user: Any) -> TaskState | None:
    """Begin a task of a case, or skip it when the case has nothing to wait for there; None for what is no case's."""
    case = states.case_of(state)
    if case is None:
        return None
    step = states.step_of(case, task)
    is_due = step is None or applies(step.condition, case.marks)
    status = TaskState.STATUS_IN_PROGRESS if is_due else SKIPPED
    row = TaskState(workflow_state=state, revision_id=_revision(state, case), task=task, status=status)
    row.save()
    task_submitted.send(sender=type(row), instance=row, user=user)
    return row


def _end_running(case: Case, active: list[WorkflowState], user: Any) -> None:
    for state in active:
        with _following(case, state):
            if state.current_task_state is None:
                WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_CANCELLED)
            else:
                state.cancel(user=user)


def _state(case: Case) -> WorkflowState | None:
    if case.workflow_state_id is None:
        return None
    stock_mail.leave_cases_out()
    state = (
        WorkflowState.objects.select_related("current_task_state__task", "workflow")
        .filter(pk=case.workflow_state_id, status=WorkflowState.STATUS_IN_PROGRESS)
        .first()
    )
    if state is None:
        return None
    if state.current_task_state is not None:
        state.current_task_state.workflow_state = state
    return _ours(state, case)


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


def follow(case: Case, position: Position, user: Any, comment: str = "", begun: WorkflowState | None = None) -> None:
    """Bring the task states to where the case stands; a step that is done is approved, one that came back restarts.

    `begun` is the state that was started in this second: what is skipped there is marked already.
    """
    state = begun or _state(case)
    if state is None or position.step is None:
        return
    with _following(case, state):
        if begun is None:
            _mark_skipped(state, case, TaskState.objects.filter(workflow_state=state, status=SKIPPED))
        _follow(state, case, position, user, comment)


def _follow(state: WorkflowState, case: Case, position: Position, user: Any, comment: str) -> None:
    if position.step is None:
        return
    task_state = state.current_task_state
    task = _tasks(state).get(task_state.task_id) if task_state else None
    current = states.step_of(case, task) if task is not None else None
    if current is not None and current.number == position.step.number:
        return
    _go_to(state, position.step)
    if task_state is not None and current is not None and current.number in position.done:
        state.current_task_state = history.told_by(task_state.specific, case)
        state.current_task_state.approve(user=user, update=False, comment=comment)
    elif task_state is not None:
        task_state.specific.cancel(user=user)
        state.current_task_state.refresh_from_db()
    state.update(user=user)


def finish(case: Case, user: Any, comment: str = "") -> None:
    """The last step: Wagtail's workflow ends, and its hook lets Wagtail publish the signed revision."""
    state = _state(case)
    if state is None:
        return
    with _following(case, state):
        if state.current_task_state is not None:
            state.get_next_task = lambda: None  # type: ignore[method-assign]  # for this instance
            history.told_by(state.current_task_state.specific, case).approve(user=user, update=False, comment=comment)
        state.finish(user=user)


def end(case: Case, user: Any, comment: str = "", *, returned: bool = False) -> None:
    """A recall or an edit ends the workflow state; a return leaves it waiting for changes."""
    state = _state(case)
    if state is None:
        return
    with _following(case, state):
        if returned and state.current_task_state is not None:
            state.current_task_state = history.told_by(state.current_task_state.specific, case)
            state.current_task_state.reject(user=user, update=False, comment=comment)
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
