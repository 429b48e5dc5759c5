"""Addresses of an older site: what such an address may be, and which cannot stand beside each other."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms.publication import current, mounting, redirects, serving
from cms.publication.redirects import OldAddress, UnusableAddress


class Redirecting(Protocol):
    """A row that leads from an old address to a page, or to `address`."""

    address: Any

    def old(self, hosts: Iterable[str] | None = None) -> OldAddress:
        """The address that was typed. Raises UnusableAddress."""


def hosts_of_site(domains: Iterable[str]) -> list[str]:
    """The names under which this site is reached: those that it says of itself, and those that the settings know."""
    known = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    known += list(Site.objects.values_list("hostname", flat=True))
    known += domains
    known += [str(getattr(settings, "WAGTAILADMIN_BASE_URL", ""))]
    return [name for host in known if (name := redirects.bare(host) or host)]


def taken(old: OldAddress) -> str | None:
    """Why this address would never be asked for. One that is published already stays as it is."""
    if old.path == "/" or not serving.answers(f"{old.path}/"):
        return _("This address is taken by the site itself.")
    structure = current.tree()
    home = structure.home()
    published = home.facts.get("redirects", ()) if home else ()
    if any(redirects.typed(entry["path"]).path == old.path for entry in published):
        return None
    found = current.at_path(mounting.within(old.path))
    if found is None:
        return None
    return _("“%(title)s” stands or stood at this address, which answers by itself.") % {"title": found.row.title}


def disagreements(rows: Sequence[Redirecting], hosts: list[str]) -> dict[int, str]:
    """Place of a row → why it cannot stand beside the others. What is no address by itself is passed over."""
    old: dict[int, OldAddress] = {}
    for place, row in enumerate(rows):
        try:
            old[place] = row.old(hosts)
        except UnusableAddress:
            continue
    found: dict[int, str] = {}
    seen: set[Any] = set()
    for place, address in old.items():
        if address.key in seen:
            found[place] = _("There are two redirects for %(path)s.") % {"path": address.text}
        elif _comes_back(place, rows, old, hosts):
            found[place] = _("This redirect leads back to its own address.")
        seen.add(address.key)
    return found


def _comes_back(place: int, rows: Sequence[Redirecting], old: dict[int, OldAddress], hosts: list[str]) -> bool:
    here = place
    for _turn in rows:
        try:
            wanted = redirects.typed(rows[here].address, hosts) if rows[here].address else None
        except UnusableAddress:
            return False
        following = [each for each, address in old.items() if wanted and address.names(wanted, exactly=False)]
        if not following:
            return False
        here = max(following, key=lambda each: (len(old[each].query), old[each].path == (wanted and wanted.path)))
        if here == place:
            return True
    return False
