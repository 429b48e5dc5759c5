"""No command that undoes migrations takes the record away."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from cms.ledger import appendonly, checks, services
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import sha256
from tests.factories.bureau import Bureau


def test_a_table_with_a_record_is_not_taken_back(db):
    Bureau()  # has published its structure
    before = LedgerEntry.objects.count()
    for label, fake in (("disclosure_ledger", False), ("disclosure_publication", False), ("disclosure_ledger", True)):
        with pytest.raises(CommandError, match=r"append-only|只增不减"):
            call_command("migrate", label, "zero", fake=fake, verbosity=0)
    assert LedgerEntry.objects.count() == before > 0


def test_what_only_adds_to_another_table_is(db):
    """And an empty one, and everything that goes forward."""
    graph = MigrationLoader(connection).graph
    first = graph.nodes["disclosure_ledger", "0001_initial"]
    checks.refuse_taking_back(None, "default", [(first, True)])
    services.append("decision", "a", sha256("a"))
    checks.refuse_taking_back(None, "default", [(first, False)])
    other = graph.nodes["disclosure_organisation", "0001_initial"]
    checks.refuse_taking_back(None, "default", [(other, True)])
    with pytest.raises(CommandError):
        checks.refuse_taking_back(None, "default", [(first, True)])


def test_what_is_missing_is_named_and_installed_by_migrate(db):
    """With its checks, as an operator runs it."""
    table = LedgerEntry._meta.db_table
    postgresql = connection.vendor == "postgresql"
    name = f"{table}_no_change" if postgresql else f"{table}_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if postgresql else ""))
    told = StringIO()
    call_command("migrate", verbosity=0, skip_checks=False, stdout=StringIO(), stderr=told)
    assert name in told.getvalue()
    assert appendonly.missing() == []
