"""HTML that was rendered once: kept in the cache under a seal of ours, for the cache is no place of ours."""

import hashlib
import threading
from dataclasses import dataclass

from django.core.cache import cache

from cms.ledger import keys
from cms.publication import trust

SECONDS = 24 * 3600
REMEMBERED = 200
_checked: dict[str, "tuple[keys.KeyRing, str, CachedHtml]"] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class CachedHtml:
    """A page as bytes, and its SHA-256 in hex."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> "CachedHtml":
        return cls(content, hashlib.sha256(content).hexdigest())


def key(*parts: object) -> str:
    """Where the page of exactly these circumstances is kept."""
    text = "|".join(str(part) for part in parts)
    return f"disclosure-html-{hashlib.sha256(text.encode()).hexdigest()}"


def get(entry: str) -> CachedHtml | None:
    """What the cache holds, if we put it there."""
    found = cache.get(entry)
    if not isinstance(found, tuple) or len(found) != 3:
        return None
    key_id, seal, content = found
    ring = keys.ring()
    known = _checked.get(entry)
    if known is not None and known[0] is ring and known[1] == seal and known[2].content == content:
        return known[2]
    page = CachedHtml.of(bytes(content))
    if ring.holds(key_id, _text(entry, page), seal):
        _remember(entry, (ring, seal, page))
        return page
    trust.alarm.error("the cache holds HTML that nobody rendered: passed over")
    return None


def _remember(entry: str, page: tuple[keys.KeyRing, str, CachedHtml]) -> None:
    """What this process has checked: the same bytes are not checked again."""
    with _lock:
        while len(_checked) >= REMEMBERED:
            del _checked[next(iter(_checked))]
        _checked[entry] = page


def put(entry: str, content: bytes) -> CachedHtml:
    page = CachedHtml.of(content)
    key_id, seal = keys.ring().seal(_text(entry, page))
    cache.set(entry, (key_id, seal, content), SECONDS)
    return page


def _text(entry: str, page: CachedHtml) -> str:
    return f"{entry}|{page.digest}"
