"""What was made of a publication once, for search: kept in the embedded index under a seal of ours.

So an index is built anew without rendering every form again. What does not hold, or was made by other code, is made
again from the sealed form.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps

from cms.ledger import keys
from cms.publication import trust
from cms.publication.disclosable import Disclosable

from .models import SearchEntry

LIBRARIES = ("wagtail", "OpenCC", "rjieba", "pypinyin")
ASIDE = ("key_id", "seal")


@lru_cache(maxsize=1)
def made_by() -> str:
    """Names the code that makes texts and tokens: another one's are made again. Read once in a process."""
    found = hashlib.sha256()
    for folder in sorted(_folders()):
        for file in sorted(folder.rglob("*.py")):
            found.update(file.read_bytes())
    for name in LIBRARIES:
        found.update(_version(name).encode())
    return found.hexdigest()[:16]


def _folders() -> set[Path]:
    """This plugin, and those whose pages are found."""
    configs = {
        apps.get_app_config(model._meta.app_label) for model in apps.get_models() if issubclass(model, Disclosable)
    }
    return {Path(__file__).parent, *(Path(config.path) for config in configs)}


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


@lru_cache(maxsize=1)
def _sealed_fields() -> tuple[str, ...]:
    return tuple(each.attname for each in SearchEntry._meta.concrete_fields if each.attname not in ASIDE)


def _text(entry: SearchEntry) -> str:
    """What is sealed; the same as `texts.canonical` writes it, in half the time for long texts."""
    values: list[Any] = [getattr(entry, name) for name in _sealed_fields()]
    return orjson.dumps(["search", 1, *values]).decode()


def seal(entry: SearchEntry) -> SearchEntry:
    """Signed by the code that made it."""
    entry.made_by = made_by()
    entry.key_id, entry.seal = keys.ring().seal(_text(entry))
    return entry


def holds(entry: SearchEntry) -> bool:
    """Whether it is as it was made; an alarm when not."""
    if keys.ring().holds(entry.key_id, _text(entry), entry.seal):
        return True
    trust.alarm.error("what search keeps of publication %s is not what was made of it: not shown", entry.number)
    return False


def many(numbers: Iterable[int]) -> dict[int, SearchEntry]:
    """Those of these that hold and were made by this code. One query, by number alone: asked for both, SQLite goes
    through all that were made by this code.
    """
    rows = SearchEntry.objects.filter(number__in=list(numbers))
    return {entry.number: entry for entry in rows if entry.made_by == made_by() and holds(entry)}
