"""Putting a leader in charge of an office (分管)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.organisation.models import Office, Portfolio, Post
from cms.organisation.services.refusing import Refused, invalid, not_allowed


def put_in_charge_refusal(portfolio: Portfolio, by: Any = None) -> str | None:
    """Why this portfolio (not yet saved) may not be given, in words; None if it may."""
    return not_allowed(by, "add", "portfolio", portfolio.post.unit_id) or invalid(portfolio)


@transaction.atomic
def put_in_charge(post: Post, office: Office, *, starts_at: datetime | None = None, by: Any = None) -> Portfolio:
    """Raises Refused with the reason."""
    portfolio = Portfolio(post=post, office=office, starts_at=starts_at or timezone.now())
    reason = put_in_charge_refusal(portfolio, by)
    if reason:
        raise Refused(reason)
    portfolio.save()
    log(instance=portfolio, action="disclosure_organisation.put_in_charge", user=by, content_changed=True)
    return portfolio
