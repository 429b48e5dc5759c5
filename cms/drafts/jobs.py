"""What is too old, or belongs to somebody who may not send it any more, goes."""

import datetime
import logging

from django.apps import apps

from cms.drafts import services
from cms.drafts.conf import rules
from cms.drafts.models import UnsavedForm

log = logging.getLogger("cms.drafts")


def run(now: datetime.datetime) -> dict[str, int]:
    """How many went, by why."""
    old, _each = UnsavedForm.objects.filter(kept_at__lt=now - datetime.timedelta(days=rules().days)).delete()
    rows = UnsavedForm.objects.defer("form").select_related("user", "page")
    gone = [row.pk for row in rows.iterator(chunk_size=200) if not _is_theirs(row)]
    UnsavedForm.objects.filter(pk__in=gone).delete()
    if old or gone:
        log.info("unsaved forms dropped: %s too old, %s not theirs any more", old, len(gone))
    return {"old": old, "without_right": len(gone)}


def _is_theirs(row: UnsavedForm) -> bool:
    try:
        begun = apps.get_model(row.begun) if row.begun else None
    except LookupError:
        return False
    return services.refusal(row.user, services.Place(row.page.specific, begun)) is None
