"""The apps that each plugin needs: declared, true of what it imports, named where one is missing, and in the docs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from cms import needs
from cms.needs import Plugin

ROOT = Path(__file__).resolve().parents[2]


def needed() -> list[tuple[str, str]]:
    configs = [each for each in apps.get_app_configs() if isinstance(each, Plugin)]
    return [(config.name, name) for config in configs for name in config.needs_apps]


@pytest.mark.parametrize("name", sorted({name for _plugin, name in needed()}))
def test_an_app_that_is_missing_is_named_before_any_model_fails(name):
    there = [each for each in site.INSTALLED_APPS if each not in (name, name.removeprefix("disclosure_"))]
    assert len(there) == len(site.INSTALLED_APPS) - 1
    wanted = rf"needs other apps\. Add to INSTALLED_APPS: .*\"{re.escape(name)}\","
    with pytest.raises(ImproperlyConfigured, match=wanted):
        override_settings(INSTALLED_APPS=there).enable()


def test_it_is_named_even_where_an_app_of_the_host_stands_first(tmp_path):
    """Its models are loaded first, and they import ours."""
    (tmp_path / "host_settings.py").write_text(
        "from cms.settings.test import *\n"
        'GONE = ("cms.outbox", "tests.testapp")\n'
        'INSTALLED_APPS = ["tests.testapp", *(each for each in INSTALLED_APPS if each not in GONE)]\n'
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DISCLOSURE_")}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "host_settings", "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert 'needs other apps. Add to INSTALLED_APPS: "cms.outbox",' in done.stderr.strip().splitlines()[-1]


def test_what_is_needed_is_what_is_imported():
    """No plugin uses the models of one that it does not declare, itself or by way of another."""
    plugins = {each.name: each for each in apps.get_app_configs() if isinstance(each, Plugin)}
    with_models = {name for name, config in plugins.items() if (Path(config.path) / "apps.py").exists()}
    for name, config in plugins.items():
        used = set()
        for file in Path(config.path).rglob("*.py"):
            if "migrations" in file.parts:
                continue
            for module in re.findall(r"^\s*(?:from|import) (cms\.\w+)", file.read_text(encoding="utf-8"), re.MULTILINE):
                used.add(module)
        declared_ones = set(needs.closure(type(config)))
        assert {each for each in used & with_models if each != name} <= declared_ones, name


def test_the_document_says_what_is_declared():
    written = (ROOT / "docs" / "plugins" / "needs.md").read_text(encoding="utf-8")
    for config in (each for each in apps.get_app_configs() if isinstance(each, Plugin)):
        assert needs.row(config) in written, config.label
