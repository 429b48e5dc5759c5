"""What a deployment has to choose for itself. All that is wrong is said at once, each with its variable."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

WEAK = ("django-insecure", "only-for-tests", "changeme", "secret")


def refuse_unless_safe(settings: Mapping[str, Any]) -> None:
    """Raises ImproperlyConfigured with every unsafe choice."""
    found = list(problems(settings))
    if found:
        raise ImproperlyConfigured(
            "This deployment is not safe to start:\n" + "\n".join(f"  - {each}" for each in found)
        )


def problems(settings: Mapping[str, Any]) -> Iterator[str]:
    """Each in a sentence that begins with its environment variable."""
    yield from _secrets(settings)
    yield from _hosts(settings)
    yield from _services(settings)
    yield from _places(settings)


def _secrets(settings: Mapping[str, Any]) -> Iterator[str]:
    key = str(settings["SECRET_KEY"])
    if len(key) < 50 or len(set(key)) < 12 or key.lower().startswith(WEAK):
        yield "SECRET_KEY: missing, short or guessable; make one of at least 50 random characters"
    keys: Mapping[str, str] = settings["DISCLOSURE_SEAL_KEYS"]
    if not keys:
        yield "DISCLOSURE_SEAL_KEYS: missing; without them nothing can be sealed (id:secret,id:secret)"
    for name, secret in keys.items():
        if len(secret) < 32 or len(set(secret)) < 8:
            yield f"DISCLOSURE_SEAL_KEYS: the key {name} is short or guessable; take 32 random bytes in hex"
    if keys and settings["DISCLOSURE_SEAL_KEY_ID"] not in keys:
        yield "DISCLOSURE_SEAL_KEY_ID: names a key that is not in DISCLOSURE_SEAL_KEYS"


def _hosts(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings["DEBUG"]:
        yield "DEBUG: is on; it shows settings and code to everybody"
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts or "*" in hosts:
        yield "ALLOWED_HOSTS: name the hosts of this site; * lets anybody choose the address in links"
    if not str(settings["WAGTAILADMIN_BASE_URL"]).startswith("https://"):
        yield "SITE_URL: the public address of this site, beginning with https://"


def _services(settings: Mapping[str, Any]) -> Iterator[str]:
    if not os.environ.get("DATABASE_URL"):
        yield "DATABASE_URL: missing"
    elif "sqlite" in settings["DATABASES"]["default"]["ENGINE"] and os.environ.get("DISCLOSURE_ALLOW_SQLITE") != "1":
        yield "DATABASE_URL: SQLite cannot protect its append-only tables from whoever holds the file; use PostgreSQL"
    if not os.environ.get("CACHE_URL") and os.environ.get("DISCLOSURE_SINGLE_PROCESS") != "1":
        yield "CACHE_URL: rate limits need a cache that all processes share (redis://…)"
    if not settings["EMAIL_HOST"] or not settings["DEFAULT_FROM_EMAIL"]:
        yield "EMAIL_HOST, DEFAULT_FROM_EMAIL: nobody would learn that something waits"


def _places(settings: Mapping[str, Any]) -> Iterator[str]:
    for name in ("DISCLOSURE_VAULT", "DISCLOSURE_WITNESS"):
        if not os.environ.get(name):
            yield f"{name}: choose where it lies; outside the database, in the backup"
        place = Path(settings[name])
        for served in ("STATIC_ROOT", "MEDIA_ROOT"):
            if place.is_relative_to(settings[served]):
                yield f"{name}: lies in {served}, which a web server may hand out"
