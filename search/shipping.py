"""What the files say, brought into the registers: new entries come, those that nobody changed here follow the files,
those that were changed here stay as they are.

Done after every migration, and by `manage.py search words`.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from . import word_files, words
from .word_models import Boost, PeoplesWord, Shipped, StopWord

log = logging.getLogger("disclosure_search")
BATCH = 500


def bring(**_named: Any) -> dict[str, int]:
    """All or nothing; how many rows came, followed and went. Raises Unreadable for a file that cannot be read."""
    wanted: list[tuple[type[Shipped], list[Shipped]]] = [
        (PeoplesWord, [PeoplesWord.of_line(line) for line in word_files.shipped_words().values()]),
        (StopWord, [StopWord.of_line(line) for line in word_files.shipped_stop_words()]),
        (Boost, [Boost.of_line(line) for line in word_files.shipped_boosts()]),
    ]
    facts = {"came": 0, "followed": 0, "went": 0}
    with transaction.atomic():
        for model, rows in wanted:
            for name, count in _bring(model, rows).items():
                facts[name] += count
        if any(facts.values()):
            words.changed()
            log.info("words of the files: %s", facts)
    return facts


def after_migrate(**named: Any) -> None:
    """Receiver of `post_migrate`. A file that cannot be read is told by the checks; it stops no migration."""
    try:
        named["apps"].get_model("disclosure_search", "PeoplesWord")
    except LookupError:
        return  # migrated to before there were words
    if named.get("using", "default") != "default":
        return
    try:
        bring()
    except word_files.Unreadable as error:
        log.error("words of the files are left as they were: %s", error)


def _bring(model: type[Shipped], rows: Iterable[Shipped]) -> dict[str, int]:
    manager = model._default_manager
    names = [field.attname for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    known = {row.key: row for row in manager.all()}
    new, other = [], []
    for row in rows:
        here = known.pop(row.key, None)
        if here is None:
            new.append(row)
        elif here.shipped != row.shipped:
            follows = bool(here.shipped) and not here.is_changed
            for name in names if follows else ():
                setattr(here, name, getattr(row, name))
            here.shipped = row.shipped
            other.append(here)
    gone = [row for row in known.values() if row.shipped]
    kept = [row for row in gone if row.is_changed]
    for row in kept:
        row.shipped, row.origin = "", Shipped.Origin.OWN
    manager.bulk_create(new, batch_size=BATCH)
    manager.bulk_update([*other, *kept], [*names, "shipped", "origin"], batch_size=BATCH)
    manager.filter(pk__in=[row.pk for row in gone if row not in kept]).delete()
    return {"came": len(new), "followed": len(other), "went": len(gone) - len(kept)}
