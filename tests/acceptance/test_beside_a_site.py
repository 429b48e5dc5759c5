"""The wheel in a project that `wagtail start` made, and that had a life of its own before: the whole set, and each
plugin alone, as docs/installing.md says it."""

import json
import re
import shutil
import sys

import pytest

from tests.acceptance import hosts
from tests.acceptance.built import ROOT, Failed

SETS = {
    "whole": ("The whole set", ("notices",)),
    "workflows": ("Approval for page types of your own", ("notices",)),
    "search": ("Search alone", ()),
    "organisation": ("The organisation alone", ()),
}


@pytest.mark.parametrize("plugin", SETS)
def test_nothing_of_the_repository_is_on_the_path(environments, tmp_path, plugin):
    environment = environments(SETS[plugin][0])
    lines = "import json, sys, cms, disclosure_search, disclosure_plugins as own; "
    lines += "print(json.dumps([sys.path, cms.__file__, disclosure_search.__file__, own.__file__]))"
    path, *files = json.loads(hosts.run(environment.python, "-c", lines, at=tmp_path))
    assert [each for each in path if each.startswith(str(ROOT))] == []
    assert [each for each in path if each and not each.startswith((str(environment.folder), sys.base_prefix))] == []
    assert all(each.startswith(str(environment.packages)) for each in files)


def test_the_projects_own_tests_pass_before(stock):
    assert "OK" in stock.tests()


@pytest.mark.parametrize("plugin", SETS)
def test_they_pass_after_and_what_is_ours_reaches_the_public(stock, environments, tmp_path, plugin):
    heading, apps = SETS[plugin]
    host = hosts.with_plugins(stock, environments(heading), tmp_path / "host", heading, *apps)
    said = re.findall(r"\(([a-z_]+\.\w+)\)", host.manage("check", "--database", "default"))
    assert set(said) <= {"disclosure_files.W002"}, "of the pictures and documents, which stay the host's"
    assert "No changes" in host.manage("makemigrations", "--check", "--dry-run")
    assert "OK" in host.tests()
    assert "DRIVEN" in host.drive(plugin).splitlines()


def with_settings_of(plugin, stock, folder):
    """The project in the environment of the organisation alone, not migrated: quick, and it begins all the same."""
    shutil.copytree(stock.folder, folder)
    base = folder / "hostsite" / "settings" / "base.py"
    base.write_text(base.read_text(encoding="utf-8") + hosts.blocks(SETS[plugin][0])["settings.py"], encoding="utf-8")
    return hosts.Host(folder, stock.environment)


@pytest.fixture
def installed(stock, tmp_path):
    return with_settings_of("organisation", stock, tmp_path / "host")


@pytest.mark.parametrize("plugin", ["search", "workflows"])
def test_the_extra_is_named_that_was_not_installed(stock, tmp_path, plugin):
    host = with_settings_of(plugin, stock, tmp_path / "host")
    with pytest.raises(Failed, match=rf'not installed \(.*\)\. Run: pip install "disclosure\[{plugin}\]"'):
        host.manage("check")


def test_a_project_with_a_package_of_our_name_is_told_so(installed):
    (installed.folder / "cms").mkdir()
    (installed.folder / "cms" / "__init__.py").touch()
    with pytest.raises(Failed, match=r"The package “cms” of this project \(.*\) hides that of the disclosure plugins"):
        installed.manage("check")


def test_a_package_of_the_project_that_ours_hides_is_named(installed):
    """Without an `__init__.py` Python takes ours, and the project's own modules would not be found."""
    (installed.folder / "cms").mkdir()
    (installed.folder / "cms" / "blog.py").touch()
    with pytest.raises(Failed, match=r"disclosure_plugins\.E001.*which hides yours \(.*host/cms\)"):
        installed.manage("check")


def test_files_of_another_distribution_in_our_package_are_named(installed):
    foreign = installed.environment.packages / "cms" / "toolbar_pool.py"
    foreign.touch()
    try:
        with pytest.raises(Failed, match=r"disclosure_plugins\.E002.*toolbar_pool\.py"):
            installed.manage("check")
    finally:
        foreign.unlink()
    assert "E002" not in installed.manage("check")
