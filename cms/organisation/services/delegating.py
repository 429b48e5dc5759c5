"""Giving one's post to a named person for dated days (rule 6). The record then shows both names."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.organisation.models import Delegation, Post
from cms.organisation.services.refusing import Refused, invalid, not_allowed


def delegate_refusal(delegation: Delegation, by: Any = None) -> str | None:
    """Why this delegation (not yet saved) may not be given, in words; None if it may."""
    own = by is not None and by.is_active and by.pk == delegation.from_user_id
    refused = None if own else not_allowed(by, "add", "delegation", delegation.post.unit_id)
    if refused:
        return refused
    if not own and by is not None and by.pk == delegation.to_user_id and not by.is_superuser:
        return _("Nobody takes another person's post for themselves.")
    if delegation.ends_at is not None and delegation.ends_at <= max(delegation.starts_at, timezone.now()):
        return _("The delegation would be over before it begins.")
    return invalid(delegation)


@transaction.atomic
def delegate(
    post: Post, from_user: Any, to_user: Any, starts_at: datetime | None, ends_at: datetime, reason: str, by: Any = None
) -> Delegation:
    """Raises Refused with the reason. The holder may delegate their own post, an administrator any of the unit."""
    delegation = Delegation(
        post=post,
        from_user=from_user,
        to_user=to_user,
        starts_at=starts_at or timezone.now(),
        ends_at=ends_at,
        reason=reason,
    )
    refused = delegate_refusal(delegation, by)
    if refused:
        raise Refused(refused)
    delegation.save()
    log(instance=delegation, action="disclosure_organisation.delegate", user=by, content_changed=True)
    return delegation
