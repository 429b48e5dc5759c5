"""An address → the current publication → its own template. HTML is rendered once per publication and generation."""

import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render as render_template
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cms.exhibits.room import LiveRowTouched, NotExhibited
from cms.ledger.texts import moment
from cms.publication import clock, current, kept, listing, notices, redirects, rendering, trust, words
from cms.publication.canonical import Form
from cms.publication.current import WEB, Found
from cms.publication.kept import Kept
from cms.publication.models import TOMBSTONE
from cms.publication.reading import Generation
from cms.publication.schema import SchemaMismatch

log = logging.getLogger("cms.publication")
LONGEST_QUERY = 200
SUCCEEDED_BY = ("repealed_by", "superseded_by")


@require_safe
def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """The public view: 200, 301 for a former address, 410 for what was taken down or has expired, else 404."""
    now = clock.now()
    generation = current.generation(WEB, now)
    found = current.at_path(path, WEB, now, generation)
    if found is None:
        elsewhere = redirects.target(path, current.tree(WEB, now, generation), now)
        if elsewhere is None:
            raise Http404
        return _redirect(request, elsewhere)
    row = found.row
    if not current.is_shown(row, now):
        return gone(request, found, now)
    structure = current.tree(WEB, now, generation)
    address = current.path_of(row, structure, WEB, now)
    if address is None:
        raise Http404
    wanted = f"/{path.lstrip('/')}" if path else "/"
    if found.moved or wanted != address:
        return _redirect(request, address)
    page = html(request, found, address, generation, now)
    if page is None:
        raise Http404
    etag = quote_etag(page.digest[:32])
    response = HttpResponse(page.content)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return get_conditional_response(request, etag=etag, response=response) or response


def answers(path: str) -> bool:
    """Whether an address comes to the publications, with or without its last slash, and not to a view of its own."""
    try:
        return all(resolve(each).func is serve for each in (path, path.rstrip("/") or "/"))
    except Resolver404:
        return False


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def html(request: HttpRequest, found: Found, address: str, generation: Generation, now: datetime) -> Kept | None:
    """The page, from the cache when it was rendered already; its seal and form are checked every time."""
    row = current.with_form(found.row)
    if row is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    notes = () if row.structural else notices.of(row, now)
    entry = kept.key(row.seal, generation, query, request.get_host(), settings.STATIC_URL, notes)
    page = kept.get(entry) if len(query) <= LONGEST_QUERY else None
    if page is not None:
        return page
    try:
        told = rendering.published(row, address, found.trail, now, notes)
        content = rendering.render(Form(row.form), told, request, now).encode()
    except (SchemaMismatch, LiveRowTouched, NotExhibited):
        trust.alarm.exception("publication %s cannot be shown as it was signed", row.number)
        return None
    return kept.put(entry, content) if len(query) <= LONGEST_QUERY else Kept.of(content)


def gone(request: HttpRequest, found: Found, now: datetime) -> HttpResponse:
    """410: what stood here, and why it is gone."""
    return render_template(request, "disclosure/gone.html", {"tombstone": tombstone(found, now)}, status=410)


def tombstone(found: Found, now: datetime) -> dict[str, Any]:
    """What the page says of something that was taken down, or that came down by its expiry."""
    row = found.row
    if row.kind == TOMBSTONE:
        told = json.loads(row.notice)
        successor = current.link(told["successor"], WEB, now) if told.get("successor") else None
        return {
            **told,
            "published_at": moment(told.get("published_at")),
            "gone_at": row.visible_from,
            "expired": False,
            "successor": successor,
            "kind_label": words.reason(str(told.get("kind", ""))),
        }
    return {
        "title": row.title,
        "published_at": row.published_at,
        "gone_at": row.visible_until,
        "reason": "",
        "authority": str(row.told.get("unit_name", "")),
        "expired": True,
        "successor": next((link for kind, link in listing.named(row.told, now) if kind in SUCCEEDED_BY), None),
        "kind_label": "",
    }
