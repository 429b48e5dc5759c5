"""What an extra of the distribution brings, and what of it is not there: read from the metadata that pip keeps."""

import re
from collections.abc import Iterator
from importlib import metadata

DISTRIBUTION = "disclosure"
REQUIRED = re.compile(r"""^([\w.-]+)(?:\[([\w,-]+)\])?[^;]*;.*\bextra == ["']([\w-]+)["']""")
"""A line of `Requires-Dist` that an extra asks for: (distribution, its extras, the extra)."""


def lacking(extra: str) -> list[str]:
    """The distributions that an extra brings and that are not installed, each once; none where the plugins run from
    their repository."""
    return list(dict.fromkeys(name for name in _brought(extra) if not _is_there(name)))


def _brought(extra: str) -> Iterator[str]:
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return
    for found in filter(None, map(REQUIRED.match, lines)):
        name, more, asked_by = found.groups()
        if asked_by != extra:
            continue
        if name == DISTRIBUTION:
            for each in more.split(","):
                yield from _brought(each)
        else:
            yield name


def _is_there(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
