"""How often one address, or one account, may ask. Counted in a cache of its own, which several processes share."""

import hashlib
import logging
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

log = logging.getLogger("cms.security")


@dataclass(frozen=True)
class Limit:
    """At most `count` requests in `seconds`, of those whose path begins so and whose method is among these. Of limits
    for one request those with the longest path count."""

    name: str
    path: str
    methods: frozenset[str]
    count: int
    seconds: int
    field: str = ""


def limits() -> list[Limit]:
    """From DISCLOSURE_RATE_LIMITS: rows of (name, path, methods, count, seconds, form field or "")."""
    return [
        Limit(name, path, frozenset(methods), count, seconds, field)
        for name, path, methods, count, seconds, field in getattr(settings, "DISCLOSURE_RATE_LIMITS", ())
    ]


def client_address(request: HttpRequest) -> str:
    """The peer's address, or behind as many trusted proxies as the settings say, the one that the last of them saw."""
    proxies = int(getattr(settings, "DISCLOSURE_TRUSTED_PROXIES", 0))
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _folded(value: str) -> str:
    """What a form's field says, however it was typed."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


def exceeded(limit: Limit, who: str, now: float | None = None) -> bool:
    """Counts one request of `who`, and says whether it is one too many."""
    window = int((now if now is not None else time.time()) // limit.seconds)
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"disclosure-rate-{limit.name.replace(' ', '-')}-{digest}-{window}"
    cache = caches["counters" if "counters" in settings.CACHES else "default"]
    cache.add(key, 0, limit.seconds * 2)
    try:
        return int(cache.incr(key)) > limit.count
    except ValueError:  # the entry was thrown out between the two calls
        cache.set(key, 1, limit.seconds * 2)
        return False


class RateLimits:
    """Middleware: 429 with a page in words, and a line in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.limits = limits()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for limit in self._of(request):
            who = _folded(request.POST.get(limit.field, "")) if limit.field else client_address(request)
            if who and exceeded(limit, who):
                log.warning("too many requests: %s by %s", limit.name, client_address(request))
                return self._refuse(request, limit)
        return self.get_response(request)

    def _of(self, request: HttpRequest) -> list[Limit]:
        found = [
            limit for limit in self.limits if request.method in limit.methods and request.path.startswith(limit.path)
        ]
        longest = max((len(limit.path) for limit in found), default=0)
        return [limit for limit in found if len(limit.path) == longest]

    def _refuse(self, request: HttpRequest, limit: Limit) -> HttpResponse:
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
