"""Which case, and which step of it, Wagtail's records stand for."""

from typing import Any

from cms.workflows.cases.models import Case
from cms.workflows.chains.values import PlanStep
from cms.workflows.mirror import compiling
from cms.workflows.mirror.models import DisclosureTask


def case_of(workflow_state: Any) -> Case | None:
    """The case that a workflow state mirrors."""
    kept = getattr(workflow_state, "_disclosure_case", None)
    if kept is None:
        kept = Case.objects.filter(workflow_state_id=workflow_state.pk).order_by("-pk").first()
        workflow_state._disclosure_case = kept
    return kept


def step_of(case: Case, task: DisclosureTask) -> PlanStep | None:
    """The step of the case that a task stands for."""
    return compiling.step_of(case.plan, task)
