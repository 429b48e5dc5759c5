"""The body's own time zone for all its people: the regulation's dates are its dates, whatever a profile of Wagtail's
holds.

Somebody who holds no post (a host's other editors) keeps the zone of their profile.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db.models.signals import post_init
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.organisation import memberships
from cms.organisation.permissions import current_posts

log = logging.getLogger("cms.organisation")


def connect() -> None:
    """From now on no profile of one of the body's people holds another zone: not one that was migrated, nor one that
    somebody writes."""
    post_init.connect(_keep_own_zone, sender=UserProfile, dispatch_uid="disclosure_own_zone")


def _keep_own_zone(sender: type[UserProfile], instance: UserProfile, **kwargs: Any) -> None:
    held = instance.__dict__.get("current_time_zone")
    if held and held != settings.TIME_ZONE and _is_of_the_body(instance.user_id):
        log.warning("the profile of user %s holds the time zone %s: passed over", instance.user_id, held)
        instance.current_time_zone = ""


def _is_of_the_body(user_id: int | None) -> bool:
    """Who holds a post, and on a site without other people everybody."""
    if user_id is None or not memberships.count():
        return True
    return current_posts(user_id, timezone.now()).exists()


@register()
def one_zone(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A choice that has no effect is not offered."""
    if getattr(settings, "WAGTAIL_USER_TIME_ZONES", None) == [settings.TIME_ZONE] or memberships.count():
        return []
    hint = "Set WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]: every other choice is passed over."
    return [Warning("Profiles offer time zones that have no effect.", hint=hint, id="disclosure_organisation.W003")]
