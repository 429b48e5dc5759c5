"""Wagtail's history of an item: what was decided on a case, written from what the case knows.

Wagtail puts the item of the revision together to learn its title, and asks of every row that a line of the history
names whether it is there. All of them were just read here.
"""

from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.log_actions import registry as logs
from wagtail.models import PageLogEntry, TaskState

from cms.workflows.cases.models import Case


def told_by(task_state: TaskState, case: Case) -> TaskState:
    """The same task state; what becomes of it is told in the history by its case."""
    task_state.log_state_change_action = partial(_tell, task_state, case)  # type: ignore[method-assign]  # this one's
    return task_state


def _tell(task_state: TaskState, case: Case, user: Any, action: str) -> None:
    """The line that Wagtail writes of an approved or rejected task (`TaskState.log_state_change_action`)."""
    state, following = task_state.workflow_state, task_state.workflow_state.get_next_task()
    kind = ContentType.objects.get_for_id(state.content_type_id)
    entries: Any = logs.get_log_model_for_model(kind.model_class())
    if entries is None:
        return
    data = {
        "workflow": {
            "id": state.workflow_id,
            "title": state.workflow.name,
            "status": task_state.status,
            "task_state_id": task_state.pk,
            "task": {"id": task_state.task_id, "title": task_state.task.name},
            "next": {"id": following.pk, "title": following.name} if following else None,
        },
        "comment": task_state.get_comment(),
    }
    context = get_active_log_context()
    entry = entries(
        content_type=kind,
        label=case.title,
        action=f"wagtail.workflow.{action}",
        timestamp=timezone.now(),
        data=data,
        user=user or context.user,
        uuid=context.uuid,
        revision_id=task_state.revision_id,
    )
    named = "page_id" if issubclass(entries, PageLogEntry) else "object_id"
    setattr(entry, named, state.object_id)
    entries.objects.bulk_create([entry])
