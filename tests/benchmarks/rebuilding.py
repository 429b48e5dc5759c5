"""The index from nothing, on the same pages: Wagtail's `update_index` (modelsearch's `rebuild_modelsearch_index`)
against ours, which uses what was made of each publication once, and renders every form again on demand.

In the database, and on a real Elasticsearch where one can be started.
"""

import os
from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.test import override_settings

from search import indexing
from tests.benchmarks.measuring import line, once, rates
from tests.load import drafts, inserting, structure
from tests.servers import search_server

PAGES = int(os.environ.get("REBUILD_PAGES", "3000"))


def main() -> None:
    columns = structure.columns()
    for start in range(0, PAGES, 500):
        inserting.insert((drafts.draft(1, place) for place in range(start, min(start + 500, PAGES))), columns)
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database"}}):
        stock = once(rebuild_stock)
    first, again = once(lambda: indexing.rebuild(afresh=True)), once(indexing.rebuild)
    rates(f"rebuild in the database, {PAGES:,} pages", PAGES, stock, again, "at least 3 ×")
    rates("  the same, every form rendered again", PAGES, stock, first)
    if not search_server.available():
        line("rebuild on Elasticsearch", "", "not run", None, "no JDK, maven, curl or unzip")
        return
    server = search_server.Server()
    server.start()
    try:
        elsewhere(server.url)
    finally:
        server.stop()


def elsewhere(url: str) -> None:
    backend = {"default": {"BACKEND": "modelsearch.backends.elasticsearch9", "URLS": [url], "INDEX_PREFIX": "bench_"}}
    ours = {"ELASTICSEARCH_URL": url, "DISCLOSURE_SEARCH_INDEX": "scratch-bench"}
    with override_settings(WAGTAILSEARCH_BACKENDS=backend, **ours):
        theirs = once(rebuild_stock)
        first = once(lambda: indexing.rebuild_elsewhere(afresh=True))
        again = once(indexing.rebuild_elsewhere)
        assert indexing.difference("elasticsearch").as_json() == {"missing": [], "stale": [], "extra": []}
    rates(f"rebuild on Elasticsearch, {PAGES:,} pages", PAGES, theirs, again, "at least 3 ×")
    rates("  the same, every form rendered again", PAGES, theirs, first)


def rebuild_stock() -> None:
    with mock.patch("sys.stdout", StringIO()):
        call_command("update_index", stdout=StringIO())
