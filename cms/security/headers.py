"""Security headers. Public pages: nothing inline, nothing from elsewhere. The admin: what Wagtail's own needs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

PUBLIC = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Wagtail's admin hands data to its scripts inline and styles its charts and editors so; its preview is a frame.
ADMIN = {
    **PUBLIC,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'self'",
}
# A page as the public will read it, for those who work on it: as strict, in the frame of the admin's preview panel.
PREVIEW = {**PUBLIC, "frame-ancestors": "'self'"}
OTHERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What is not there may be published at any moment, and what stands here may come down: so nothing that does not say how
# long it may be kept is kept unasked, whatever its status. A refusal or a failure is about this one request.
ANSWERS_OF_A_PLACE = frozenset({404, 410})
ASK_FIRST = "public, max-age=0, must-revalidate"
NOT_AT_ALL = "private, no-store"


def policy(parts: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in parts.items())


class SecurityHeaders:
    """Middleware, the outermost: answers of the others carry the same. A view that set a policy of its own (a file for
    download) keeps it, and how long it may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.public, self.admin, self.preview = policy(PUBLIC), policy(ADMIN), policy(PREVIEW)
        self.prefix = getattr(settings, "DISCLOSURE_ADMIN_PREFIX", "/admin/")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._own(request))
        for name, value in OTHERS.items():
            response.headers.setdefault(name, value)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = self._keeping(request, response.status_code)
        return response

    def _own(self, request: HttpRequest) -> str:
        """By what the request is for. Wagtail makes one up for a preview, with a public path."""
        if getattr(request, "is_dummy", False):
            return self.preview
        if request.path.startswith(f"{self.prefix}cases/") and request.path.endswith("/preview/"):
            return self.preview
        return self.admin if request.path.startswith(self.prefix) else self.public

    def _keeping(self, request: HttpRequest, status: int) -> str:
        """How long an answer may be kept that does not say so itself."""
        own = request.path.startswith(self.prefix) or settings.SESSION_COOKIE_NAME in request.COOKIES
        refused = status >= 400 and status not in ANSWERS_OF_A_PLACE
        return NOT_AT_ALL if own or refused else ASK_FIRST
