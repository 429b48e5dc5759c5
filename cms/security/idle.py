"""A session that nobody uses ends: DISCLOSURE_SESSION_IDLE, in minutes; 0 for never."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

SEEN = "_disclosure_seen"
BESIDE = ("wagtailadmin_editing_sessions:",)
"""Views that an open page asks by itself: they are no use of it."""
NOTED_EVERY = 60


class IdleSessions:
    """Middleware, after the one that says who asks. What is noted is the minute, so a session is written once in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        minutes = int(settings.DISCLOSURE_SESSION_IDLE)
        if minutes and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._judge(request, minutes * 60)
        return self.get_response(request)

    def _judge(self, request: HttpRequest, limit: int) -> None:
        now, seen = int(time.time()), request.session.get(SEEN)
        if isinstance(seen, int) and now - seen > limit:
            logout(request)
            messages.warning(request, _("You were logged out because nothing was done for a while. Log in again."))
            return
        request.idle_noted_at = now if seen is None or now - seen >= NOTED_EVERY else None  # type: ignore[attr-defined]  # ours

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        noted = getattr(request, "idle_noted_at", None)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if noted is not None and not name.startswith(BESIDE):
            request.session[SEEN] = noted
