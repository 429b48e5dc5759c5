"""Addresses of an older site, as the home page's publication lists them: structure, approved like any other.

An address is compared decoded: its path without a slash at the end, its query as a set of pairs. See decision 11.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from django.http.request import validate_host
from django.utils.encoding import repercent_broken_unicode
from django.utils.translation import gettext as _

from cms.publication import current
from cms.publication.current import WEB, Tree

BLANK = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff"
_BREAKS = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WITH_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_NAME = "surrogateescape"  # bytes that are no UTF-8 (an older site's GBK) stay different from each other


class UnusableAddress(ValueError):
    """What was typed is no address that a redirect of this site could stand for; the message says why."""


@dataclass(frozen=True)
class OldAddress:
    """`path` decoded, from the slash on and without one at its end; `query` the pairs after the question mark."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    raw_query: str = ""

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Equal for two spellings of one address."""
        return self.path, tuple(sorted(self.query))

    @property
    def text(self) -> str:
        """As it is kept and shown: readable, and read again as the same address."""
        plain = self.path.replace("?", "%3F").replace("#", "%23")
        if decoded(plain) != self.path:
            plain = self.path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")
        return f"{plain}?{self.raw_query}" if self.raw_query else plain

    def names(self, asked: "OldAddress", *, exactly: bool) -> bool:
        """Whether a request for `asked` is one for this address, whatever else its query says."""
        if exactly:
            return self.path == asked.path and not Counter(self.query) - Counter(asked.query)
        return self._folded().names(asked._folded(), exactly=True)

    def _folded(self) -> "OldAddress":
        return OldAddress(self.path.casefold(), tuple((n.casefold(), v.casefold()) for n, v in self.query))


def decoded(path: str) -> str:
    """A path as Django decodes the one of a request: percent signs undone, what is no UTF-8 left percent-encoded."""
    return repercent_broken_unicode(unquote_to_bytes(path)).decode()


def _path(text: str) -> str:
    """Decoded, without doubled slashes, dots and the last slash."""
    found = posixpath.normpath("/" + text.replace("\\", "/"))
    return "/" + found.lstrip("/")


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True, errors=_NAME))


def asked(path: str, query: str = "") -> OldAddress:
    """The address of a request: its path as Django decoded it, its query as it was sent."""
    return OldAddress(_path(path), _pairs(query), query)


def typed(text: str, hosts: Iterable[str] = ()) -> OldAddress:
    """What somebody entered or pasted: with or without the site's own name, fragment, first slash, encoding.

    `hosts` are the names of this site, `.example.cn` for every name below. Raises UnusableAddress.
    """
    text = _BREAKS.sub("", text.strip(BLANK)).strip(BLANK)
    own = [bare(host) for host in hosts if host.strip() not in ("", "*")]
    first = re.split(r"[/?#]", text, maxsplit=1)[0]
    if _WITH_HOST.match(text):
        host, rest = _split(text)
        if not validate_host(bare(host), own):
            facts = {"host": host, "own": "、".join(sorted(set(own)))}
            raise UnusableAddress(_("This is an address of %(host)s, and not of this site (%(own)s).") % facts)
        text = rest
    elif first and validate_host(bare(first), own):
        text = text.removeprefix(first)
    elif _SCHEME.match(text):
        raise UnusableAddress(_("“%(address)s” is no address of a page of this site.") % {"address": text})
    path, _mark, query = text.partition("#")[0].partition("?")
    return OldAddress(_path(decoded(path)), _pairs(query), query)


def _split(text: str) -> tuple[str, str]:
    """The host of a full address, and what follows it."""
    try:
        parsed = urlsplit(text)
        host = parsed.hostname or ""
    except ValueError as error:
        raise UnusableAddress(_("“%(address)s” is no address of a page of this site.") % {"address": text}) from error
    return host, text.partition("//")[2].removeprefix(parsed.netloc)


def bare(host: str) -> str:
    """A host's name, by which scheme, port, `www.` and capitals make no difference."""
    name = re.split(r"[/?#]", host.strip(BLANK).rpartition("//")[2], maxsplit=1)[0]
    return name.casefold().rpartition("@")[2].partition(":")[0].rstrip(".").removeprefix("www.")


@dataclass(frozen=True)
class Target:
    """Where an old address leads, and what is left of the query."""

    address: str
    query: str

    @property
    def url(self) -> str:
        if not self.query:
            return self.address
        base, mark, fragment = self.address.partition("#")
        return f"{base}{'&' if '?' in base else '?'}{self.query}{mark}{fragment}"


def target(path: str, query: str, structure: Tree, now: datetime) -> Target | None:
    """Where an address at which nothing stands leads; None when no redirect names it, or its page is not on view.

    Of several that name it the one that says most of the query wins, then the one in the same letters; what it says of
    the query is done with, the rest is taken along.
    """
    wanted = asked(path, query)
    for entry, old in _ranked(wanted, structure):
        link = current.link(entry["key"], WEB, now) if entry["key"] else None
        address = link.url if link else entry["address"]
        if address:
            return Target(address, _left(wanted, old))
    return None


def _ranked(wanted: OldAddress, structure: Tree) -> Iterator[tuple[dict[str, str], OldAddress]]:
    home = structure.home()
    found = []
    for entry in home.facts.get("redirects", ()) if home else ():
        old = typed(entry["path"])
        exactly = old.names(wanted, exactly=True)
        if exactly or old.names(wanted, exactly=False):
            found.append((len(old.query), exactly, entry, old))
    found.sort(key=lambda each: each[:2], reverse=True)
    for _said, _exactly, entry, old in found:
        yield entry, old


def _left(wanted: OldAddress, old: OldAddress) -> str:
    if not old.query:
        return wanted.raw_query
    done = Counter((name.casefold(), value.casefold()) for name, value in old.query)
    left = []
    for name, value in wanted.query:
        pair = (name.casefold(), value.casefold())
        if done[pair]:
            done[pair] -= 1
        else:
            left.append((name, value))
    return urlencode(left, errors=_NAME)
