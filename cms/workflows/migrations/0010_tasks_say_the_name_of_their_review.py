"""Tasks of Wagtail's say 保密审查 and 合法性审查 as the cases do, with a colon that is Chinese; those that exist do too.

One task stood for reviews of several names: what a workflow's cases say decides which one it has from now on.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.utils import translation

BEFORE_SUBMISSION = ("draft", "provide", "attest")


def rename(apps: Any, schema_editor: Any) -> None:
    task_model = apps.get_model("disclosure_workflows", "DisclosureTask")
    tasks = {task.pk: task for task in task_model.objects.all()}
    if not tasks:
        return
    with translation.override("zh-hans"):
        for task in tasks.values():
            _told(task, _default(task))
        took_its_place = dict(_split(apps, tasks))
    names = dict(task_model.objects.values_list("pk", "name"))
    _retell(apps, took_its_place, names)


def _default(task: Any) -> str:
    from cms.workflows.chains import words

    found = (words.review_of(task.kind, seat, "") for seat in task.seats.split(","))
    return ",".join(dict.fromkeys(filter(None, found)))


def _told(task: Any, whats: str) -> Any:
    from cms.workflows.chains import words

    task.whats = whats
    task.name = words.task(task.kind, task.seats.split(","), task.occurrence, filter(None, whats.split(",")))[:255]
    task.save()
    return task


def _split(apps: Any, tasks: dict[int, Any]) -> Iterator[tuple[tuple[int, int], int]]:
    """((workflow, its task), the task that takes its place there)."""
    placed, states = apps.get_model("wagtailcore", "WorkflowTask"), apps.get_model("wagtailcore", "TaskState")
    for compiled in apps.get_model("disclosure_workflows", "CompiledWorkflow").objects.all():
        named = _reviews(apps, compiled.workflow_id)
        for row in placed.objects.filter(workflow_id=compiled.workflow_id, task_id__in=tasks):
            task = tasks[row.task_id]
            whats = named.get((task.kind, task.seats, task.occurrence), task.whats)
            if whats == task.whats:
                continue
            own = _other(apps, task, whats)
            placed.objects.filter(pk=row.pk).update(task_id=own)
            given = states.objects.filter(workflow_state__workflow_id=compiled.workflow_id, task_id=task.pk)
            given.update(task_id=own)
            yield (compiled.workflow_id, task.pk), own


def _reviews(apps: Any, workflow: int) -> dict[tuple[str, str, int], str]:
    """What the newest case of a workflow calls the reviews of its tasks."""
    from cms.workflows.chains import words

    states = apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow_id=workflow).values("pk")
    case = apps.get_model("disclosure_workflows", "Case").objects.filter(workflow_state_id__in=states).last()
    found: dict[tuple[str, str, int], str] = {}
    seen: dict[tuple[str, str], int] = {}
    for step in json.loads(case.plan_text).get("steps", ()) if case is not None else ():
        if step["kind"] in BEFORE_SUBMISSION:
            continue
        key = (step["kind"], ",".join(dict.fromkeys(seat["identifier"] for seat in step["seats"])))
        seen[key] = seen.get(key, 0) + 1
        names = (words.review_of(step["kind"], seat["identifier"], seat.get("what", "")) for seat in step["seats"])
        found[(*key, seen[key])] = ",".join(dict.fromkeys(filter(None, names)))
    return found


def _other(apps: Any, task: Any, whats: str) -> int:
    model = apps.get_model("disclosure_workflows", "DisclosureTask")
    same = {"kind": task.kind, "seats": task.seats, "occurrence": task.occurrence}
    found = model.objects.filter(**same, whats=whats).first()
    if found is None:
        found = _told(model(**same, content_type_id=task.content_type_id, active=task.active), whats)
    return int(found.pk)


def _retell(apps: Any, took_its_place: dict[tuple[int, int], int], names: dict[int, str]) -> None:
    """Histories hold the names as words."""
    for model in ("PageLogEntry", "ModelLogEntry"):
        entries = apps.get_model("wagtailcore", model).objects.filter(action__startswith="wagtail.workflow")
        for entry in entries.iterator(1000):
            told = entry.data.get("workflow") if isinstance(entry.data, dict) else None
            if not isinstance(told, dict):
                continue
            changed = False
            for place in ("task", "next"):
                named = told.get(place)
                if isinstance(named, dict) and named.get("id") in names:
                    named["id"] = took_its_place.get((told.get("id"), named["id"]), named["id"])
                    named["title"], changed = names[named["id"]], True
            if changed:
                entry.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_workflows", "0009_channels_posted_by_hand"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosuretask",
            name="whats",
            field=models.CharField(blank=True, max_length=120, verbose_name="names of the reviews"),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
