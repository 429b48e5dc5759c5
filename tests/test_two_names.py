"""The repository calls it `search`, the wheel installs it as `disclosure_search`: no code says either name.

A host has a package `search` of its own, so whatever is imported by that name there is theirs. Only this site's
settings and addresses, and these tests, know where the plugin lies here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
OF_THIS_SITE = ("cms/settings/", "cms/demo/", "cms/urls.py", "cms/wsgi.py")
NAMED = re.compile(r"^(?:disclosure_)?search\.(\w+)(?:\.\w+)*$")
"""A string that could be imported, or a permission or a check under the label of the app."""


def sources() -> list[Path]:
    found = (path for package in ("cms", "search", "disclosure_plugins") for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if not str(path.relative_to(ROOT)).startswith(OF_THIS_SITE))


def is_module(said: str) -> bool:
    """Whether a string names something in the plugin; under the label, permissions and checks are named as well."""
    found = NAMED.match(said)
    if found is None:
        return False
    return said.startswith("search.") or any((ROOT / "search").glob(f"{found[1]}*"))


def names(text: str) -> Iterator[tuple[int, str]]:
    """(line, what it says) of every import of the plugin by name, and of every string that names a module of it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            imported = [node.module]
        elif isinstance(node, ast.Import):
            imported = [each.name for each in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if is_module(node.value):
                yield node.lineno, node.value
            continue
        else:
            continue
        for name in imported:
            if name.split(".")[0] in ("search", "disclosure_search"):
                yield node.lineno, name


@pytest.mark.parametrize(
    "line",
    [
        "import search",
        "import search.models as found",
        "from search import words",
        "def later():\n    from search.engines import elastic",
        'found = import_module("search.models")',
        'found = {"include": "disclosure_search.urls"}',
    ],
)
def test_a_name_is_seen_wherever_it_stands(line):
    assert list(names(line))


def test_what_is_no_name_of_a_module_may_be_said():
    assert list(names("from . import words\nfrom ..search import x\nlabel = 'disclosure_search.add_stopword'")) == []


def test_nothing_that_the_wheel_installs_names_the_plugin():
    found = {}
    for path in sources():
        said = list(names(path.read_text(encoding="utf-8")))
        if said:
            found[str(path.relative_to(ROOT))] = said
    assert len(sources()) > 500
    assert found.pop("search/migrations/0014_consumer_by_another_name.py") == [(5, "search.elasticsearch")]
    assert found == {}


def test_templates_and_words_do_not_name_it_either():
    """A template tag library or a file would be looked for under the host's name."""
    wrong = re.compile(r"(?:load|include|extends|static)\s+[\"']?search[./]")
    files = [path for package in ("cms", "search") for path in (ROOT / package).rglob("*.html")]
    assert len(files) > 100
    assert [str(path) for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


def test_the_app_bears_the_name_of_the_package_and_a_label_of_its_own():
    config = apps.get_app_config("disclosure_search")
    assert config.name == config.module.__name__ == "search"
    assert all(model._meta.app_label == "disclosure_search" for model in config.get_models())
    assert all(model._meta.db_table.startswith("disclosure_search_") for model in config.get_models())


def test_every_label_of_an_app_of_ours_says_whose_it_is():
    ours = [each for each in apps.get_app_configs() if each.name.startswith(("cms.", "search", "disclosure_plugins"))]
    assert len(ours) > 15
    assert [each.label for each in ours if not each.label.startswith("disclosure_")] == []


def test_a_page_of_ours_is_known_to_wagtails_pages_by_its_app():
    """`homepage` on `Page` is the host's: every new project has an app `home` with a `HomePage` (E304, E305)."""
    from wagtail.models import Page

    from cms.workflows.wagtail.items import DisclosureItem

    ours = [model for model in apps.get_models() if issubclass(model, Page) and issubclass(model, DisclosureItem)]
    assert len(ours) > 20
    for model in ours:
        link = model._meta.get_ancestor_link(Page)
        assert link.remote_field.get_accessor_name() == f"{model._meta.app_label}_{model._meta.model_name}", model
