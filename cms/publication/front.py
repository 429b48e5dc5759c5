"""Answers visitors from what this process keeps, before sessions, languages and log-ins are looked at.

Everything that a visitor's answer depends on is in its key (host, address, language) or compared with the one query of
each request (see docs/decisions). Whoever sends a session's cookie goes the long way.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, has_vary_header
from django.utils.translation import get_language_from_request

from cms.publication import clock, falling, memory, reading
from cms.publication.memory import Entry, Lasting, Place

GetResponse = Callable[[HttpRequest], HttpResponseBase]
NOT_OF_THE_BODY = ("content-type", "content-length", "content-encoding")
LARGEST_SHARE = 8


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer itself, or 304 or 412 in its place, with the same headers but those of the body."""
    asked = any(name.startswith("HTTP_IF_") for name in request.META)
    if not asked or not isinstance(response, HttpResponse) or not response.has_header("ETag"):
        return response
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    if found is None or found is response:
        return response
    for name, value in response.items():
        if name.lower() not in NOT_OF_THE_BODY:
            found.headers.setdefault(name, value)
    return found


class Front:
    """Middleware. Place it above sessions, and below what counts requests and writes headers of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = self._place(request)
        request.disclosure_visitor = place is not None  # type: ignore[attr-defined]  # serving tells us how long it lasts
        if place is None:
            return self._long_way(request)
        query = request.META.get("QUERY_STRING", "")
        try:
            kept = self._kept(place, query)
        except TooManyFieldsSent:
            return self._long_way(request)
        if kept is not None:
            return conditional(request, HttpResponse(kept.content, headers=kept.headers))
        return self._long_way(request, place, query)

    def _long_way(self, request: HttpRequest, place: Place | None = None, query: str = "") -> HttpResponseBase:
        began = time.monotonic()
        with falling.asking(request):
            response = self.get_response(request)
        lasting: Lasting | None = getattr(response, "disclosure_lasting", None)
        if place is None or response.status_code >= 500:
            return response
        entry = _entry(response, lasting, began) if lasting is not None and request.method == "GET" else None
        with suppress(TooManyFieldsSent):
            if entry is not None:
                memory.current().put(place, query, entry)
            elif lasting is None:
                memory.current().drop(place, query)
        return response if lasting is None else conditional(request, response)

    def _place(self, request: HttpRequest) -> Place | None:
        """Where a visitor asks; None for whoever goes the long way."""
        if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return None
        if getattr(request, "is_dummy", False):
            return None  # Wagtail makes one up for a preview, with a public path
        agent = request.META.get("HTTP_USER_AGENT", "")
        if settings.PREPEND_WWW or any(each.search(agent) for each in settings.DISALLOWED_USER_AGENTS):
            return None
        try:
            host = request.get_host()
        except DisallowedHost:
            return None  # refused below, as ever
        return Place(request.path, f"{request.scheme}://{host}", get_language_from_request(request))

    def _kept(self, place: Place, query: str) -> Entry | None:
        """What is kept and still right. One query, none where nothing is kept."""
        pages = memory.current()
        entry = pages.get(place, query)
        if entry is None:
            return None
        now = clock.now()
        if not entry.lasting.at(now) or reading.newest(entry.lasting.watched) != entry.lasting.token():
            return None
        if time.monotonic() - entry.compared >= memory.kept()["seconds"]:
            entry.compared = time.monotonic()  # this request compares it; the others need not
            return None
        return entry


def _entry(response: HttpResponseBase, lasting: Lasting, began: float) -> Entry | None:
    """To be kept only if it is whole, the same for everybody and not too large."""
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return None
    if response.cookies or has_vary_header(response, "Cookie"):
        return None
    content = response.content
    if len(content) * LARGEST_SHARE > memory.current().size:
        return None
    return Entry(content, dict(response.items()), lasting, began)
