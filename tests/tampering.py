"""What somebody can do who owns the database: take the protection away, change rows by hand, put it back."""

import contextlib
from collections.abc import Iterator

from django.db import connection

from cms.ledger import appendonly


@contextlib.contextmanager
def unprotected() -> Iterator[None]:
    """No append-only triggers while the block runs."""
    with connection.cursor() as cursor:
        for model in appendonly.protected_models():
            table = model._meta.db_table
            for suffix in ("no_update", "no_delete", "no_replace", "no_displace", "no_change", "no_truncate"):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{suffix}"{on}')
    try:
        yield
    finally:
        appendonly.install()


def by_hand(sql: str, *params: object) -> None:
    """One statement without the protection."""
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(sql, params)
