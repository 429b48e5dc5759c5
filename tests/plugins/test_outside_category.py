"""A category that an app of its own brings (`tests/outside_category/`, a folder to copy), driven to the public."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import migrated

ROOT = Path(__file__).resolve().parents[2]


def test_a_category_from_outside_is_driven_to_the_public_and_found(shared_folder):
    """In a process of its own: an app is installed when a process begins."""
    migrated.made(shared_folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "PYTEST_"))}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "tests.plugins.outside_settings",
        "SHARED_FOLDER_OF_TESTS": str(shared_folder),
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "--ds=tests.plugins.outside_settings", "tests/plugins/outside_driven.py"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
