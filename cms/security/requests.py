"""What no address of ours holds and no database takes: a NUL in a path or a question (PostgreSQL refuses it)."""

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase

log = logging.getLogger("cms.security")
NUL = "\x00"
ENCODED_NUL = "%00"


class WithoutNul:
    """Middleware, before everything that reads an address: 404 for a path with a NUL, which names nothing; a question
    is read without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or NUL in request.path:
            log.warning("an address with a NUL was asked for: %r", request.path[:200])
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if NUL in query or ENCODED_NUL in query:
            request.META["QUERY_STRING"] = query.replace(ENCODED_NUL, "").replace(NUL, "")
        return self.get_response(request)
