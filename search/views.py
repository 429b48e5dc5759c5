"""The public search: server-rendered, works without script; one question has one address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.publication import clock, filtering

from . import addresses, completing, formats, helping, host_pages, learning, promoting, showing, suggesting, words
from . import query as queries
from .engine_contract import Result
from .indexing import engine
from .query import Query

SUGGESTIONS_KEPT = "private, max-age=20"
"""By one browser, while somebody types: what comes down meanwhile answers 410 at its address."""
TEMPLATE = "disclosure_search/results.html"
SORTS = {"relevance": _("by relevance"), "date": _("by date of creation")}


def synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups in use."""
    return words.current().synonyms


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """`?q=…`, filters, page and format; an empty question shows the box alone.

    301 to the one address of a question; 404, in words, for a page behind the last.
    """
    values = request.GET.dict()
    query = queries.from_request(values, synonyms())
    wanted = addresses.canonical(query, values)
    if not addresses.is_canonical(request.GET, wanted):
        return HttpResponsePermanentRedirect(request.path if wanted == "?" else f"{request.path}{wanted}")
    now = clock.now()
    result = engine().search(query, now) if query.text else Result()
    last = showing.pages(result, query)
    asked = queries.page_asked(values.get("page", ""))
    lines = showing.lines(result, query, now) if asked <= last else []
    suggestion = suggesting.for_result(query, result, engine(), now)
    form = addresses.form_of(values)
    if form and asked <= last:
        return formats.answer(form, request, query, result, lines, suggestion)
    context = {
        **_question(query),
        **_found(query, result, lines),
        "page_number": asked,
        "host_pages": host_pages.found(query.text, request) if asked == 1 else [],
        "counting": learning.rules().enabled,
        "promoted": promoting.for_query(query, now),
        "suggestion": suggestion,
        "suggestion_url": addresses.written(query, q=suggestion) if suggestion else "",
        "help": helping.for_nothing(query, engine(), now) if query.text and not result.total else None,
        "popular": [(each.text, addresses.written(Query(each.text))) for each in completing.questions("", 8)]
        if not query.text
        else [],
        "catalogue": filtering.page(now) if not query.text else None,
    }
    return render(request, TEMPLATE, context, status=200 if asked <= last else 404)


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """`?q=…` → {"query", "suggestions": [{"text", "url"}]}: at most completing.MOST, of what is on view."""
    typed = queries.clean(request.GET.get("q", ""))[: completing.LONGEST]
    found = completing.suggestions(typed, clock.now()) if typed else []
    facts = {"query": typed, "suggestions": [{"text": each.text, "url": each.url} for each in found]}
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = SUGGESTIONS_KEPT
    response["X-Robots-Tag"] = "noindex"
    return response


def _question(query: Query) -> dict[str, Any]:
    """What was asked, and the forms and addresses around it."""
    return {
        "query": query.text,
        "is_long": len(query.text) >= queries.LONGEST,
        "longest": queries.LONGEST,
        "only_titles": query.only_titles,
        "since": query.since,
        "until": query.until,
        "hidden": showing.hidden(query, "q", "in"),
        "before_dates": [each for each in showing.hidden(query, "from", "to") if _stands_before_dates(each[0])],
        "after_dates": [each for each in showing.hidden(query, "from", "to") if not _stands_before_dates(each[0])],
        "canonical": addresses.written(query, query.page),
        "atom": addresses.written(query, form="atom", sort="date"),
        "json": addresses.written(query, form="json"),
        "sorts": [
            (label, addresses.written(query, sort=None if name == "relevance" else name), query.sort == name)
            for name, label in SORTS.items()
        ],
        "base_template": getattr(settings, "DISCLOSURE_SEARCH_BASE_TEMPLATE", "disclosure_search/base.html"),
    }


def _stands_before_dates(name: str) -> bool:
    return name in addresses.ORDER[: addresses.ORDER.index("from")]


def _found(query: Query, result: Result, lines: list[showing.Line]) -> dict[str, Any]:
    last = showing.pages(result, query)
    return {
        "result": result,
        "lines": lines,
        "first_position": (query.page - 1) * query.per_page + 1,
        "groups": list(showing.groups(result, query)),
        "chosen": showing.chosen(result, query),
        "pages": last,
        "reach": last * query.per_page,
        "is_beyond": result.total > last * query.per_page,
        "previous": addresses.written(query, query.page - 1),
        "following": addresses.written(query, query.page + 1),
        "first_url": addresses.written(query),
        "last_url": addresses.written(query, last),
    }
