"""`python -m tests.load --pages 3000 --seed 1`: public pages with their publications in a scratch database.

The database is one that this command made, or one that is not there yet, and its name begins with `scratch`; so does
the name of the index in Elasticsearch (ELASTICSEARCH_URL). It refuses any other.
"""

import argparse
import os
import shlex
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "scratch"
BATCH = 500
MOST = 1_000_000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--pages", type=int, default=3000, help=f"how many, up to {MOST:,} (3000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same pages (1)")
    parser.add_argument("--database", default="", help="sqlite:///…/scratch….sqlite3 or postgres://…/scratch…")
    parser.add_argument("--index", choices=("none", "embedded", "elasticsearch"), default="embedded")
    return parser.parse_args()


def refusal(database: str, index: str) -> str | None:
    """Why nothing is written there; None when it may be."""
    name = Path(urlsplit(database).path).name
    if not name.startswith(PREFIX):
        return f"The database's name must begin with “{PREFIX}”, not “{name}”: nothing was written."
    if os.environ.get("ELASTICSEARCH_URL") and not index.startswith(PREFIX):
        return f"The index's name must begin with “{PREFIX}”, not “{index}” (DISCLOSURE_SEARCH_INDEX)."
    return None


def main() -> int:
    asked = arguments()
    if not 1 <= asked.pages <= MOST:
        sys.stderr.write(f"--pages is a number from 1 to {MOST:,}.\n")
        return 2
    folder = ROOT / "var" / f"{PREFIX}-load"
    database = asked.database or f"sqlite:///{folder / f'{PREFIX}.sqlite3'}"
    index = os.environ.get("DISCLOSURE_SEARCH_INDEX", f"{PREFIX}-public")
    reason = refusal(database, index)
    if reason:
        sys.stderr.write(reason + "\n")
        return 2
    settings = {
        "DATABASE_URL": database,
        "DISCLOSURE_VAR_DIR": str(folder),
        "DISCLOSURE_WITNESS": str(folder / f"{Path(urlsplit(database).path).name}.witness"),
        "DISCLOSURE_SEARCH_INDEX": index,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "cms.settings.development"),
        "DEBUG": os.environ.get("DEBUG", "0"),
    }
    os.environ.update(settings)
    folder.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    made = fill(asked.pages, asked.seed)
    if made is None:
        sys.stderr.write("There are pages in this database that this command did not make: nothing was written.\n")
        return 2
    build_index(asked.index)
    told = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
    sys.stdout.write(f"{made} pages of seed {asked.seed}. Commands on them:\n  env {told} python manage.py …\n")
    return 0


def fill(pages: int, seed: int) -> int | None:
    """Add what is missing of the seed's pages; returns how many there are, or None for somebody else's database."""
    from django.core.management import call_command

    from cms.publication.models import Publication
    from tests.load import drafts, inserting, structure

    call_command("migrate", verbosity=0, interactive=False)
    if Publication.objects.exclude(authority_kind__in=(inserting.AUTHORITY, "founding")).exists():
        return None
    columns = structure.columns()
    have = Publication.objects.filter(authority_kind=inserting.AUTHORITY, authority_ref__contains=f"-{seed}-").count()
    start = time.monotonic()
    for first in range(have, pages, BATCH):
        places = range(first, min(first + BATCH, pages))
        inserting.insert((drafts.draft(seed, place) for place in places), columns)
        say(places.stop - have, pages - have, start)
    return max(have, pages)


def say(done: int, total: int, start: float) -> None:
    rate = done / max(0.001, time.monotonic() - start)
    if sys.stderr.isatty() or done == total:
        sys.stderr.write(f"\r{done}/{total} pages, {rate:.0f} a second" + ("\n" if done == total else ""))


def build_index(name: str) -> None:
    from django.core.management import call_command

    if name != "none":
        call_command("search", "rebuild", "--engine", name)


if __name__ == "__main__":
    sys.exit(main())
