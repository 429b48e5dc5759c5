"""`unblock`: what keeps an item from being edited and belongs to no case of ours is taken off, by whoever may write it.

Locks, workflows and schedules of Wagtail's own are set by nobody here: they come from a script, or from the site that
was migrated. Left alone, they would block an item for ever.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log as log_action
from wagtail.models import AbstractPage, DraftStateMixin, LockableMixin, TaskState, WorkflowMixin, WorkflowState

from cms.organisation import permissions
from cms.publication.disclosable import key_of
from cms.workflows.cases import drafting, lookup, missed, regulation
from cms.workflows.cases.models import Case
from cms.workflows.cases.records import name_of
from cms.workflows.chains.vocabulary import CHANNELS, PUBLISHER
from cms.workflows.mirror.models import CompiledWorkflow
from cms.workflows.services import scheduled
from cms.workflows.services.refusing import check

log = logging.getLogger("cms.workflows")
LOCK, WORKFLOW, SCHEDULE, ALIAS = "lock", "workflow", "schedule", "alias"


@dataclass(frozen=True)
class Block:
    """`kind` is `lock`, `workflow`, `schedule` or `alias`; `text` says it in a sentence."""

    kind: str
    text: str


def of(item: Any) -> list[Block]:
    """What blocks the item and is no case's doing. Two queries where nothing does."""
    if item.pk is None:
        return []
    found = []
    if isinstance(item, LockableMixin) and item.locked:
        found.append(Block(LOCK, _lock_in_words(item)))
    for state in _foreign_workflows(item):
        facts = {"workflow": state.workflow.name}
        found.append(Block(WORKFLOW, _("A workflow that is no approval of this site runs: “%(workflow)s”.") % facts))
    found += [
        Block(SCHEDULE, _("A draft is scheduled for %(at)s by nobody's signature.") % {"at": missed.moment(at)})
        for at in _foreign_schedules(item).values_list("approved_go_live_at", flat=True)
    ]
    if isinstance(item, AbstractPage) and item.alias_of_id:
        found.append(Block(ALIAS, _("It is an alias of another page, whose text it would follow.")))
    return found


def _lock_in_words(item: Any) -> str:
    who = name_of(item.locked_by) if item.locked_by else _("somebody unknown")
    if item.locked_at is None:
        return _("It was locked by %(who)s, not by an approval: nobody can edit it.") % {"who": who}
    facts = {"who": who, "at": missed.moment(item.locked_at)}
    return _("It was locked by %(who)s on %(at)s, not by an approval: nobody can edit it.") % facts


def _foreign_workflows(item: Any) -> Any:
    """Unfinished workflow states of the item that mirror no case: neither one in approval nor one that came back."""
    if not isinstance(item, WorkflowMixin) or item.__dict__.get("_current_workflow_states") == []:
        return WorkflowState.objects.none()
    ours = Case.objects.filter(item=key_of(item), state=Case.State.OPEN, workflow_state_id__isnull=False)
    running = WorkflowState.objects.active().for_instance(item)
    came_back = Q(status=WorkflowState.STATUS_NEEDS_CHANGES, workflow__in=CompiledWorkflow.objects.values("workflow"))
    return running.exclude(pk__in=ours.values("workflow_state_id")).exclude(came_back).select_related("workflow")


def _foreign_schedules(item: Any) -> Any:
    """Revisions that Wagtail would publish at a time, where no signed case waits for its own."""
    none = lookup.revisions_of(item).none()
    if not isinstance(item, DraftStateMixin) or item.__dict__.get("scheduled_revision", none) is None:
        return none
    found = lookup.revisions_of(item).filter(approved_go_live_at__isnull=False)
    if not found.exists() or scheduled.of_item(key_of(item), CHANNELS.names()):
        return none
    return found


def refusal(item: Any, user: Any) -> str | None:
    """Why this person cannot take off what blocks the item: who may write it can, and whoever publishes."""
    unit = item.issuing_office.unit_id if getattr(item, "issuing_office_id", None) else None
    if not drafting.may_draft(user, item) and not (
        unit and permissions.holds(user, unit, regulation.active().seat_of(PUBLISHER))
    ):
        return _("Only the office that provides this item, the publicity office or an administrator can free it.")
    return None if of(item) else _("Nothing blocks it.")


@transaction.atomic
def unblock(item: Any, user: Any) -> list[Block]:
    """Take off what blocks the item; each thing leaves a line in its log. Raises Refused."""
    check(refusal(item, user), f"unblock {key_of(item)}")
    found = of(item)
    for block in found:
        _TAKES_OFF[block.kind](item)
        log_action(item, "disclosure.unblock", user=user, data={"kind": block.kind, "text": block.text})
        log.warning("%s took off what blocked %s: %s", user, key_of(item), block.text)
    return found


def _unlock(item: Any) -> None:
    item.locked, item.locked_by, item.locked_at = False, None, None
    type(item)._base_manager.filter(pk=item.pk).update(locked=False, locked_by=None, locked_at=None)


def _end_workflows(item: Any) -> None:
    """Without asking their tasks: what they are may not even be installed here."""
    states = [state.pk for state in _foreign_workflows(item)]
    running = TaskState.objects.filter(workflow_state__in=states, status=TaskState.STATUS_IN_PROGRESS)
    running.update(status=TaskState.STATUS_CANCELLED)
    WorkflowState.objects.filter(pk__in=states).update(status=WorkflowState.STATUS_CANCELLED)


def _unschedule(item: Any) -> None:
    _foreign_schedules(item).update(approved_go_live_at=None)


def _make_own(item: Any) -> None:
    item.alias_of = None
    type(item)._base_manager.filter(pk=item.pk).update(alias_of=None)
    if item.latest_revision_id is None:
        item.save_revision(clean=False)


_TAKES_OFF = {LOCK: _unlock, WORKFLOW: _end_workflows, SCHEDULE: _unschedule, ALIAS: _make_own}
