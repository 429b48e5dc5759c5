"""Wagtail's own way to act on a task (queue, editor, its action address): the same services, the same refusals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from cms.workflows import services
from cms.workflows.cases import progress
from cms.workflows.cases.models import Case
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.mirror import states
from cms.workflows.mirror.models import DisclosureTask
from cms.workflows.services.refusing import Refused


def _situation(task: DisclosureTask, obj: Any) -> Situation | None:
    key = getattr(obj.specific if hasattr(obj, "specific") else obj, "disclosure_key", None)
    case = Case.objects.filter(item=key, state=Case.State.OPEN, workflow_state_id__isnull=False).first()
    if case is None:
        return None
    situation = progress.look(case)
    step = states.step_of(case, task)
    return situation if step is not None and step == situation.position.step else None


def actions(task: DisclosureTask, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
    """(name, label, asks for a comment) for what this person may do at this task now."""
    situation = _situation(task, obj)
    step = situation.position.step if situation else None
    if situation is None or step is None or not situation.seats_for(user):
        return []
    found: list[tuple[str, Any, bool]] = [("reject", _("Return to the provider"), True)]
    if not step.definition.is_recorded:
        found.insert(0, ("approve", words.step(step.kind, [seat.seat for seat in situation.seats_for(user)]), True))
    return found


def act(task: DisclosureTask, task_state: Any, user: Any, action: str, comment: str) -> None:
    """Sign, publish or return by Wagtail's action. Raises PermissionDenied with the service's sentence."""
    state = WorkflowState.objects.get(pk=task_state.workflow_state_id)
    current = state.current_task_state_id == task_state.pk and task_state.status == TaskState.STATUS_IN_PROGRESS
    if state.status != WorkflowState.STATUS_IN_PROGRESS or not current:
        raise PermissionDenied(_("This task is not in progress any more."))
    situation = _situation(task, state.content_object)
    if situation is None or situation.position.step is None:
        raise PermissionDenied(_("This task is not in progress any more."))
    try:
        if action == "reject":
            services.return_to_provider(situation.case, user, reason=comment)
        elif action == "approve" and situation.position.step.definition.finishes:
            services.publish(situation.case, user, comment=comment)
        elif action == "approve":
            services.sign(situation.case, user, comment=comment)
        else:
            raise PermissionDenied(_("There is no such action."))
    except Refused as refused:
        raise PermissionDenied(refused.reason) from refused
