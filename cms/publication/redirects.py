"""Addresses of an older site, as the home page's publication lists them: structure, approved like any other."""

from datetime import datetime

from cms.publication import current
from cms.publication.current import WEB, Tree


def redirect_path(text: str) -> str:
    """An address as it is compared: from the slash on, without what follows a question mark, one slash at its end."""
    path = text.strip().partition("?")[0].partition("#")[0].strip("/")
    return f"/{path}/" if path else "/"


def target(path: str, structure: Tree, now: datetime) -> str | None:
    """Where an address at which nothing stands leads; None when no redirect names it, or its page is not on view."""
    home = structure.home()
    wanted = redirect_path(path)
    for entry in home.facts.get("redirects", ()) if home else ():
        if entry["path"] == wanted:
            link = current.link(entry["key"], WEB, now) if entry["key"] else None
            return link.url if link else entry["address"] or None
    return None
