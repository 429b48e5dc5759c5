"""The one writer of Wagtail's `live`: the flag follows what is on view and decides nothing."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import DraftStateMixin, Page, Revision

log = logging.getLogger("cms.workflows")


def publish(revision: Revision, user: Any = None, *, logged: bool = True) -> None:
    """Wagtail's row becomes what the revision says. Raises ValidationError where a rule has become stricter since."""
    revision.publish(user=user, log_action=logged, skip_permission_checks=True)


def publish_or_flag(revision: Revision, number: int) -> None:
    """The same; where a rule has become stricter since, the flag alone: the public reads on."""
    try:
        with transaction.atomic():
            publish(revision, logged=False)
    except ValidationError as error:
        log.error("publication %s is on view; Wagtail's page does not follow: %s", number, "; ".join(error.messages))
        Page.objects.filter(pk=revision.object_id).update(live=True, has_unpublished_changes=True)


def withdraw(item: Any) -> None:
    """What was taken down by a decision."""
    if isinstance(item, DraftStateMixin) and item.live:
        item.unpublish(commit=True, log_action=True)


def expire(pages: Iterable[int]) -> None:
    """What came down by its approved expiry, by primary key. One statement."""
    rows = Page.objects.filter(pk__in=list(pages))
    rows.update(live=False, expired=True, has_unpublished_changes=True, live_revision=None)


def correct(page: Page, *, is_shown: bool, expired: bool) -> None:
    """A flag that disagreed with what is on view."""
    Page.objects.filter(pk=page.pk).update(live=is_shown, expired=expired)
