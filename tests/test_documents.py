"""What the documents for developers name exists: modules, names in them, files, and the rows of "to add X, touch Y"."""

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = sorted(p for p in (*DOCS.glob("*.md"), *DOCS.glob("plugins/*.md")))
DOTTED = re.compile(r"`((?:cms|search)(?:\.\w+)+)(?:\(.*?\))?`")
FILE = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|toml|html|tsv|typ))`")


def resolved(dotted: str) -> bool:
    """Whether a dotted name is a package, a module, or something in one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        name = ".".join(parts[:cut])
        try:
            if importlib.util.find_spec(name) is None:
                continue
        except ModuleNotFoundError:
            continue
        found = importlib.import_module(name)
        for attribute in parts[cut:]:
            if not hasattr(found, attribute) and attribute not in getattr(found, "__annotations__", {}):
                return False
            found = getattr(found, attribute, None)
        return True
    return False


@pytest.mark.parametrize("document", WRITTEN, ids=lambda p: str(p.relative_to(DOCS)))
def test_dotted_names_exist(document):
    missing = [name for name in DOTTED.findall(document.read_text(encoding="utf-8")) if not resolved(name)]
    assert missing == []


@pytest.mark.parametrize("document", sorted(DOCS.glob("plugins/*.md")), ids=lambda p: p.stem)
def test_files_that_a_page_of_a_plugin_names_exist(document):
    plugin = ROOT / ("search" if document.stem == "search" else f"cms/{document.stem}")
    there = {str(path.relative_to(plugin)) for path in plugin.rglob("*") if path.is_file()}
    text = document.read_text(encoding="utf-8")
    missing = [
        name
        for name in FILE.findall(text)
        if not (ROOT / name).exists() and not any(path == name or path.endswith(f"/{name}") for path in there)
    ]
    assert missing == []


def contracts():
    """(module, name) of each line of the architecture's blocks of code; the heading above says the plugin."""
    plugin = ""
    inside = False
    for line in (DOCS / "architecture.md").read_text(encoding="utf-8").splitlines():
        heading = re.match(r"### ((?:cms|search)[\w.]*)$", line)
        if heading:
            plugin = heading.group(1)
        if line.startswith("```"):
            inside = line == "```python"
        elif inside and plugin:
            told = re.match(r"((?:\w+\.)*\w+)", line.split("#")[0].strip())
            if told:
                yield f"{plugin}.{told.group(1)}"


def test_the_contracts_between_plugins_are_there():
    found = list(contracts())
    assert len(found) > 20
    assert [name for name in found if not resolved(name)] == []


def test_every_plugin_has_its_page():
    apps = {path.parent.name for path in (ROOT / "cms").glob("*/apps.py")} - {"demo"}
    assert {path.stem for path in DOCS.glob("plugins/*.md")} >= {*apps, "search"}


@pytest.mark.parametrize("document", sorted(DOCS.glob("plugins/*.md")), ids=lambda p: p.stem)
def test_a_page_of_a_plugin_says_how_to_switch_it_on_and_how_to_extend_it(document):
    text = document.read_text(encoding="utf-8").lower()
    assert re.search(r"switch(ing)? it on", text), "how to switch it on"
    assert "extend it" in text, "how to extend it"
