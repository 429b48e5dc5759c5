"""The host's own life beside the plugins, each mounting in a process of its own with the host's settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    """The host's database, made by the host's and our migrations."""
    path = tmp_path_factory.mktemp("host") / "db.sqlite3"
    done = _run(path, {}, "-m", "django", "migrate", "-v0")
    assert done.returncode == 0, done.stderr[-3000:]
    return path


def _run(database: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "PYTEST_", "HOST_"))
    }
    environ = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "tests.host.settings",
        "HOST_DATABASE": str(database),
        "HOST_VAR_DIR": str(database.parent),
        **environment,
    }
    return subprocess.run(
        [sys.executable, *arguments], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )


INSIDE = "tests/host/inside"
MOUNTED = f"{INSIDE}/test_mounted.py"
OWN_ADDRESS = (
    f"{INSIDE}/test_beside.py::test_it_is_published_at_its_own_address_below_the_hosts_page",
    f"{INSIDE}/test_ways_past.py::test_whatever_becomes_of_the_hosts_page_what_was_signed_stays_at_its_address",
)


@pytest.mark.parametrize(
    ("environment", "files"),
    [
        ({}, [INSIDE]),
        ({"HOST_MOUNT": "gov/"}, [MOUNTED, *OWN_ADDRESS]),
        ({"HOST_MOUNT": "gov/", "HOST_SCRIPT_NAME": "/app"}, [MOUNTED]),
    ],
    ids=["at the root", "below a prefix", "below a prefix and SCRIPT_NAME"],
)
def test_the_host_keeps_its_own_life(database, environment, files):
    done = _run(database, environment, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.skipif("HOST_BEFORE" not in os.environ, reason="HOST_BEFORE=1: what the host did before, half a minute")
def test_the_same_passes_without_the_plugins(tmp_path):
    database = tmp_path / "db.sqlite3"
    assert _run(database, {"HOST_ALONE": "1"}, "-m", "django", "migrate", "-v0").returncode == 0
    done = _run(database, {"HOST_ALONE": "1"}, "-m", "pytest", "-q", "-p", "no:cacheprovider", INSIDE)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
