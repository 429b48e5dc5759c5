"""The page on which a visitor narrows everything down: the catalogue, whatever its type is called."""

from datetime import datetime

from cms.publication import current, serving
from cms.publication.current import WEB, Link, Tree

FILTER = "category"
_found: list[tuple[Tree, str]] = []
"""The structure that was looked through last, and the item there; "" where there is none."""


def page(now: datetime) -> Link | None:
    """The structural page nearest to the home page whose type reads a category from its address."""
    structure = current.tree(WEB, now)
    if not _found or _found[0][0] is not structure:
        _found[:] = [(structure, _look(structure))]
    key = _found[0][1]
    return current.link(key, WEB, now) if key else None


def _look(structure: Tree) -> str:
    home = structure.home()
    nodes = structure.children.get(home.row.item, []) if home is not None else []
    for node in nodes:
        row = current.with_form(node.row)
        if row is not None and FILTER in {each.name for each in serving.parameters_of(row)}:
            return row.item
    return ""
