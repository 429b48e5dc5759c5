"""Pages through the production server: this site, a stock Wagtail and a bare view of the same bytes, in turns in one
run, on SQLite and on PostgreSQL. Two workers each; a load generator of its own keeps eight connections busy.

SERVED_ON (`postgresql`) and SERVED_LINES (`search,item`) leave the others out.
"""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.browser.site import free_port
from tests.servers import postgresql

ROOT = Path(__file__).resolve().parents[2]
PAGES = int(os.environ.get("SERVED_PAGES", "2000"))
SECONDS = float(os.environ.get("SERVED_SECONDS", "3"))
TURNS = int(os.environ.get("SERVED_TURNS", "3"))
ON = os.environ.get("SERVED_ON", "sqlite,postgresql").split(",")
LINES = os.environ.get("SERVED_LINES", "item,home page,column,catalogue,search").split(",")
CONNECTIONS = 8
WORDS = quote("电梯")
AIMS = {"sqlite": (12, 0.5), "postgresql": (12, 0.35)}


def main() -> None:
    print(
        f"{'requests a second, through gunicorn':<34}{'bare':>9}{'stock':>9}{'ours':>9}{'of stock':>11}{'of bare':>10}"
    )
    if "sqlite" in ON:
        with tempfile.TemporaryDirectory(prefix="disclosure-served-") as folder:
            on("sqlite", Path(folder), f"sqlite:///{folder}/db.sqlite3")
    if "postgresql" not in ON:
        return
    if postgresql.binaries() is None:
        print("on PostgreSQL: not run, it is not installed", flush=True)
        return
    with tempfile.TemporaryDirectory(prefix="disclosure-served-") as folder, postgresql.running() as address:
        on("postgresql", Path(folder), address)


def on(database: str, folder: Path, address: str) -> None:
    """All lines on one kind of database."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served_settings",
        "DISCLOSURE_VAR_DIR": str(folder),
        "DATABASE_URL": address,
    }
    places = json.loads(_run([sys.executable, "-m", "tests.benchmarks.served", "build"], environment).splitlines()[-1])
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(server("ours", environment, places["item"][0]))
        files = {}
        for name, (mine, _stock) in places.items():
            file = folder / f"bare-{name}"
            file.write_bytes(urllib.request.urlopen(f"http://127.0.0.1:{ours}{mine}", timeout=30).read())
            files[mine] = str(file)
        (folder / "bare.json").write_text(json.dumps(files))
        bare = stack.enter_context(server("bare", environment, places["item"][0]))
        stock = stack.enter_context(server("stock", environment, places["item"][1]))
        for name in LINES:
            mine, theirs = places[name]
            line(database, name, (bare, mine), (stock, theirs), (ours, mine))


def line(database: str, name: str, *asked: tuple[int, str]) -> None:
    """In turns, so that a machine that slows down slows all; the median of each."""
    turns = [[rate(port, path) for port, path in asked] for _turn in range(TURNS)]
    bare, stock, ours = (statistics.median(each) for each in zip(*turns, strict=True))
    of_stock, of_bare = AIMS[database]
    aim = f"   aim {of_stock} ×, {of_bare}" if name == "item" else ""
    told = f"{bare:>9.0f}{stock:>9.1f}{ours:>9.0f}{ours / stock:>9.1f} ×{ours / bare:>10.2f}{aim}"
    print(f"{database + ', ' + name:<34}{told}", flush=True)


def rate(port: int, path: str) -> float:
    """Requests a second, after a moment in which nothing is counted."""
    found = 0.0
    for seconds in (min(0.7, SECONDS), SECONDS):
        command = [sys.executable, "-m", "tests.benchmarks.asking", str(port), path, str(seconds), str(CONNECTIONS)]
        found = float(json.loads(_run(command, dict(os.environ)))["rate"])
    return found


@contextlib.contextmanager
def server(name: str, environment: dict[str, str], path: str) -> Iterator[int]:
    """gunicorn, until the block ends; yields its port."""
    port = free_port()
    log = (Path(environment["DISCLOSURE_VAR_DIR"]) / f"{name}.log").open("w")
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--keep-alive", "30", "--log-level", "warning"]
    running = subprocess.Popen(command, env={**environment, "SERVED_AS": name}, cwd=ROOT, stdout=log, stderr=log)
    try:
        for _try in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30):
                break
            if running.poll() is not None:
                raise SystemExit(f"{name} did not start: {log.name}")
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait(30)
        log.close()
        if os.environ.get("SERVED_LOGS"):
            shutil.copy(log.name, os.environ["SERVED_LOGS"])


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def build() -> None:
    """The structure of the demonstration with so many pages; prints where each of both sites shows what."""
    import django

    django.setup()
    from django.core.management import call_command

    from search import indexing
    from tests.load import drafts, inserting, structure

    call_command("migrate", verbosity=0, interactive=False)
    columns = structure.columns()
    for start in range(0, PAGES, 500):
        inserting.insert((drafts.draft(1, place) for place in range(start, min(start + 500, PAGES))), columns)
    call_command("update_index", verbosity=0)
    indexing.rebuild()
    print(json.dumps(_places(columns)))


def _places(columns: dict) -> dict[str, tuple[str, str]]:
    """What is asked for, at ours and at stock's."""
    from wagtail.models import Page

    from cms.publication.models import Publication
    from tests.load import inserting

    row = Publication.objects.filter(authority_kind=inserting.AUTHORITY, item__startswith="page:").order_by("number")
    item = next(page for page in Page.objects.filter(pk__in=[each.item[5:] for each in row[:100]]).specific()
                if type(page).__name__ == "RegulationPage")  # fmt: skip
    column = Page.objects.get(pk=columns["RegulationPage"].pk)
    inside = {
        "item": item.url_path.removeprefix("/home/"),
        "home page": "",
        "column": column.url_path.removeprefix("/home/"),
        "catalogue": "gong-kai-mu-lu/",
    }
    found = {name: (f"/{path}", f"/stock-typed/{path}") for name, path in inside.items()}
    return {**found, "search": (f"/search/?q={WORDS}", f"/stock-search/?q={WORDS}")}


if __name__ == "__main__":
    build() if sys.argv[1:] == ["build"] else main()
