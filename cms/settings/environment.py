"""Reading the environment: typed, with errors that name the variable."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE = {
    "ENGINE": "cms.sqlite3",
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA synchronous=NORMAL;"},
}
"""Connections are kept; the engine sets WAL once per file and notices a file that was replaced."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "")
    if not value:
        return default
    if value.lower() not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return value.lower() in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def keys(name: str) -> dict[str, str]:
    """`id:secret,id:secret` → ring; the first is the current one unless another is named."""
    ring = {}
    for entry in words(name):
        key_id, _, secret = entry.partition(":")
        if not key_id or not secret:
            raise ImproperlyConfigured(f"{name} must read id:secret,id:secret")
        ring[key_id] = secret
    return ring


def database(name: str, default_path: Path) -> dict[str, Any]:
    """Connections outlive a request, and are looked at before the next one uses them."""
    url = text(name)
    if url:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    else:
        default_path.parent.mkdir(parents=True, exist_ok=True)
        config = {"ENGINE": SQLITE["ENGINE"], "NAME": str(default_path)}
    if config["ENGINE"].endswith("sqlite3"):
        config |= SQLITE
    return config


def cache(name: str, of: str = "") -> dict[str, Any]:
    """The cache of a name, or one of its own (`of`) at the same server."""
    url = text(name)
    if url.startswith("redis"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": of}
    if url:
        raise ImproperlyConfigured(f"{name} must be a redis:// address, not {url!r}")
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "LOCATION": of, "OPTIONS": {"MAX_ENTRIES": 100_000 if of else 5000}}


def elasticsearch_options() -> dict[str, str]:
    """How the server is trusted (a file of certificates) and how the site says who it is, where that is not in the
    address."""
    facts = {"ca_certs": text("ELASTICSEARCH_CA_CERTS", ""), "api_key": text("ELASTICSEARCH_API_KEY", "")}
    return {name: value for name, value in facts.items() if value}


def editors_search(urls: str, options: dict[str, str]) -> dict[str, Any]:
    """Editors' search: in the database, or on the server as well when ELASTICSEARCH_EDITORS says so."""
    if not flag("ELASTICSEARCH_EDITORS"):
        return {"BACKEND": "search.editors"}
    if not urls:
        raise ImproperlyConfigured("ELASTICSEARCH_EDITORS needs ELASTICSEARCH_URL")
    return {
        "BACKEND": "search.editors.elasticsearch",
        "URLS": urls.replace(",", " ").split(),
        "INDEX_PREFIX": text("DISCLOSURE_EDITORS_INDEX", "disclosure-editors-"),
        "OPTIONS": {**options},
    }
