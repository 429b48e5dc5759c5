"""Editors' search in Wagtail's admin with the analysis of the public search: modelsearch backends, one per database.

`SearchBackend` is what a site names in its settings: `{"BACKEND": "search.editors"}` takes the one of the default
database, as modelsearch's own does. `search.editors.elasticsearch` is named where a server is to answer editors too.
The contract is modelsearch's: `search`, `autocomplete`, filters, facets, ordering; only what a term is differs.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from modelsearch.backends.base import BaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 - the name that modelsearch looks for
    """The backend for the default database. Raises ImproperlyConfigured for one that there is none for."""
    if connection.vendor == "sqlite":
        from .sqlite import SegmentedSQLiteBackend

        return SegmentedSQLiteBackend(params)
    if connection.vendor == "postgresql":
        from .postgresql import SegmentedPostgresBackend

        return SegmentedPostgresBackend(params)
    raise ImproperlyConfigured(f"no editors' search for {connection.vendor}")
