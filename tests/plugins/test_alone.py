"""Each plugin alone, with what it needs and nothing else of ours, on a site of somebody else's: from an empty database
to its screens, in a process of its own."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from cms import needs

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Path(__file__).parent / "alone" / "settings.py"


def sets() -> dict[str, list[str]]:
    """What the settings of the site that is alone install, read without running them."""
    for node in ast.parse(SETTINGS.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "OURS":
            return ast.literal_eval(node.value)
    raise AssertionError("no OURS")


@pytest.mark.parametrize("plugin", sets())
def test_it_works_alone(tmp_path, plugin):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.plugins.alone.drive"],
        env={**kept, "ALONE": plugin, "ALONE_VAR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0 and done.stdout.rstrip().endswith("DRIVEN"), done.stdout[-2000:] + done.stderr[-4000:]


@pytest.mark.parametrize("plugin", sets())
def test_what_is_installed_beside_it_is_what_it_declares_and_no_more(plugin):
    config = apps.get_app_config(f"disclosure_{plugin}")
    declared = {name for name in needs.closure(type(config)) if name.startswith("cms.")}
    assert set(sets()[plugin]) == {*declared, config.name}
