"""The app looks after its own protection: triggers are installed after each migration and looked for at start, and no
migration takes back a table that holds the record."""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.management import CommandError
from django.db import DatabaseError, connections
from django.db.migrations import Migration
from django.utils.translation import gettext as _

from cms.ledger import appendonly

log = logging.getLogger("cms.ledger")


def refuse_taking_back(sender: Any, using: str, plan: Sequence[tuple[Migration, bool]] = (), **kwargs: Any) -> None:
    """`pre_migrate`: raises CommandError before anything is done, where the plan would undo what made or changed an
    append-only table that holds rows. Triggers are no help: they go with the table.
    """
    undone = [migration for migration, backwards in plan if backwards]
    if not undone:
        return
    existing = set(connections[using].introspection.table_names())
    for model in appendonly.protected_models():
        if model._meta.db_table not in existing or not model._base_manager.using(using).exists():
            continue
        for migration in undone:
            if migration.app_label == model._meta.app_label and _touches(migration, model):
                log.error("refused to take back %s: %s holds the record", migration, model._meta.db_table)
                raise CommandError(
                    _("%(migration)s is not taken back: the table %(table)s is append-only and holds a record.")
                    % {"migration": migration, "table": model._meta.db_table}
                )


def _touches(migration: Migration, model: type[appendonly.AppendOnlyModel]) -> bool:
    name, label = str(model._meta.model_name), model._meta.app_label
    return any(operation.references_model(name, label) for operation in migration.operations)


def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """`post_migrate`: SQLite drops the triggers of a table that it rebuilds."""
    appendonly.install(using)


@register(Tags.database)
def append_only_tables(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_ledger.W001: an append-only table without its triggers. No error: `migrate`, which installs
    them, comes by here first. disclosure_ledger.E002: the database cannot be asked.
    """
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
                CheckWarning(
                    f"Append-only protection is missing: {', '.join(absent)}", hint, id="disclosure_ledger.W001"
                )
            )
    return problems
