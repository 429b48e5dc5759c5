"""No command that undoes migrations takes the record away."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from cms.ledger import checks, services
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import sha256
from tests.factories.bureau import Bureau


@pytest.mark.parametrize("label", ["disclosure_ledger", "disclosure_publication"])
def test_a_table_with_a_record_is_not_taken_back(db, label):
    Bureau()  # has published its structure
    before = LedgerEntry.objects.count()
    with pytest.raises(CommandError, match=r"append-only|只增不减"):
        call_command("migrate", label, "zero", verbosity=0)
    with pytest.raises(CommandError, match=r"append-only|只增不减"):
        call_command("migrate", label, "zero", fake=True, verbosity=0)
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
