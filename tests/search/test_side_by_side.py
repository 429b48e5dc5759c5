"""Two workers, somebody who publishes and withdraws, and a rebuild, all at once, on a real server."""

import os

from tests.search import worker_process
from tests.servers import migrated
from tests.servers.scratch import Site

COUNT = 6
WITHDRAWN = len(range(0, COUNT, 3))


def test_nothing_is_lost_doubled_or_older_than_its_page(elasticsearch, tmp_path, shared_folder):
    if "FAULTS_DATABASE_URL" not in os.environ:
        migrated.copy(migrated.made(shared_folder), tmp_path / "db.sqlite3")
    names = {"ELASTICSEARCH_URL": elasticsearch.url, "DISCLOSURE_SEARCH_INDEX": f"side-by-side-{os.getpid()}"}
    site = Site(tmp_path, worker_process.__file__, **names)
    site.run("fill", str(COUNT))
    before = site.tell()
    assert (before["documents"], before["open"]) == (COUNT, 0)
    site.together(("publish",), ("deliver",), ("deliver",), ("rebuild",))
    site.run("settle")
    after = site.tell()
    assert after["open"] == 0
    assert after["documents"] == after["wanted"] == 2 * COUNT - WITHDRAWN
    assert after["differs"] == after["embedded"] == {"missing": [], "stale": [], "extra": []}
    assert after["titles"] == sorted(
        [f"等待发布{n}" for n in range(COUNT)] + [f"已公开{n}" for n in range(COUNT) if n % 3]
    )
