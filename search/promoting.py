"""Promoted results: pages that the home page's publication names for certain words; structure, approved as such."""

from dataclasses import dataclass
from datetime import datetime

from cms.publication import current
from cms.publication.current import WEB, Link

from . import analysis
from .query import Query

MOST = 3


@dataclass(frozen=True)
class Promoted:
    """A page and why it is named."""

    link: Link
    note: str


def for_query(query: Query, now: datetime) -> list[Promoted]:
    """At most three, in the order of the home page; only what is on view."""
    home = current.tree(WEB, now).home()
    if home is None or not query.text or query.page > 1:
        return []
    asked = _folded(query.text)
    found = []
    for entry in home.facts.get("promoted", ()):
        words = [_folded(word) for word in entry["words"].replace("，", ",").replace("、", ",").split(",")]
        if any(word and (word in asked or asked in word) for word in words):
            link = current.link(entry["key"], WEB, now)
            if link is not None:
                found.append(Promoted(link, entry["note"]))
    return found[:MOST]


def _folded(text: str) -> str:
    return "".join(analysis.runs(text))
