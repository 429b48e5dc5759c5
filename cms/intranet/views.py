"""The intranet's list and pages: of sealed publications like the public's, behind a log-in, in no cache but our own."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.intranet import access
from cms.intranet.access import CHANNEL
from cms.publication import clock, current, html_cache, rendering, speaking, trust
from cms.publication import listing as lists
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB, Link
from cms.publication.reading import Row
from cms.publication.rendering import PageContext
from cms.publication.schema import SchemaMismatch
from cms.sandbox.sandbox import LiveRowTouched, NotSealed

log = logging.getLogger("cms.intranet")
View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """A log-in first; nothing of the answer is kept by a cache or listed by a search engine.

    Its words of interface are in the person's language: what was signed stays as it was signed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            response: HttpResponseBase = redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
        else:
            with speaking.spoken_to(request.user):
                response = _answered(view, request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """What is not there is said in the person's language too: outside of here nobody knows it any more."""
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return render_template(request, "404.html", {"spoken": get_language()}, status=404)


@require_safe
@for_staff
def listing(request: HttpRequest) -> HttpResponse:
    """What is on view for the staff of one unit, newest first; `?unit=` chooses among one's own."""
    units = access.units_of(request.user)
    chosen = next((unit for unit in units if unit.identifier == request.GET.get("unit")), units[0] if units else None)
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    category = request.GET.get("category", "")[:40]
    now = clock.now()
    found = facets = None
    if chosen is not None:
        unit = chosen.identifier
        found = lists.page_of(channel=CHANNEL, unit=unit, category=category, page=page, at=now, latest=True)
        facets = lists.facets(CHANNEL, now, unit=unit, category=category)
    context = {
        "units": units,
        "chosen": chosen,
        "category": category,
        "list": found,
        "categories": facets["category"] if facets else (),
        "page_number": page,
        "spoken": get_language(),
    }
    return render_template(request, "disclosure_intranet/list.html", context)


@require_safe
@for_staff
def item(request: HttpRequest, item: str) -> HttpResponse:
    """One internal item. To whoever is not of its staff it does not exist."""
    now = clock.now()
    row = current.of_item(item, CHANNEL, now)
    if row is None or not access.may_read(request.user, row):
        raise Http404
    sealed = current.with_form(row)
    if sealed is None:
        raise Http404
    generations = current.generation(CHANNEL, now), current.generation(WEB, now)  # it may link to public items
    entry = html_cache.key(row.seal, *generations, request.get_host(), settings.STATIC_URL, get_language())
    page = html_cache.get(entry)
    if page is None:
        content = _rendered(request, sealed, now)
        if content is None:
            raise Http404
        page = html_cache.put(entry, content)
    return HttpResponse(page.content)


def _rendered(request: HttpRequest, row: Row, now: datetime) -> bytes | None:
    """The page of a publication; None, with an alarm, when it cannot be shown as it was signed."""
    page_context = PageContext(
        number=row.number,
        key=row.item,
        address=access.address(row) or "",
        published_at=row.visible_from,
        visible_until=row.visible_until,
        facts=row.parsed_facts,
        trail=(Link(_("Intranet"), reverse("disclosure_intranet:list"), 0, {}),),
        spoken=get_language() or "",
    )
    try:
        return rendering.render(CanonicalContent(row.form), page_context, request, now).encode()
    except (SchemaMismatch, LiveRowTouched, NotSealed):
        trust.alarm.exception("publication %s cannot be shown as it was signed", row.number)
        return None
