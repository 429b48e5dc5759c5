"""A site with a package `cms` of its own is told so in words: two of one name cannot be imported beside each other."""

import sys

import pytest
from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured

from disclosure_plugins import names, template_folders
from disclosure_plugins.apps import PluginsConfig


@pytest.fixture
def theirs(tmp_path):
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "blog.py").touch()
    return tmp_path


def test_theirs_that_hides_ours_is_told_before_any_plugin_is_imported(theirs, monkeypatch):
    (theirs / "cms" / "__init__.py").touch()
    monkeypatch.syspath_prepend(theirs)
    for begin in (lambda: AppConfig.create("disclosure_plugins"), template_folders):
        with pytest.raises(ImproperlyConfigured, match=rf"{theirs}/cms\) hides that of the disclosure plugins"):
            begin()


def test_theirs_that_ours_hides_is_named(theirs, monkeypatch):
    assert names.check(None) == []
    monkeypatch.setattr(sys, "path", [*sys.path, str(theirs)])
    (said,) = names.check(None)
    assert said.id == "disclosure_plugins.E001" and str(theirs / "cms") in said.msg


def test_a_folder_without_modules_is_nobodys(tmp_path, monkeypatch):
    (tmp_path / "cms" / "files").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    assert names.check(None) == []


def test_it_is_made_before_all_other_apps_of_ours():
    configs = list(apps.get_app_configs())
    assert isinstance(configs[0], PluginsConfig)
