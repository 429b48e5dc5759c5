"""Tags of public templates: what they list and link to are current publications, never live rows."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse

from cms.publication import clock, current, listing, mounting
from cms.publication.current import WEB, Link

register = template.Library()


def _page(context: Any) -> Any:
    return context.get("publication")


@register.simple_tag(takes_context=True)
def trail(context: Any) -> tuple[Link, ...]:
    """The pages above this one, from the home page on; empty on an error page."""
    page_context = _page(context)
    return page_context.trail if page_context is not None else ()


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> list[dict[str, Any]]:
    """What stands in the navigation: the home page's structural children that ask for it, in their order."""
    now = clock.now()
    structure = current.tree(WEB, now)
    home = structure.home()
    if home is None:
        return []
    page_context = _page(context)
    above = {page_context.key, *(link.url for link in page_context.trail)} if page_context is not None else set()
    entries = []
    for node in structure.children.get(home.row.item, []):
        if node.facts.get("show_in_navigation"):
            url = current.path_of(node.row, structure, WEB, now)
            entries.append(
                {
                    "title": node.row.title,
                    "url": url,
                    "current": node.row.item in above or url in above,
                    "below": _columns(structure, node.row.item, now),
                }
            )
    return entries


def _columns(structure: current.Tree, item: str, now: datetime) -> list[dict[str, Any]]:
    """The columns directly under a page, each with its address."""
    return [
        {
            "title": node.row.title,
            "url": current.path_of(node.row, structure, WEB, now),
            "summary": node.facts.get("summary", ""),
        }
        for node in structure.children.get(item, [])
    ]


@register.simple_tag
def columns_below(page: Any) -> list[dict[str, Any]]:
    """The columns that stand directly under this one, as published: title, address, summary."""
    now = clock.now()
    return _columns(current.tree(WEB, now), page.disclosure_key, now)


@register.simple_tag(takes_context=True)
def listing_page(context: Any, parent: Any = None, *, below: bool = False, **options: Any) -> listing.ListingPage:
    """A page of a list; `parent` is a page or a key, `below` takes the columns under it too. See `listing.page_of`.

    What lists nothing, or was narrowed down by words, is not kept.
    """
    if parent is not None and not isinstance(parent, str):
        parent = parent.disclosure_key
    if parent is not None and below:
        parent = current.tree(WEB).below(parent)
    found = listing.page_of(parent=parent, **options)
    request = context.get("request")
    if request is not None and (options.get("words") or not found.items):
        request.disclosure_lists_nothing = True
    return found


@register.simple_tag
def column_feed(address: str) -> str:
    """The feed of the column at an address."""
    return reverse("disclosure_column_feed", args=[mounting.within(address)])


@register.simple_tag
def home_address() -> str:
    """Where the site's home page is: `/`, or below the prefix at which a host mounts it."""
    return mounting.home()


@register.simple_tag
def facets(**wanted: Any) -> dict[str, list[tuple[Any, str, int]]]:
    """See `listing.facets`."""
    return listing.facets(**wanted)


@register.simple_tag
def item_link(key: str) -> Link | None:
    """Title and address of an item now, or None."""
    return current.link(key)


@register.simple_tag(takes_context=True)
def site_facts(context: Any) -> dict[str, Any]:
    """The facts of the home page as published: name, organiser, marks; empty before there is one.

    In a preview of the home page itself they are those of the draft: what is signed is what is seen.
    """
    page_context, home = _page(context), current.tree(WEB).home()
    if page_context is not None and page_context.is_preview and (home is None or page_context.key == home.row.item):
        return dict(page_context.facts)
    return home.facts if home is not None else {}


@register.simple_tag
def site_tree() -> list[dict[str, Any]]:
    """The structural publications below the home page, nested: title, address, summary, children."""
    now = clock.now()
    structure = current.tree(WEB, now)
    home = structure.home()
    return _below(structure, home.row.item, now) if home is not None else []


def _below(structure: current.Tree, item: str, now: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": node.row.title,
            "url": current.path_of(node.row, structure, WEB, now),
            "summary": node.facts.get("summary", ""),
            "children": _below(structure, node.row.item, now),
        }
        for node in structure.children.get(item, [])
    ]


@register.simple_tag
def units() -> list[Link]:
    """The home pages of the units under the bureau, as published."""
    now = clock.now()
    structure = current.tree(WEB, now)
    home = structure.home()
    found = []
    for node in structure.children.get(home.row.item, []) if home is not None else []:
        url = current.path_of(node.row, structure, WEB, now)
        if node.facts.get("unit_home") and url:
            found.append(Link(node.row.title, url, node.row.number, node.facts))
    return found
