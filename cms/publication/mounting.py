"""Where the addresses of publications begin. What is sealed says nothing of it: addresses are put together when shown.

A host mounts them at its root or below a prefix of its own, and may itself be mounted below one (SCRIPT_NAME). What
stands below a page of the host's stands at that page's address, wherever ours are mounted: its form says so (`BESIDE`).
"""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from wagtail.models import Site

BESIDE = "at:"
"""`at:<root page of the site>/about/`: the parent of an item that stands below this address of the host's."""
LONGEST = 120
_homes: dict[tuple[str, str], str] = {}


def home() -> str:
    """`/`, or `/gov/`: the address of the home page, of this urlconf under this SCRIPT_NAME."""
    place = str(get_urlconf() or settings.ROOT_URLCONF), get_script_prefix()
    if place not in _homes:
        try:
            _homes[place] = reverse("disclosure_home")
        except NoReverseMatch:  # nothing of ours is mounted: `disclosure_publication` says it in a check
            _homes[place] = get_script_prefix()
    return _homes[place]


def within(address: str) -> str:
    """What an address of ours says after the home page's; the whole without its first slash for any other."""
    return address.removeprefix(home()) if address.startswith(home()) else address.lstrip("/")


def is_below_home(address: str) -> bool:
    """Whether an address could be one of ours, as far as where they begin tells."""
    return f"{address}/".startswith(home())


def address(path: str) -> str:
    """The whole address of what `serve` was asked for."""
    return home() + path.lstrip("/")


def whole(path: str) -> str:
    """The address of what `serve` was asked for, without SCRIPT_NAME: `/gov/x/` for `x/`."""
    return "/" + (home().removeprefix(get_script_prefix()) + path).lstrip("/")


def beside(page: Any) -> str | None:
    """What an item that stands below this page of the host's has for a parent; None where the page has no address."""
    parts = page.get_url_parts()
    if parts is None or parts[2] is None:
        return None
    root = Site.objects.filter(pk=parts[0]).values_list("root_page_id", flat=True).first()
    path = "/" + str(parts[2]).removeprefix(get_script_prefix()).lstrip("/")
    return f"{BESIDE}{root}{path if path.endswith('/') else f'{path}/'}"


def path_beside(parent: str) -> str:
    """The address that such a parent says, under this SCRIPT_NAME; with a slash at its end."""
    return get_script_prefix() + parent.removeprefix(BESIDE).partition("/")[2]


def places_beside(path: str, roots: list[int]) -> dict[tuple[str, str], list[str]]:
    """(parent, part of the address) of what could stand at an address or above it, the longest first → what follows.
    However long the address is, no parent is longer than the record holds."""
    segments = [segment for segment in path.split("/") if segment]
    above = [""]
    while len(above) < len(segments) and len(above[-1]) < LONGEST:
        above.append(f"{above[-1]}{segments[len(above) - 1]}/")
    found: dict[tuple[str, str], list[str]] = {}
    for end in reversed(range(min(len(above), len(segments)))):
        for root in roots:
            found[f"{BESIDE}{root}/{above[end]}", segments[end]] = segments[end + 1 :]
    return found
