"""A session that nobody uses ends: DISCLOSURE_SESSION_IDLE, in minutes; 0 for never.

The clock of the day can be put back, and an idle session would last until it has caught up. So the seconds since the
machine was started are noted beside it, and the longer of the two counts. Where that clock was another one (another
machine, or started since) a session that was used in the future ends.
"""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

SEEN = "_disclosure_seen"
BESIDE = ("wagtailadmin_editing_sessions:",)
"""Views that an open page asks by itself: they are no use of it."""
NOTED_EVERY = 60
STARTED = Path("/proc/sys/kernel/random/boot_id")


@cache
def _machine() -> str:
    """This start of this machine; "" where the system does not tell."""
    try:
        return STARTED.read_text().strip()[:36]
    except OSError:
        return ""


def _since_start() -> int:
    """Seconds since the machine was started, which nobody puts back; the same for all its processes."""
    return int(time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


def _now() -> tuple[int, int, str]:
    return int(time.time()), _since_start(), _machine()


def unused(noted: object, now: tuple[int, int, str]) -> int | None:
    """Seconds since a session was used; None if nothing can be said, because it was used in the future."""
    if not (isinstance(noted, list | tuple) and len(noted) == 3 and all(isinstance(each, int) for each in noted[:2])):
        return 0
    by_clock = now[0] - int(noted[0])
    if now[2] and noted[2] == now[2] and now[1] >= noted[1]:
        return max(by_clock, now[1] - int(noted[1]))
    return by_clock if by_clock >= -NOTED_EVERY else None


class IdleSessions:
    """Middleware, after the one that says who asks. What is noted is the minute, so a session is written once in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        minutes = int(getattr(settings, "DISCLOSURE_SESSION_IDLE", 60))
        if minutes and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._judge(request, minutes * 60)
        return self.get_response(request)

    def _judge(self, request: HttpRequest, limit: int) -> None:
        now, noted = _now(), request.session.get(SEEN)
        passed = unused(noted, now)
        if passed is None or passed > limit:
            logout(request)
            messages.warning(request, _("You were logged out because nothing was done for a while. Log in again."))
            return
        stale = noted is None or not isinstance(noted, list) or passed >= NOTED_EVERY or now[0] < noted[0]
        request.idle_noted_at = list(now) if stale else None  # type: ignore[attr-defined]  # an attribute of ours, read in process_view

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        noted = getattr(request, "idle_noted_at", None)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if noted is not None and not name.startswith(BESIDE):
            request.session[SEEN] = noted
