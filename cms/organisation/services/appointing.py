"""Giving somebody a post: it brings exactly what the post may do, from `starts_at` on."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.organisation.models import Post, Tenure
from cms.organisation.services.refusing import Refused, invalid, not_allowed


def appoint_refusal(tenure: Tenure, by: Any = None) -> str | None:
    """Why this tenure (not yet saved) may not be given, in words; None if it may."""
    refused = not_allowed(by, "add", "tenure", tenure.post.unit_id)
    if refused:
        return refused
    if by is not None and by.pk == tenure.user_id and not by.is_superuser:
        return _("Nobody gives a post to themselves.")
    if not tenure.user.is_active:
        return _("This account is switched off.")
    if tenure.ends_at is not None and tenure.ends_at <= tenure.starts_at:
        return _("The end lies before the beginning.")
    return invalid(tenure)


@transaction.atomic
def appoint(
    post: Post, user: Any, *, starts_at: datetime | None = None, ends_at: datetime | None = None, by: Any = None
) -> Tenure:
    """Raises Refused with the reason."""
    tenure = Tenure(post=post, user=user, starts_at=starts_at or timezone.now(), ends_at=ends_at)
    reason = appoint_refusal(tenure, by)
    if reason:
        raise Refused(reason)
    tenure.save()
    log(instance=tenure, action="disclosure_organisation.appoint", user=by, content_changed=True)
    return tenure
