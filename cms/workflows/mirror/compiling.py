"""Wagtail's workflow for a plan: a workflow per sequence of tasks, a task per step."""

from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from wagtail.models import Task, Workflow, WorkflowTask

from cms.ledger.texts import canonical, sha256
from cms.workflows.cases.position import after_submission
from cms.workflows.chains import reading, words
from cms.workflows.chains.values import Plan, PlanStep
from cms.workflows.mirror.models import CompiledWorkflow, DisclosureTask


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


def step_of(plan: Plan, task: DisclosureTask) -> PlanStep | None:
    """The step of the plan that a task stands for."""
    own = (task.kind, task.seats, task.occurrence)
    return next(
        (step for step, each in zip(after_submission(plan), signature(plan), strict=True) if each[:3] == own), None
    )


def compiled(plan: Plan) -> Workflow:
    """Wagtail's workflow for a plan, made when it is first needed."""
    tasks = signature(plan)
    key = sha256(canonical([plan.procedure_class, plan.action, plan.channel, [_kept(task) for task in tasks]]))
    found = CompiledWorkflow.objects.select_related("workflow").filter(key=key).first()
    if found is not None:
        return found.workflow
    with translation.override("zh-hans"):
        workflow = Workflow.objects.create(name=words.chain(plan)[:255])
        made = _tasks(tasks)
    WorkflowTask.objects.bulk_create(
        WorkflowTask(workflow=workflow, task_id=made[each], sort_order=order) for order, each in enumerate(tasks)
    )
    CompiledWorkflow.objects.create(key=key, workflow=workflow)
    return workflow


def _kept(task: TaskOf) -> list[Any]:
    """As the key of a workflow was made before reviews had names, where there is none."""
    return list(task if task.whats else task[:3])


def _tasks(wanted: list[TaskOf]) -> dict[TaskOf, int]:
    """The key of each task; those that no plan needed before are made."""
    rows = DisclosureTask.objects.filter(kind__in={task.kind for task in wanted}).order_by("-pk")
    found = {TaskOf(row.kind, row.seats, row.occurrence, row.whats): int(row.pk) for row in rows}
    new = [task for task in wanted if task not in found]
    kind = ContentType.objects.get_for_model(DisclosureTask)
    labels = _labels(new)
    bases = Task.objects.bulk_create(Task(name=_name(task, labels), content_type=kind) for task in new)
    for base, task in zip(bases, new, strict=True):
        # the row of its own only: that of the table which it shares with Wagtail's tasks was just written
        DisclosureTask(task_ptr=base, **task._asdict()).save_base(raw=True, force_insert=True)
        found[task] = int(base.pk)
    return found


def _labels(tasks: list[TaskOf]) -> dict[str, str]:
    """What the text in force calls seats that have no name among our words; it is asked only where there is one."""
    seats = {seat for task in tasks for seat in task.seats.split(",")}
    return reading.active().labels if seats - set(words.SEATS) else {}


def _name(task: TaskOf, labels: dict[str, str]) -> str:
    whats = filter(None, task.whats.split(","))
    return words.task(task.kind, task.seats.split(","), task.occurrence, whats, labels)[:255]
