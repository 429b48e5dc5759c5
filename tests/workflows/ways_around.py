"""Ways past the chain on an item: through Wagtail's code, and by hand in tables. None may change what is seen."""

import io
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowState

from cms.ledger.texts import canonical, sha256
from cms.publication.models import Publication
from cms.workflows.cases.models import Case, ChainVersion, Decision, PendingSeat, SignedForm
from tests.factories.bureau import user
from tests.testapp.models import Notice

Way = Callable[[Notice], Any]
TEXT = "绕过"


def _published(notice: Notice) -> None:
    if notice.latest_revision is not None:
        notice.latest_revision.publish(user=user("admin"))


def _revision_rewritten(notice: Notice) -> None:
    revision = notice.latest_revision
    if revision is not None:
        revision.content = {**revision.content, "text": TEXT}
        revision.save()
        revision.publish(user=user("admin"))


def _row_saved(notice: Notice) -> None:
    notice.text = TEXT
    notice.save()


def _scheduled(notice: Notice) -> None:
    now = timezone.now()
    Notice.objects.filter(pk=notice.pk).update(go_live_at=now, expire_at=now)
    Revision.objects.filter(object_id=str(notice.pk)).update(approved_go_live_at=now)
    call_command("publish_scheduled", stdout=io.StringIO())


def _state_of(notice: Notice) -> WorkflowState | None:
    return WorkflowState.objects.active().filter(object_id=str(notice.pk)).first()


def _task_approved(notice: Notice) -> None:
    state = _state_of(notice)
    if state is not None and state.current_task_state is not None:
        state.current_task_state.specific.approve(user=user("admin"))


def _workflow_finished(notice: Notice) -> None:
    state = _state_of(notice)
    if state is not None:
        state.finish(user=user("admin"))


THROUGH_WAGTAIL: dict[str, Way] = {
    "row updated": lambda notice: Notice.objects.filter(pk=notice.pk).update(live=not notice.live, text=TEXT),
    "row saved": _row_saved,
    "revision published": _published,
    "revision rewritten and published": _revision_rewritten,
    "unpublished": lambda notice: notice.unpublish(user=user("admin")),
    "scheduled": _scheduled,
    "task approved": _task_approved,
    "workflow finished": _workflow_finished,
    "task states approved": lambda notice: TaskState.objects.update(status="approved"),
    "tasks switched off": lambda notice: Task.objects.update(active=False),
    "workflows switched off": lambda notice: Workflow.objects.update(active=False),
    "revisions purged": lambda notice: call_command("purge_revisions", stdout=io.StringIO()),
}
"""What these leave behind stays: the walk goes on with it."""


def _shortened(notice: Notice) -> None:
    """The plan of a running case without the steps between preparation and end."""
    for case in Case.objects.filter(item=notice.disclosure_key, state__in=Case.RUNNING):
        plan = json.loads(case.plan_text)
        plan["steps"] = [step for step in plan["steps"] if step["kind"] in ("draft", "provide", "attest")] + [
            plan["steps"][-1]
        ]
        Case.objects.filter(pk=case.pk).update(plan_text=canonical(plan))


def _signatures_forged(notice: Notice) -> None:
    """A copy of some decision for each step that is still to come."""
    case = Case.objects.filter(item=notice.disclosure_key, state="open").first()
    given = Decision.objects.filter(item=notice.disclosure_key).order_by("-number").first()
    if case is None or given is None:
        return
    for step in case.plan.steps:
        for seat in step.seats:
            given.number += 1
            given.case_id, given.round, given.digest = case.pk, case.round, case.digest
            given.kind, given.step, given.seat = step.kind, step.number, seat.key
            given.save()


def _other_text_signed(notice: Notice) -> None:
    """The case names a form that nobody signed."""
    case = Case.objects.filter(item=notice.disclosure_key, state="open").exclude(digest="").first()
    sealed = SignedForm.objects.filter(digest=case.digest).first() if case else None
    if case is None or sealed is None:
        return
    told = {**json.loads(sealed.text), "title": TEXT}
    digest = sha256(canonical(told))
    SignedForm.objects.create(digest=digest, text=canonical(told))
    Case.objects.filter(pk=case.pk).update(digest=digest)


def _publication_forged(notice: Notice) -> None:
    row = Publication.objects.filter(item=notice.disclosure_key).order_by("-number").first()
    if row is not None:
        row.number += 1000
        row.kind, row.title = "shown", TEXT
        row.save()


def _case(**values: Any) -> Way:
    return lambda notice: Case.objects.filter(item=notice.disclosure_key).update(**values)


IN_THE_TABLES: dict[str, Way] = {
    "plan shortened": _shortened,
    "signatures forged": _signatures_forged,
    "another text signed": _other_text_signed,
    "publication forged": _publication_forged,
    "cases completed": _case(state="completed"),
    "cases opened": _case(state="open"),
    "authors forgotten": _case(authors=[]),
    "another action": _case(action="withdraw"),
    "a release": _case(is_release=True),
    "a ratification": _case(is_ratification=True),
    "marks taken off": _case(major=False, particularly_major=False, sensitive=False),
    "seats taken": lambda notice: PendingSeat.objects.update(identifier="publicity", barred=[]),
    "publications altered": lambda notice: Publication.objects.update(visible_until=None, title=TEXT),
    "publications deleted": lambda notice: Publication.objects.all()._raw_delete("default"),
    "decisions altered": lambda notice: Decision.objects.update(kind="sign"),
    "chains altered": lambda notice: ChainVersion.objects.update(text=""),
}
"""What these leave behind is undone: no chain is expected to go on from it, only never to end in a publication."""


def go(way: Way, notice: Notice) -> None:
    """What the database or Wagtail refuses, it refuses."""
    try:
        with transaction.atomic():
            way(notice)
    except (DatabaseError, ValueError, LookupError, PermissionDenied):
        pass
