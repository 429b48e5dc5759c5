"""What no address of ours holds and no database takes: a NUL (PostgreSQL refuses it), a key that is no number."""

import logging
from collections.abc import Callable

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views import defaults

log = logging.getLogger("cms.security")
NUL = "\x00"
ENCODED_NUL = "%00"


NEXT = "next"
NO_NUMBER = "expected a number but got"
OUT_OF_RANGE = ("too large to convert", "too big", "out of range")
"""What SQLite, Python and PostgreSQL say of a number that is larger than a key can be."""
NUL_IN_TEXT = "cannot contain NUL"


class BrokenInput:
    """Middleware, before everything that reads an address: 404 for a path with a NUL, which names nothing; a question
    is read without it. And where a view of somebody else's hands what was sent to the database as it is, what the
    database says of it is the answer: there is no such row (404), or the form cannot be read (400)."""

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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, NoReverseMatch) and _is_where_to_go_next(request, exception):
            log.warning("%s was to go on to what is no address", request.path[:200])
            return HttpResponseRedirect(request.path if request.method == "POST" else "/")
        said = str(exception)
        if isinstance(exception, OverflowError | DataError) and any(each in said for each in OUT_OF_RANGE):
            log.warning("%s asks for a row by a number that no row has", request.path[:200])
            return defaults.page_not_found(request, Http404(said))
        if not isinstance(exception, ValueError | TypeError):
            return None
        if NO_NUMBER in said:
            log.warning("%s asks for a row by what is no number: %s", request.path[:200], said[:200])
            return defaults.page_not_found(request, Http404(said))
        if NUL_IN_TEXT in said:
            log.warning("%s was sent a NUL", request.path[:200])
            return HttpResponseBadRequest(_("What was sent cannot be read: it holds a character that no text has."))
        return None


def _is_where_to_go_next(request: HttpRequest, exception: NoReverseMatch) -> bool:
    """Whether a view took `next` for the name of an address: Wagtail hands on what holds neither a slash nor a dot."""
    facts = (request.GET.get(NEXT, ""), request.POST.get(NEXT, ""))
    return any(value and str(exception).startswith(f"Reverse for '{value}'") for value in facts)
