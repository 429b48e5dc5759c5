"""The public search page: server-rendered, works without script."""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.publication import clock, listing
from search import learning, promoting, snippets, suggesting, words
from search import query as queries
from search.engines.base import Result
from search.indexing import engine

LABELS = {
    "category": _("Category"),
    "unit": _("Unit"),
    "year": _("Year"),
    "genre": _("Genre"),
    "validity": _("Validity"),
}


def synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups in use."""
    return words.current().synonyms


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=…` and filters; an empty question shows the box alone."""
    now = clock.now()
    query = queries.from_request(request.GET.dict(), synonyms())
    result = engine().search(query, now) if query.text else Result()
    suggestion = suggesting.for_result(query, result)
    links = listing.links([hit.number for hit in result.hits], at=now)
    hits = []
    for hit in result.hits:
        link = links.get(hit.number)
        if link is not None:
            title = mark_safe(snippets.mark(link.title, query))  # noqa: S308 - escaped there
            hits.append({"link": link, "title": title, "snippet": mark_safe(hit.snippet)})  # noqa: S308 - escaped there
    context = {
        "query": query.text,
        "hits": hits,
        "narrowed": bool(query.filters),
        "result": result,
        "promoted": promoting.for_query(query, now),
        "suggestion": suggestion,
        "suggestion_url": _address(request, q=suggestion, page=None) if suggestion else "",
        "groups": list(_groups(request, result, query)),
        "page_number": query.page,
        "pages": min(queries.LAST_PAGE, max(1, math.ceil(result.total / query.per_page))),
        "previous": _address(request, page=query.page - 1),
        "following": _address(request, page=query.page + 1),
        "sorts": [
            (_("by relevance"), _address(request, sort=None, page=None), query.sort == "relevance"),
            (_("by date of creation"), _address(request, sort="date", page=None), query.sort == "date"),
        ],
        "counting": learning.rules().enabled,
        "first_position": (query.page - 1) * query.per_page + 1,
        "base_template": getattr(settings, "DISCLOSURE_SEARCH_BASE_TEMPLATE", "disclosure_search/base.html"),
    }
    return render(request, "disclosure_search/results.html", context)


def _address(request: HttpRequest, **changes: Any) -> str:
    values = request.GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = str(value)
    return f"?{values.urlencode()}"


def _groups(request: HttpRequest, result: Result, query: queries.Query) -> Any:
    for name, label in LABELS.items():
        entries = [
            {
                "label": text,
                "count": count,
                "chosen": query.filters.get(name) == str(value),
                "url": _address(request, **{name: value, "page": None}),
            }
            for value, text, count in result.facets.get(name, [])
        ]
        if len(entries) > 1 or name in query.filters:
            everything = _address(request, **{name: None, "page": None})
            yield {"name": name, "label": label, "entries": entries, "chosen": name in query.filters, "all": everything}
