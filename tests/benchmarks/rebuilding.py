"""The index from nothing, on the same pages: Wagtail's `update_index` (modelsearch's `rebuild_modelsearch_index`)
against ours, which uses what was made of each publication once, and renders every form again on demand.

In the database, and on a real Elasticsearch where one can be started. In turns, the median of each: one run of a few
seconds says little, and a server is faster at the second.
"""

import os
import statistics
from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.test import override_settings

from search import indexing
from tests.benchmarks.measuring import line, once, rates
from tests.load import drafts, inserting, structure
from tests.servers import search_server

PAGES = int(os.environ.get("REBUILD_PAGES", "3000"))
TURNS = 3


def main() -> None:
    columns = structure.columns()
    for start in range(0, PAGES, 500):
        inserting.insert((drafts.draft(1, place) for place in range(start, min(start + 500, PAGES))), columns)
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database"}}):
        stock, first, again = in_turns(rebuild_stock, partial(indexing.rebuild, afresh=True), indexing.rebuild)
    rates(f"rebuild in the database, {PAGES:,} pages", PAGES, stock, again, "at least 3 ×")
    rates("  the same, every form rendered again", PAGES, stock, first)
    if not search_server.available():
        line("rebuild on Elasticsearch", "", "not run", None, "no JDK, maven, curl or unzip")
        return
    server = search_server.Server(measured=True)
    server.start()
    try:
        elsewhere(server.url)
    finally:
        server.stop()


def elsewhere(url: str) -> None:
    backend = {"default": {"BACKEND": "modelsearch.backends.elasticsearch9", "URLS": [url], "INDEX_PREFIX": "bench_"}}
    ours = {"ELASTICSEARCH_URL": url, "DISCLOSURE_SEARCH_INDEX": "scratch-bench"}
    with override_settings(WAGTAILSEARCH_BACKENDS=backend, **ours):
        afresh = partial(indexing.rebuild_elsewhere, afresh=True)
        theirs, first, again = in_turns(rebuild_stock, afresh, indexing.rebuild_elsewhere)
        assert indexing.difference("elasticsearch").as_json() == {"missing": [], "stale": [], "extra": []}
    rates(f"rebuild on Elasticsearch, {PAGES:,} pages", PAGES, theirs, again, "at least 3 ×")
    rates("  the same, every form rendered again", PAGES, theirs, first)


def in_turns(*works: Callable[[], Any]) -> list[float]:
    """Seconds of each, the median of TURNS."""
    taken = [[once(work) for work in works] for _turn in range(TURNS)]
    return [statistics.median(each) for each in zip(*taken, strict=True)]


def rebuild_stock() -> None:
    with mock.patch("sys.stdout", StringIO()):
        call_command("update_index", stdout=StringIO())
