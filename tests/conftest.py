"""What every test gets: a checkpoint log, a vault and caches of its own; and the servers that some need."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import fast
from tests.servers import migrated

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

SKIPPED: list[str] = []


def pytest_addoption(parser):
    parser.addoption("--write-matrix", action="store_true", help="write tests/attacks/matrix.txt anew")
    parser.addoption("--fast", action="store_true", help="without browsers, servers and what builds the wheel")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """One folder for all workers of a run, and for the runs that one of its tests begins."""
    if os.environ.get("SHARED_FOLDER_OF_TESTS"):
        return Path(os.environ["SHARED_FOLDER_OF_TESTS"])
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, shared_folder):
    """The test database, on SQLite from a copy of one that was migrated once: every worker would take as long again."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            migrated.load(migrated.made(shared_folder), connection)
        made = setup_databases(verbosity=0, interactive=False, keepdb=connection.vendor == "sqlite")
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def own_records(settings, tmp_path_factory):
    """Numbers begin anew in each test, so nothing that remembers them may outlive it."""
    from django.core.cache import cache

    from cms.publication import current
    from search import words

    folder = tmp_path_factory.mktemp("records")
    settings.DISCLOSURE_WITNESS = folder / "witness.log"
    settings.DISCLOSURE_VAULT = folder / "vault"
    settings.MEDIA_ROOT = folder / "media"
    current.forget()
    words.forget()
    cache.clear()
    yield
    current.forget()


LONGEST = (
    "tests/postgresql/",
    "tests/browser/",
    "tests/search/",
    "tests/attacks/",
    "tests/acceptance/",
    "tests/workflows/test_stateful.py",
    "tests/workflows/test_every_chain.py",
    "tests/lifecycle/test_faults.py",
)
"""Files that take minutes come first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(config, items):
    """The longest first. And no flush: it empties what migrations wrote, append-only tables refuse it, and such a test
    breaks those after it."""
    if config.getoption("--fast"):
        items[:] = [item for item in items if not fast.needs_more(item)]
    items.sort(key=lambda item: [not item.nodeid.startswith(name) for name in LONGEST])
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction"):
                raise pytest.UsageError(f"{item.nodeid}: a flush of the database; use a process of its own")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """By file; but what asks Elasticsearch goes to one worker, which starts it once; so does what needs the wheel."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneServer(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            together = ("tests/search/", "tests/acceptance/")
            return next((each for each in together if nodeid.startswith(each)), super()._split_scope(nodeid))

    return OneServer(config, log)


def missing_server(what: str) -> None:
    """A server that is not there: a failure where it has to be (CI), a loud skip on a user's machine."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed, and this run has to have it")
    SKIPPED.append(what)
    pytest.skip(f"{what} is not installed")


def pytest_terminal_summary(terminalreporter):
    skipped = {
        str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
        if "is not installed" in str(report.longrepr)
    }
    for line in sorted(skipped):
        terminalreporter.write_line(f"NOT TESTED: {line}", red=True, bold=True)


_READ: dict[tuple[str, str], object] = {}
"""What real processes told of files, of the whole run: the same few files stand in hundreds of tests."""


@pytest.fixture(autouse=True)
def in_the_language_of_the_site():
    """Whatever language an earlier request of this process was answered in."""
    from django.conf import settings as site
    from django.utils import translation

    with translation.override(site.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def each_file_read_once(request, monkeypatch):
    """A file is read by a real process the first time; the tests of reading itself read it each time."""
    if "tests/extraction/" in request.node.nodeid:
        return
    import hashlib

    from cms.extraction import conf, running

    read = running.read

    def once(source, **given):
        key = hashlib.sha256(source.read()).hexdigest(), str(conf.limits())
        if key not in _READ:
            _READ[key] = read(source)
        return _READ[key]

    monkeypatch.setattr(running, "read", once)
