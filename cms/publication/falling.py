"""Addresses that are ours only where something stands or stood at them; all others fall through to what follows in the
host's urlconf."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, get_script_prefix
from django.urls.resolvers import ResolverMatch, RoutePattern
from wagtail.models import Site

from cms.publication import clock, current, disclosable, mounting, redirects
from cms.publication.current import WEB, Found
from cms.publication.reading import Generation

_asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)
_any: ContextVar[bool] = ContextVar("any", default=False)


@dataclass(frozen=True)
class Standing:
    """What stands at an address: `found`, or the address `elsewhere` to which it leads."""

    now: datetime
    generation: Generation
    found: Found | None
    elsewhere: str


class Asked(str):
    """A path that is ours, with what was found there when the address was resolved, so that nobody looks again."""

    standing: Standing


@contextmanager
def asking(request: HttpRequest) -> Iterator[None]:
    """While a request is answered its host is known to what resolves its address."""
    token = _asking.set(request)
    try:
        yield
    finally:
        _asking.reset(token)


@contextmanager
def any_address() -> Iterator[None]:
    """While it is asked whether an address would come to us if something stood there."""
    token = _any.set(True)
    try:
        yield
    finally:
        _any.reset(token)


class OursOnly(URLPattern):
    """Matches where something of ours stands or stood, or where one of our redirects begins."""

    def resolve(self, path: str) -> ResolverMatch | None:
        match = super().resolve(path)
        if match is None or _any.get():
            return match
        if "\0" in path:
            return None  # no address holds it, and a database may refuse to be asked
        asked = self.look(str(match.kwargs.get("path", "")))
        if asked is None:
            return None
        match.kwargs["path"] = asked
        return match

    def look(self, path: str) -> Asked | None:
        return look(path)


class BesideOnly(OursOnly):
    """Matches where an item stands or stood below a page of the host's, outside the prefix of ours."""

    def resolve(self, path: str) -> ResolverMatch | None:
        return None if _any.get() or disclosable.is_alone() else super().resolve(path)

    def look(self, path: str) -> Asked | None:
        now = clock.now()
        generation = current.generation(WEB, now)
        found = _beside(f"/{path}", _site(), now, generation)
        return _asked(path, Standing(now, generation, found, "")) if found is not None else None


def ours_only(route: str, view: Any, name: str) -> OursOnly:
    """As `django.urls.path`."""
    return OursOnly(RoutePattern(route, name=name, is_endpoint=True), view, None, name)


def beside_only(route: str, view: Any, name: str) -> BesideOnly:
    """As `django.urls.path`."""
    return BesideOnly(RoutePattern(route, name=name, is_endpoint=True), view, None, name)


def look(path: str) -> Asked | None:
    """The path with what stands there; None where nothing of ours ever did."""
    now = clock.now()
    generation = current.generation(WEB, now)
    site = _site()
    found = current.at_path(path, WEB, now, generation) if _is_on(site, now, generation) else None
    if found is None and not disclosable.is_alone():
        found = _beside(mounting.whole(path), site, now, generation)
    elsewhere = ""
    if found is None:
        query = _asking_query()
        target = redirects.target(mounting.address(path), query, current.tree(WEB, now, generation), now)
        elsewhere = target.url if target is not None else ""
    if found is None and not elsewhere:
        return None
    return _asked(path, Standing(now, generation, found, elsewhere))


def _beside(path: str, site: Site | None, now: datetime, generation: Generation) -> Found | None:
    """What stands at a whole address below a page of the host's, on this site."""
    roots = [site.root_page_id] if site is not None else list(Site.objects.values_list("root_page_id", flat=True))
    return current.beside(mounting.places_beside(path, roots), WEB, now, generation)


def _asked(path: str, standing: Standing) -> Asked:
    asked = Asked(path)
    asked.standing = standing
    return asked


def _asking_query() -> str:
    request = _asking.get()
    return str(request.META.get("QUERY_STRING", "")) if request is not None else ""


def _site() -> Site | None:
    request = _asking.get()
    if request is None or disclosable.is_alone():
        return None
    return Site.find_for_request(request)


def _is_on(site: Site | None, now: datetime, generation: Generation) -> bool:
    """Whether the tree below our home page is for this site: where it is the root of a site, for that alone; mounted
    at the root of another site it is not, and below a prefix of its own it is for every site."""
    if site is None:
        return True
    home = current.tree(WEB, now, generation).home()
    if home is None:
        return False
    pk = home.row.item.removeprefix("page:")
    if str(site.root_page_id) == pk:
        return True
    return mounting.home() != get_script_prefix() and not Site.objects.filter(root_page_id=pk).exists()
