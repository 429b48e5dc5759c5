"""Who attacks: some of each kind in an ordinary run, everybody who has a post in a long one."""

import os
import tomllib
from itertools import cycle

from cms.organisation.chart import EXAMPLE

EVERYBODY = os.environ.get("ATTACKED_BY") == "everybody"
OUTSIDERS = ("yuzhong_", "shapingba_", "institute_")
"""How the names of other units' staff begin."""
PAGES = ("waiting", "live", "draft")


def everybody() -> list[str]:
    """Who is named in the demonstration's organisation: every holder of a post, and the superuser."""
    told = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    return [each["username"] for each in told["users"]]


def with_a_page(some: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """These; in a long run everybody else too, each with one of the three pages in turn."""
    names = {name for name, _page in some}
    rest = [name for name in everybody() if name not in names] if EVERYBODY else []
    return [*some, *zip(rest, cycle(PAGES), strict=False)]


def names(some: list[str]) -> list[str]:
    return everybody() if EVERYBODY else some
