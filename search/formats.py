"""The answer to a question for machines: Atom and JSON, of publications that are on view alone."""

import datetime
import html
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from cms.ledger.texts import sha256
from cms.publication import addresses as whole
from cms.publication import current, front
from cms.publication.current import WEB

from . import addresses
from .engine_contract import Result
from .query import Query
from .showing import Line, label_of, pages

REVALIDATE = "public, max-age=0, must-revalidate"
_MARKUP = re.compile(r"</?mark>")
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):
    """One that does not change while nothing in it does."""

    def __init__(self, *args: Any, since: datetime.datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.since = since

    def latest_post_date(self) -> datetime.datetime:
        return max([self.since, *(each["updateddate"] for each in self.items if each["updateddate"])])


def answer(
    form: str, request: HttpRequest, query: Query, result: Result, lines: list[Line], suggestion: str
) -> HttpResponseBase:
    """In one of addresses.FORMATS, with what a conditional request needs."""
    made = {"atom": _atom, "json": _json}[form](request, query, result, lines, suggestion)
    made["ETag"] = quote_etag(sha256(made.content.decode())[:32])
    made["Cache-Control"] = REVALIDATE
    return front.conditional(request, made)


def plain(snippet: str) -> str:
    """The words of a snippet."""
    return html.unescape(_MARKUP.sub("", snippet))


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text)


def _atom(request: HttpRequest, query: Query, result: Result, lines: list[Line], suggestion: str) -> HttpResponse:
    home = current.tree(WEB).home()
    name = home.row.title if home is not None else ""
    feed = _Feed(
        title=_xml(" - ".join(filter(None, [_("Search: %(query)s") % {"query": query.text}, name]))),
        link=_absolute(request, addresses.written(query, query.page)),
        description=_xml(_("%(total)d items found") % {"total": result.total}),
        feed_url=_absolute(request, addresses.written(query, query.page, "atom")),
        language="zh-CN",
        since=home.row.visible_from if home is not None else datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
    )
    for line in lines:
        feed.add_item(
            title=_xml(line.link.title),
            link=f"{whole.base(request)}{line.link.url}",
            description=_xml(plain(line.snippet)),
            unique_id=f"publication:{line.link.number}",
            author_name=_xml(str(line.link.facts.get("unit_name", ""))),
            pubdate=line.link.shown_from,
            updateddate=line.link.shown_from,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _json(request: HttpRequest, query: Query, result: Result, lines: list[Line], suggestion: str) -> HttpResponse:
    last = pages(result, query)
    facts = {
        "query": query.text,
        "narrowed": {name: value for name, value in addresses.values_of(query).items() if name in addresses.NARROWING},
        "sort": query.sort,
        "total": result.total,
        "page": query.page,
        "pages": last,
        "suggestion": suggestion,
        "limited": result.limited,
        "hits": [hit(request, line) for line in lines],
        "facets": facets(result),
        "previous": _page(request, query, query.page - 1) if query.page > 1 else None,
        "next": _page(request, query, query.page + 1) if query.page < last else None,
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})


def hit(request: HttpRequest, line: Line) -> dict[str, Any]:
    facts = line.link.facts
    chosen = {name: facts.get(name, "") for name in ("category", "unit", "document_number", "date", "validity")}
    return {
        "title": line.link.title,
        "url": f"{whole.base(request)}{line.link.url}",
        "snippet": plain(line.snippet),
        "place": {"name": line.place, "url": f"{whole.base(request)}{line.place_url}" if line.place_url else None}
        if line.place
        else None,
        "published": line.link.shown_from.isoformat() if line.link.shown_from else None,
        **chosen,
    }


def facets(result: Result) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{"value": value, "label": str(label_of(name, value, label)), "count": n} for value, label, n in entries]
        for name, entries in result.facets.items()
    }


def _page(request: HttpRequest, query: Query, number: int) -> str:
    return _absolute(request, addresses.written(query, number, "json"))


def _absolute(request: HttpRequest, query: str) -> str:
    return f"{whole.base(request)}{request.path}{query}"
