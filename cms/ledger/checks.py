"""The app looks after its own protection: triggers are installed after each migration and looked for at start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from cms.ledger import appendonly, keys


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """`post_migrate`: SQLite drops the triggers of a table that it rebuilds."""
    appendonly.install(using)


@register(Tags.database)
def append_only_tables(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_ledger.E001: an append-only table without its triggers."""
    problems: list[CheckMessage] = []
    for using in databases or []:
        try:
            absent = appendonly.missing(using)
        except DatabaseError as error:
            problems.append(Error(f"The append-only tables could not be checked: {error}", id="disclosure_ledger.E002"))
            continue
        if absent:
            hint = "Run `manage.py migrate` as the owner of the tables."
            problems.append(
                Error(f"Append-only protection is missing: {', '.join(absent)}", hint, id="disclosure_ledger.E001")
            )
    return problems


@register(Tags.security)
def seal_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_ledger.E003: no usable seal key."""
    try:
        keys.ring()
    except Exception as error:
        return [Error(str(error), id="disclosure_ledger.E003")]
    return []
