"""Ending what holds: a tenure, a portfolio, a delegation, a seat in the leading group. Nothing is deleted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.organisation.models import Delegation, LeadingGroupMember, Portfolio, Tenure
from cms.organisation.periods import whole_second
from cms.organisation.services.refusing import Refused, not_allowed

Ending = Tenure | Portfolio | Delegation | LeadingGroupMember


def unit_id_of(period: Ending) -> int:
    return period.unit_id if isinstance(period, LeadingGroupMember) else period.post.unit_id


def end_refusal(period: Ending, ends_at: datetime | None = None, by: Any = None) -> str | None:
    """Why this may not be ended then (None: now), in words; None if it may. The giver may end a delegation."""
    own = isinstance(period, Delegation) and by is not None and by.is_active and by.pk == period.from_user_id
    refused = None if own else not_allowed(by, "change", str(period._meta.model_name), unit_id_of(period))
    if refused:
        return refused
    now = whole_second(timezone.now())
    if period.ends_at is not None and period.ends_at <= now:
        return _("This is over already.")
    if ends_at is not None and whole_second(ends_at) < now:
        return _("The end cannot lie in the past: somebody may have acted since.")
    if isinstance(period, Delegation) and ends_at is not None and period.ends_at and ends_at > period.ends_at:
        return _("A delegation can be shortened here; a longer one is a new delegation.")
    return None


@transaction.atomic
def end(period: Ending, ends_at: datetime | None = None, by: Any = None) -> Ending:
    """Ends it at `ends_at` (now if not given). What has not begun by then never begins. Raises Refused."""
    locked = type(period).objects.select_for_update().get(pk=period.pk)
    reason = end_refusal(locked, ends_at, by)
    if reason:
        raise Refused(reason)
    locked.ends_at = max(whole_second(ends_at or timezone.now()), locked.starts_at)
    locked.save(update_fields=["ends_at"])
    period.ends_at = locked.ends_at
    log(instance=locked, action="disclosure_organisation.end", user=by, content_changed=True)
    return period


def end_tenure(tenure: Tenure, ends_at: datetime | None = None, by: Any = None) -> Tenure:
    """The post's permissions and seats go in that second. Raises Refused."""
    end(tenure, ends_at, by)
    return tenure


def end_delegation(delegation: Delegation, ends_at: datetime | None = None, by: Any = None) -> Delegation:
    end(delegation, ends_at, by)
    return delegation


def end_portfolio(portfolio: Portfolio, ends_at: datetime | None = None, by: Any = None) -> Portfolio:
    end(portfolio, ends_at, by)
    return portfolio
