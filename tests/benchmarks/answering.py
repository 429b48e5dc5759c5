"""How soon a question is answered, in one run: this site's page through the production server, with Elasticsearch and
without; the same candidates asked of Elasticsearch by themselves; and a stock Wagtail on the same rows, by its own API.

ANSWERING_PAGES says of how many pages (10000 or 10000,100000), ANSWERING_TURNS how often each question is asked,
ANSWERING_FOLDER where what was built is kept for the next time. One question at a time: what somebody waits for.

Stock does the same as far as its API goes (`stock.serving.search_with_facets`), and beside it the list of titles of
Wagtail's project template alone, without summaries and counts. Its database backend takes a run of Chinese for a word:
most of these questions find nothing there, which is why they are answered soon.
"""

import contextlib
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.served import _run, server
from tests.servers import search_server

PAGES = [int(each) for each in os.environ.get("ANSWERING_PAGES", "10000").split(",")]
TURNS = int(os.environ.get("ANSWERING_TURNS", "3"))
QUESTIONS = 60
Ask = Callable[[str], None]


def main() -> None:
    print(f"{'one question, milliseconds (median, p95)':<44}{'median':>10}{'p95':>10}", flush=True)
    for pages in PAGES:
        with _folder(pages) as folder:
            of(pages, folder)


@contextlib.contextmanager
def _folder(pages: int) -> Iterator[Path]:
    kept = os.environ.get("ANSWERING_FOLDER", "")
    if kept:
        (Path(kept) / str(pages)).mkdir(parents=True, exist_ok=True)
        yield Path(kept) / str(pages)
        return
    with tempfile.TemporaryDirectory(prefix="disclosure-answering-") as folder:
        Path(folder).chmod(0o755)  # Elasticsearch runs as a user of its own
        yield Path(folder)


def of(pages: int, folder: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served_settings",
        "DISCLOSURE_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "ANSWERING_PAGES": str(pages),
    }
    with contextlib.ExitStack() as stack:
        if search_server.available():
            node = search_server.Server(measured=True, folder=folder / "elasticsearch")
            node.start()
            stack.callback(node.stop)
            environment |= {"ELASTICSEARCH_URL": node.url, "DISCLOSURE_SEARCH_INDEX": "answering"}
        if not (folder / "built").exists():
            print(_run([sys.executable, "-m", "tests.benchmarks.answering", "build"], environment), end="", flush=True)
            (folder / "built").touch()
        told = json.loads(
            _run([sys.executable, "-m", "tests.benchmarks.answering", "asked"], environment).splitlines()[-1]
        )
        print(f"{pages:,} pages: {told['size']}", flush=True)
        alone = {name: value for name, value in environment.items() if name != "ELASTICSEARCH_URL"}
        ports = {
            "ours, embedded": stack.enter_context(server("ours", alone, "/search/")),
            "stock, database": stack.enter_context(server("stock", alone, "/stock-search/")),
        }
        ways = {
            "ours, embedded": page(ports["ours, embedded"], "/search/"),
            "stock, database": page(ports["stock, database"], "/stock-found/"),
            "stock, database, titles alone": page(ports["stock, database"], "/stock-search/"),
        }
        if "ELASTICSEARCH_URL" in environment:
            with_node = {**environment, "ANSWERING_STOCK": environment["ELASTICSEARCH_URL"]}
            ways["ours, Elasticsearch"] = page(stack.enter_context(server("ours", environment, "/search/")), "/search/")
            there = stack.enter_context(server("stock", with_node, "/stock-search/"))
            ways["stock, Elasticsearch"] = page(there, "/stock-found/")
            ways["stock, Elasticsearch, titles alone"] = page(there, "/stock-search/")
            ways["the same candidates, asked by themselves"] = raw(node.port, told["bodies"])
        measure(pages, told["questions"], ways)


