"""Wagtail's own mails know group tasks and superusers only: for a case they are left out."""

from functools import lru_cache
from typing import Any

from wagtail.admin import signal_handlers
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from cms.workflows.mirror import states

NOTIFIERS = (
    (workflow_submitted, "submitted", signal_handlers.workflow_submission_email_notifier),
    (workflow_rejected, "rejected", signal_handlers.workflow_rejection_email_notifier),
    (workflow_approved, "approved", signal_handlers.workflow_approval_email_notifier),
)


class ExceptCases:
    """Calls Wagtail's notifier unless the workflow state is a case's."""

    def __init__(self, notifier: Any) -> None:
        self.notifier = notifier

    def __call__(self, sender: Any, instance: Any, **kwargs: Any) -> Any:
        return None if states.case_of(instance) is not None else self.notifier(instance=instance, **kwargs)


@lru_cache(maxsize=1)
def leave_cases_out() -> tuple[ExceptCases, ...]:
    """Takes the place of Wagtail's notifiers, once; what it returns keeps the receivers alive. One that the host has
    taken off stays off."""
    made = []
    for signal, name, notifier in NOTIFIERS:
        uid = f"workflow_state_{name}_email_notification"
        if not signal.disconnect(sender=WorkflowState, dispatch_uid=uid):
            continue
        receiver = ExceptCases(notifier)
        signal.connect(receiver, sender=WorkflowState, dispatch_uid=uid)
        made.append(receiver)
    return tuple(made)
