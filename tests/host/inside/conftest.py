"""The host's world: its groups, people and pages as they were before the plugins came; and a small body that
discloses."""

import io
import os
from pathlib import Path

import pytest
from django.conf import settings as site

from tests.host.inside.world import World
from tests.servers import migrated

BESIDE = "cms.publication" in site.INSTALLED_APPS
"""Whether the plugins are installed; without them the tests of the host's own life have to pass just as well."""
collect_ignore = [] if BESIDE else ["test_beside.py", "test_mounted.py", "test_ways_past.py"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The host's database, as its own migrations made it (`HOST_DATABASE`)."""
    from django.db import connection

    with django_db_blocker.unblock():
        migrated.load(Path(os.environ["HOST_DATABASE"]), connection)
    yield


@pytest.fixture(autouse=True)
def own_records(settings, tmp_path_factory):
    """Files of its own, and where the plugins are installed their records too."""
    folder = tmp_path_factory.mktemp("records")
    settings.MEDIA_ROOT = folder / "media"
    if not BESIDE:
        yield
        return
    from django.core.cache import cache

    from cms.publication import current

    settings.DISCLOSURE_WITNESS = folder / "witness.log"
    settings.DISCLOSURE_VAULT = folder / "vault"
    current.forget()
    cache.clear()
    yield
    current.forget()


@pytest.fixture(autouse=True)
def each_file_read_once():
    """Of the suite around, not needed here."""


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def disclosing(world):
    """The host, where a body discloses."""
    from django.core.management import call_command

    from cms.organisation.chart import EXAMPLE

    call_command("organisation", "load", str(EXAMPLE), stdout=io.StringIO())
    return world
