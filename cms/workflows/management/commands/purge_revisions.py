"""Wagtail's command of this name, which here keeps the versions that the record needs (`keeping`)."""

import datetime
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.management.commands import purge_revisions
from wagtail.models import Revision, WorkflowState

from cms.workflows.wagtail import keeping

RUNNING = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


class Command(purge_revisions.Command):
    """Takes the options of Wagtail's; clears what Wagtail's would, but for what is kept."""

    help = "Clear old versions: never the newest, a scheduled one, one that was submitted, or the last of an author"

    def handle(self, *args: Any, **options: Any) -> None:
        cleared = kept = 0
        for revision in _old(options).iterator():
            if revision.is_latest_revision():
                continue
            if keeping.is_kept(revision) or not _cleared(revision):
                kept += 1
            else:
                cleared += 1
        self.stdout.write(_("%(number)s old versions cleared.") % {"number": cleared})
        self.stdout.write(_("%(number)s kept, because the record refers to them.") % {"number": kept})


def _old(options: dict[str, Any]) -> QuerySet[Revision]:
    """What Wagtail's command would clear, the newest of each object included."""
    pages, others = options.get("pages"), options.get("non_pages")
    found = Revision.objects.all()
    if pages and not others:
        found = Revision.objects.page_revisions()
    elif others and not pages:
        found = Revision.objects.not_page_revisions()
    found = found.filter(approved_go_live_at=None).exclude(task_states__workflow_state__status__in=RUNNING)
    if options.get("days"):
        found = found.filter(created_at__lt=timezone.now() - datetime.timedelta(days=options["days"]))
    return found


def _cleared(revision: Revision) -> bool:
    try:
        revision.delete()
    except ProtectedError:
        return False
    return True
