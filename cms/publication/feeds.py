"""Feeds, site map for machines and robots.txt: made of the public lists, so of sealed publications that are on view."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.publication import addresses, clock, current, listing, mounting
from cms.publication.current import WEB, Node, Tree
from cms.publication.listing import ListedItem

IN_FEED = 30
LANGUAGE = "zh-hans"
IN_PART = 1000
BATCH = 100
MOST_PARTS = 50_000
"""So many parts an index may name (sitemaps.org); a larger number is no address of ours, and none of a database."""
REVALIDATE = "public, max-age=0, must-revalidate"


@require_safe
def newest(request: HttpRequest, path: str = "") -> HttpResponse:
    """Atom: the newest items of the site, or of the column whose address follows `/feed/` and of those below it.

    A batch is one entry. The feed of a column that moved leads to where it is now, like the column's page.
    """
    now = clock.now()
    structure = current.tree(WEB, now)
    home = structure.home()
    found = current.at_path(path, WEB, now) if path else None
    place = structure.nodes.get(found.row.item) if found is not None else home if not path else None
    if home is None or place is None:
        raise Http404
    if found is not None and found.moved:
        return _where_it_is(request, place, structure, now)
    parents = structure.below(place.row.item) if place is not home else None
    listed = listing.page_of(parent=parents, limit=IN_FEED, at=now, latest=True)
    base = addresses.base(request)
    feed = Atom1Feed(
        title=f"{home.row.title} - {place.row.title}" if path else home.row.title,
        link=base + (current.path_of(place.row, structure, WEB, now) or "/"),
        description=str(place.facts.get("summary", "")),
        feed_url=base + request.get_full_path(),
        language="zh-CN",
    )
    for item in listed.items:
        feed.add_item(
            title=f"{item.title}{_held(item)}",
            link=base + item.url,
            description=" ".join(filter(None, [str(item.facts.get("summary", "")), *_said(item)])),
            unique_id=f"publication:{item.number}",
            author_name=str(item.facts.get("unit_name", "")),
            pubdate=item.shown_from,
            updateddate=item.shown_from,
        )
    return _answer(feed.writeString("utf-8"), "application/atom+xml; charset=utf-8")


def _where_it_is(request: HttpRequest, place: Node, structure: Tree, now: datetime) -> HttpResponse:
    address = current.path_of(place.row, structure, WEB, now)
    if address is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    url = reverse("disclosure_column_feed", args=[mounting.within(address)])
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def _held(item: ListedItem) -> str:
    """How much a line that stands for several holds."""
    with translation.override(LANGUAGE):
        if item.together > 1:
            facts = {"batches": item.together, "count": item.parts}
            return _(" and others: %(batches)s batches, %(count)s licences") % facts
        return _(" (%(count)s licences)") % {"count": item.parts} if item.parts else ""


def _said(item: ListedItem) -> Iterator[str]:
    """The numbers and the date of what an entry is about, each under its name."""
    with translation.override(LANGUAGE):
        for name, label in (("part_number", _("Licence number")), ("document_number", _("Document number"))):
            if item.facts.get(name):
                yield f"{label}：{item.facts[name]}"
        if item.facts.get("date"):
            yield f"{_('Date of creation')}：{item.facts['date']}"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the site map: so many parts as the items need."""
    base = addresses.base(request)
    total = listing.page_of(structural=True, limit=1).total
    parts = range(1, max(1, -(-total // IN_PART)) + 1)
    found = [base + reverse("disclosure_sitemap_part", args=[part]) for part in parts]
    return _answer(render_to_string("disclosure_publication/sitemap_index.xml", {"parts": found}))


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """Addresses of IN_PART publications that are on view now."""
    now = clock.now()
    if not 0 < part <= MOST_PARTS:
        raise Http404(_("There is no such part."))
    first = (part - 1) * (IN_PART // BATCH) + 1
    found: list[current.Link] = []
    for page in range(first, first + IN_PART // BATCH):
        listed = listing.page_of(structural=True, limit=BATCH, page=page, at=now)
        found += listed.items
        if page >= listed.pages:
            break
    if not found:
        raise Http404(_("There is no such part."))
    base = addresses.base(request)
    entries = [(base + item.url, item.shown_from) for item in found]
    return _answer(render_to_string("disclosure_publication/sitemap.xml", {"entries": entries}))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: the public site, and where its map is."""
    address = addresses.base(request) + reverse("disclosure_sitemap")
    closed = [f"Disallow: {each}" for each in _closed()]
    lines = ["User-agent: *", *closed, f"Sitemap: {address}"]
    return _answer("\n".join(lines) + "\n", "text/plain; charset=utf-8")


def _closed() -> Iterator[str]:
    """Addresses that are no robot's, as far as the site mounts them."""
    for name in ("wagtailadmin_home", "disclosure_search:search", "disclosure_intranet:list"):
        with suppress(NoReverseMatch):
            yield reverse(name)


def _answer(content: str, kind: str = "application/xml; charset=utf-8") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = REVALIDATE
    return response
