"""What Wagtail's own records of cases are made of: a workflow per sequence of tasks, a task per step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, Workflow

from cms.questions import Question


class CompiledWorkflow(models.Model):
    """Which of Wagtail's workflows mirrors which sequence of tasks."""

    key = models.CharField(max_length=64, primary_key=True)
    workflow = models.OneToOneField(Workflow, models.CASCADE, related_name="disclosure_compiled")

    def __str__(self) -> str:
        return str(self.workflow)


@dataclass(frozen=True)
class TaskBehaviour:
    """What Wagtail's way to act on a task does; bound by `AppConfig.ready()`, for it stands above the models.

    `start(task, workflow state, user)` is None where the state is no case's; `actions(task, item, user)` gives
    (name, label, asks for a comment); `act(task, task state, user, action name, comment)` raises PermissionDenied.
    """

    start: Callable[["DisclosureTask", Any, Any], TaskState | None]
    actions: Callable[["DisclosureTask", Any, Any], list[tuple[str, Any, bool]]]
    act: Callable[["DisclosureTask", Any, Any, str, str], None]


tasks_behave: Question[TaskBehaviour] = Question("workflows.task_behaviour", "What does Wagtail's acting on a task do?")


def behaviour() -> TaskBehaviour:
    """Raises LookupError before the plugin is ready."""
    answer = tasks_behave.alone()
    if answer is None:
        raise LookupError(tasks_behave.asks)
    return answer


class DisclosureTask(Task):
    """A step in Wagtail's own records: one row per kind, seats, occurrence and reviews, shared by chains."""

    kind = models.CharField(_("kind"), max_length=20)
    seats = models.CharField(_("seats"), max_length=255)
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), default=1)
    whats = models.CharField(_("names of the reviews"), max_length=120, blank=True)

    admin_form_fields: list[str] = []
    admin_form_readonly_on_edit_fields: list[str] = []

    class Meta:
        verbose_name = _("step of a chain")
        verbose_name_plural = _("steps of chains")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Start, or skip when the case has nothing to wait for here."""
        return behaviour().start(self, workflow_state, user) or super().start(workflow_state, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        return behaviour().actions(self, obj, user)

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        behaviour().act(self, task_state, user, action_name, str(kwargs.get("comment", "")))

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> Any:
        return _("A step that the regulation lays down; who acts in it follows from the posts.")
