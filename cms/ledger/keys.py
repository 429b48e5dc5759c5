"""The ring of seal keys: rows are sealed with the current key and checked with the key that they name."""

import hmac
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, eq=False)
class KeyRing:
    """`keys`: identifier → secret. `current`: the one that new seals use. A lost key makes its seals unreadable.

    Two rings are never equal: what was found out with one is not known of another.
    """

    keys: dict[str, bytes] = field(repr=False)
    current: str

    def seal(self, text: str) -> tuple[str, str]:
        """(key identifier, HMAC-SHA-256 in hex) of the text."""
        return self.current, self._digest(self.keys[self.current], text)

    def holds(self, key_id: str, text: str, seal: str) -> bool:
        """Whether `seal` is this text's seal under the named key. An unknown key is False, never an error."""
        key = self.keys.get(key_id)
        return key is not None and hmac.compare_digest(self._digest(key, text), seal)

    @staticmethod
    def _digest(key: bytes, text: str) -> str:
        return hmac.digest(key, text.encode(), "sha256").hex()


def ring() -> KeyRing:
    """The ring of the settings; the first key is the current one unless DISCLOSURE_SEAL_KEY_ID names another. Raises
    ImproperlyConfigured when there is no key or the current one is not in it."""
    keys = getattr(settings, "DISCLOSURE_SEAL_KEYS", None) or {}
    current = getattr(settings, "DISCLOSURE_SEAL_KEY_ID", "") or next(iter(keys), "")
    return _ring(tuple(sorted(keys.items())), current)


@lru_cache(maxsize=8)
def _ring(entries: tuple[tuple[str, str], ...], current: str) -> KeyRing:
    keys = {name: secret.encode() for name, secret in entries}
    if current not in keys:
        raise ImproperlyConfigured(
            "DISCLOSURE_SEAL_KEYS holds no key named by DISCLOSURE_SEAL_KEY_ID: nothing can be sealed"
        )
    return KeyRing(keys, current)
