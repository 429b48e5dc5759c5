"""Where a page tells what was asked and opened: from this site's own pages alone, without a cookie or an answer."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import learning

log = logging.getLogger("disclosure_search")
LARGEST = 4096
NUL = "\x00"


def _is_ours(request: HttpRequest) -> bool:
    """Whether a page of this site sent it: a browser says so itself, and no page can say it for another."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if origin and origin != f"{request.scheme}://{request.get_host()}":
        return False
    return site == "same-origin" if site else bool(origin)


def _length(request: HttpRequest) -> int:
    facts = str(request.META.get("CONTENT_LENGTH") or "")
    return int(facts) if facts.isascii() and facts.isdigit() and len(facts) < 10 else LARGEST + 1


@csrf_exempt  # nothing is done in anybody's name; whose page it comes from is checked above
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """`asked` and `found`, or `opened`, `position` and `after`: always 204 for a page of ours, whatever is counted."""
    if not _is_ours(request):
        return HttpResponseForbidden()
    if _length(request) <= LARGEST and learning.rules().enabled:
        values = {name: value.replace(NUL, "") for name, value in request.POST.items() if isinstance(value, str)}
        try:
            _count(values)
        except DatabaseError as error:  # counting is no reason for an error
            log.warning("a question was not counted: %s", error)
    return HttpResponse(status=204)


def _count(values: dict[str, str]) -> None:
    position = values.get("position", "")
    if values.get("asked"):
        learning.asked(values["asked"], found=values.get("found", "") not in ("", "0"))
    elif values.get("opened") and position.isascii() and position.isdigit() and len(position) < 5:
        learning.opened(values["opened"], int(position), after=values.get("after", ""))
