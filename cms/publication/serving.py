"""An address → the current publication → its own template. HTML is rendered once per publication and generation."""

import logging
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render as render_template
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.publication import (
    clock,
    current,
    falling,
    front,
    html_cache,
    mounting,
    notices,
    parameters,
    reading,
    rendering,
    tombstones,
    trust,
)
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB, Found
from cms.publication.html_cache import CachedHtml
from cms.publication.memory import Lasting
from cms.publication.parameters import Parameter
from cms.publication.reading import Generation, Row
from cms.publication.schema import SchemaMismatch
from cms.sandbox.sandbox import LiveRowTouched, NotSealed

log = logging.getLogger("cms.publication")
REVALIDATE = "public, max-age=0, must-revalidate"
TYPES = 2000
_types: dict[str, str] = {}
"""Digest of a form → the type that it says it is of, for the last so many."""


@dataclass(frozen=True)
class Made:
    """A page's HTML, what stands beside it and what it reads of an address. `lasts` is False for what is not worth
    keeping: a list's page past its last, a filter that nothing fits. There is no end to those."""

    html: CachedHtml
    beside: notices.Standing
    parameters: tuple[Parameter, ...]
    lasts: bool = True


@require_safe
def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """The public view: 200, 301 for a former address, 410 for what was taken down or has expired, else 404."""
    asked = path if isinstance(path, falling.Asked) else falling.look(path)
    if asked is None:
        raise Http404
    standing = asked.standing
    if standing.found is None:
        return HttpResponsePermanentRedirect(standing.elsewhere)
    return _serve(request, asked, standing.found, standing.generation, standing.now)


def serve_item(request: HttpRequest, key: str) -> HttpResponseBase:
    """What Wagtail's own view of a page answers for an item: its publication, at the address that was signed, else
    404."""
    now = clock.now()
    generation = current.generation(WEB, now)
    row = current.of_item(key, WEB, now)
    address = current.path_of(row, current.tree(WEB, now, generation), WEB, now) if row is not None else None
    if row is None or address != request.path:
        raise Http404
    return _serve(request, mounting.within(address), Found(row, ()), generation, now)


def _serve(request: HttpRequest, path: str, found: Found, generation: Generation, now: datetime) -> HttpResponseBase:
    row = found.row
    if not current.is_shown(row, now):
        return gone(request, found, now)
    structure = current.tree(WEB, now, generation)
    address = current.path_of(row, structure, WEB, now)
    if address is None:
        raise Http404
    if found.moved or request.path != address:
        return _redirect(request, address)
    page = made(request, found, address, generation, now)
    if page is None:
        raise Http404
    return _answer(request, page, generation, now)


def _answer(request: HttpRequest, page: Made, generation: Generation, now: datetime) -> HttpResponseBase:
    """For a visitor it says how long it lasts, so that `front` may keep it and look at the conditions itself."""
    response = HttpResponse(page.html.content)
    response["ETag"] = quote_etag(page.html.digest[:32])
    response["Cache-Control"] = REVALIDATE
    if not (page.lasts and getattr(request, "disclosure_visitor", False)):
        return front.conditional(request, response)
    until = min(filter(None, (reading.next_change(WEB, now), page.beside.until)), default=None)
    newest = generation.newest, generation.seal, generation.given_up
    lasting = Lasting(newest, now, until, page.beside.watched, page.parameters)
    response.disclosure_lasting = lasting  # type: ignore[attr-defined]  # for `front`
    return response


def answers(path: str) -> bool:
    """Whether an address comes to the publications, with or without its last slash, and not to a view of its own."""
    try:
        with falling.any_address():
            return all(resolve(each).func is serve for each in (path, path.rstrip("/") or "/"))
    except Resolver404:
        return False


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = REVALIDATE  # browsers keep a 301 for good, and the page may move back
    return response


def made(request: HttpRequest, found: Found, address: str, generation: Generation, now: datetime) -> Made | None:
    """The page, from the cache when it was rendered already; its seal and form are checked here every time."""
    row = current.with_form(found.row)
    if row is None:
        return None
    known = parameters_of(row)
    query = parameters.canonical(request.META.get("QUERY_STRING", ""), known)
    beside = notices.Standing() if row.structural else notices.of(row, now)
    here = request.scheme, request.get_host(), mounting.home(), get_script_prefix(), settings.STATIC_URL
    circumstances = (query, *here, get_language(), beside.names)
    entry = html_cache.key(row.seal, generation, *circumstances)
    page = html_cache.get(entry)
    if page is not None:
        return Made(page, beside, known)
    asked = _with_query(request, query)
    try:
        with current.rendering_for(WEB, generation):
            facts = rendering.published(row, address, found.trail, now, beside.names)
            content = rendering.render(CanonicalContent(row.form), facts, asked, now).encode()
    except (SchemaMismatch, LiveRowTouched, NotSealed):
        trust.alarm.exception("publication %s cannot be shown as it was signed", row.number)
        return None
    if query and getattr(asked, "disclosure_lists_nothing", False):
        return Made(CachedHtml.of(content), beside, known, lasts=False)
    return Made(html_cache.put(entry, content), beside, known)


def parameters_of(row: Row) -> tuple[Parameter, ...]:
    """What the type of a row, which has its form, reads from an address."""
    if row.digest not in _types:
        while len(_types) >= TYPES:
            _types.pop(next(iter(_types)), None)
        _types[row.digest] = str(CanonicalContent(row.form).data["type"])
    try:
        return parameters.of_type(apps.get_model(_types[row.digest]))
    except (LookupError, ValueError):  # said when it is rendered
        return ()


def _with_query(request: HttpRequest, query: str) -> HttpRequest:
    """The request as a template gets it: with what its page knows of the query, and nothing else."""
    asked = copy(request)
    asked.META = {**request.META, "QUERY_STRING": query}
    asked.GET = QueryDict(query)
    return asked


def gone(request: HttpRequest, found: Found, now: datetime) -> HttpResponse:
    """410: what stood here, and why it is gone."""
    facts = {"tombstone": tombstones.facts_of(found.row, now)}
    response = render_template(request, "disclosure/gone.html", facts, status=410)
    response["Cache-Control"] = REVALIDATE
    return response
