"""Whose package `cms` is. A site with one of that name is told so in words, and not by a module that is not found.

The wheel installs `cms` beside this package, and the repository has both in one folder: that one is ours.
"""

import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

OURS = Path(__file__).resolve().parent.parent / "cms"
HIDES = (
    "The package “cms” of this project ({place}) hides that of the disclosure plugins, so none of them can be imported."
    " Give yours another name, or leave the plugins out of INSTALLED_APPS."
)
HIDDEN = "The disclosure plugins install a package “cms” ({ours}), which hides yours ({place})."
MIXED = "Another distribution has put files of its own into the package “cms” of the disclosure plugins: {files}."
RENAME = "Give your package another name: two of one name cannot be imported beside each other."
UNINSTALL = "The two cannot be installed into one environment: uninstall the other, then install disclosure again."
MOST = 5


def refuse_another_cms() -> None:
    """Raises ImproperlyConfigured where `import cms` gives somebody else's package."""
    first = next(_importable(), None)
    if first is not None and first != OURS:
        raise ImproperlyConfigured(HIDES.format(place=first))


def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_plugins.E001: a package `cms` that ours hides. E002: files of others in ours."""
    found: list[CheckMessage] = []
    for place in dict.fromkeys(_importable()):
        if place != OURS:
            found.append(Error(HIDDEN.format(ours=OURS, place=place), hint=RENAME, id="disclosure_plugins.E001"))
    files = _of_others()
    if files:
        named = ", ".join(files[:MOST]) + (" …" if len(files) > MOST else "")
        found.append(Error(MIXED.format(files=named), hint=UNINSTALL, id="disclosure_plugins.E002"))
    return found


def _importable() -> Iterator[Path]:
    """Every place from which `cms` could be imported, in Python's order; a folder only if it has modules."""
    bare: list[Path] = []
    for entry in sys.path:
        spec = PathFinder.find_spec("cms", [entry or str(Path.cwd())])
        if spec is None:
            continue
        place = _place(spec)
        if spec.origin is not None:
            yield place
        elif any(place.rglob("*.py")):
            bare.append(place)
    yield from bare


def _place(spec: ModuleSpec) -> Path:
    if spec.origin is None or spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations or ()))).resolve()
    return Path(spec.origin).resolve()


def _of_others() -> list[str]:
    """What lies in our package and was not installed with it; nothing where the plugins run from their repository."""
    try:
        files = metadata.distribution("disclosure").files or []
    except metadata.PackageNotFoundError:
        return []
    ours = {each.parts[1] for each in files if each.parts[0] == "cms" and len(each.parts) > 1}
    if not ours:
        return []
    return sorted(each.name for each in OURS.iterdir() if each.name not in {*ours, "__pycache__"})