def measure(pages: int, questions: list[str], ways: dict[str, Ask]) -> None:
    """In turns, so that a machine that slows down slows all; the first turn is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TURNS + 1):
        for question in questions:
            for name, ask in ways.items():
                start = time.perf_counter()
                ask(question)
                if turn:
                    taken[name].append((time.perf_counter() - start) * 1000)
    for name, each in taken.items():
        p95 = statistics.quantiles(each, n=20)[-1]
        print(f"{f'{pages:,}, {name}':<44}{statistics.median(each):>10.1f}{p95:>10.1f}", flush=True)


def page(port: int, path: str) -> Ask:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(question: str) -> None:
        asked = "GET", f"{path}?q={quote(question)}", None, {"Accept-Language": "zh-CN"}
        connection.request(*asked)
        try:
            answer = connection.getresponse()
        except http.client.RemoteDisconnected:  # kept for half a minute, while others answered on a busy machine
            connection.close()
            connection.request(*asked)
            answer = connection.getresponse()
        told = answer.read().decode()
        if answer.status != 200 or "受限" in told:
            raise SystemExit(f"{path}?q={question} answered {answer.status}")

    return ask


def raw(port: int, bodies: dict[str, str]) -> Ask:
    """What our engine asks, and nothing of ours around it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    filters = ",".join(("responses.status", "responses.hits", "responses.aggregations"))

    def ask(question: str) -> None:
        path, kind = f"/answering/_msearch?filter_path={filters}", {"Content-Type": "application/x-ndjson"}
        connection.request("POST", path, bodies[question].encode(), kind)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 200 or b'"error"' in told:
            raise SystemExit(f"the server answered {answer.status}: {told[:300]!r}")

    return ask


def build() -> None:
    """The pages and every index; tells how long each took."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import override_settings

    from cms.publication.models import Publication
    from search import indexing
    from tests.load import drafts, inserting, structure

    with _told("pages"):
        call_command("migrate", verbosity=0, interactive=False)
        columns = structure.columns()
        have = Publication.objects.filter(authority_kind=inserting.AUTHORITY).count()
        for start in range(have, PAGES[0], 500):
            inserting.insert((drafts.draft(1, place) for place in range(start, min(start + 500, PAGES[0]))), columns)
    with _told("ours, embedded"):
        indexing.rebuild()
    with _told("stock, database"):
        call_command("update_index", verbosity=0)
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if url:
        with _told("ours, Elasticsearch"):
            indexing.rebuild_elsewhere()
        alone = {"settings": {"number_of_replicas": 0}}
        stock = {"BACKEND": "modelsearch.backends.elasticsearch9", "URLS": [url], "INDEX_PREFIX": "stock_"}
        stock["INDEX_SETTINGS"] = alone
        with _told("stock, Elasticsearch"), override_settings(WAGTAILSEARCH_BACKENDS={"default": stock}):
            call_command("update_index", verbosity=0)


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    start, busy = time.monotonic(), time.process_time()
    yield
    print(
        f"  built: {name}: {time.monotonic() - start:.0f} s, {time.process_time() - busy:.0f} s of them here",
        flush=True,
    )


def asked() -> None:
    """What is asked, and what our engine asks for it; printed as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)  # what was kept may be of an earlier release
    told = questions()
    is_there = bool(os.environ.get("ELASTICSEARCH_URL"))
    bodies = {each: body(each) for each in told} if is_there else {}
    print(json.dumps({"questions": told, "bodies": bodies, "size": _size()}))


def questions() -> list[str]:
    """Words of the pages by themselves and together, as people put them; the same for every size."""
    from tests.load.words import Words

    found: dict[str, None] = {}
    shapes = ("{0.product}", "{0.equipment}{0.procedure}", "{0.product} {0.act}", "{0.place}{0.equipment}怎么年检",
              "{0.equipment}收费标准", "{0.company}")  # fmt: skip
    place = 0
    while len(found) < QUESTIONS:
        found[shapes[place % len(shapes)].format(Words(1, place * 7))] = None
        place += 1
    return list(found)


def body(question: str) -> str:
    """The request of our engine for this question, as lines of JSON."""
    from cms.publication import clock
    from search import finding
    from search.engines import questions
    from search.query import from_request

    query = from_request({"q": question})
    plan, _raised = finding.planned(query)
    searches = questions.request(plan, query, clock.now(), [])
    return "".join(f"{{}}\n{json.dumps(each)}\n" for each in searches.values())


def _size() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return f"database {cursor.fetchone()[0] >> 20} MB"


if __name__ == "__main__":
    {"build": build, "asked": asked}.get("".join(sys.argv[1:]), main)()
