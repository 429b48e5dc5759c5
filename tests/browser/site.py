"""A real server on a copy of the demonstration's data, as a process of its own.

Append-only tables refuse the flush that Django's live server does between tests, so each run copies a template.
"""

import contextlib
import email
import email.policy
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import migrated

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "browser-tests-2007"
# The second spares each window the browser's own pages, which cost more than ours.
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-features=PreloadTopChromeWebUI"]


SESSIONS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
found = {}
for user in get_user_model()._default_manager.filter(is_active=True):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]  # the others only count
    session.save()
    found[user.get_username()] = session.session_key
(settings.VAR_DIR / "sessions.json").write_text(json.dumps(found))
"""
"""Everybody logged in, for tests that are not about logging in: hashing a password costs more than a page."""


def chromium() -> str | None:
    """Where a Chromium is; the one without windows of its own first, which draws with less."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, (shutil.which(name) for name in names)), None)


def environment(var: Path, **more: str) -> dict[str, str]:
    """What the server and its commands run with; nothing of the test run's own settings leaks in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "DATABASE_"))}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "DISCLOSURE_VAR_DIR": str(var),
        "DEMO_PASSWORD": PASSWORD,
        "DEBUG": "0",
        **more,
    }


def manage(var: Path, *arguments: str) -> str:
    """Runs a management command on the data in `var`; returns what it printed."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment(var),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def template(folder: Path) -> Path:
    """The demonstration, set up once per test run; workers wait for the first of them.

    BROWSER_TEST_TEMPLATE names a folder that is kept from run to run, while one writes a test.
    """
    folder = Path(os.environ.get("BROWSER_TEST_TEMPLATE") or folder)
    folder.mkdir(parents=True, exist_ok=True)
    made, lock = folder / "template", folder / "template.lock"
    while not (made / "ready").exists():
        try:
            lock.mkdir()
        except FileExistsError:
            time.sleep(0.5)
            continue
        migrated.copy(migrated.made(folder), made / "db.sqlite3")
        manage(made, "demo", "setup")
        manage(made, "shell", "-c", SESSIONS)
        (made / "ready").touch()
    return made


def copy(source: Path, target: Path) -> Path:
    """A consistent copy of a template, database included."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("db.sqlite3*"))
    before, after = sqlite3.connect(source / "db.sqlite3"), sqlite3.connect(target / "db.sqlite3")
    with contextlib.closing(before), contextlib.closing(after):
        before.backup(after)
    return target


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """A running site: its address and its data."""

    url: str
    var: Path

    def session(self, name: str) -> str:
        """The session in which somebody is logged in."""
        return str(json.loads((self.var / "sessions.json").read_text())[name])

    def page(self, slug: str, below: str = "") -> int:
        """The number of the page of this address part, in the site's tree or in a unit's."""
        with contextlib.closing(sqlite3.connect(self.var / "db.sqlite3")) as data:
            sql = "SELECT path FROM wagtailcore_page WHERE slug = ? AND depth = 3"
            (start,) = data.execute(sql, [below]).fetchone() if below else ("",)
            sql = "SELECT id FROM wagtailcore_page WHERE slug = ? AND path LIKE ? AND path <> ? ORDER BY depth LIMIT 1"
            return int(data.execute(sql, [slug, f"{start}%", start]).fetchone()[0])

    def titled(self, title: str) -> int:
        """The number of the page of this title."""
        with contextlib.closing(sqlite3.connect(self.var / "db.sqlite3")) as data:
            return int(data.execute("SELECT id FROM wagtailcore_page WHERE title = ?", [title]).fetchone()[0])

    def deliver(self) -> None:
        """One round of the service: mails, search index."""
        manage(self.var, "scheduler", "run", "--once")

    def mails(self) -> str:
        """Everything that was mailed so far."""
        self.deliver()
        return "\n".join(_readable(path) for path in sorted((self.var / "mail").glob("*")))


def _readable(path: Path) -> str:
    found = []
    for part in path.read_bytes().split(b"-" * 79):
        message = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
        if message["To"]:
            found.append(f"{message['To']} {str(message['Subject']).strip()}\n{message.get_content()}")
    return "\n".join(found)


@contextlib.contextmanager
def serve(var: Path) -> Iterator[Served]:
    """gunicorn on the data in `var`, until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = (var / "server.log").open("w")
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    server = subprocess.Popen(command, env=environment(var, SITE_URL=url), cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait(server, url, var / "server.log")
        yield Served(url, var)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


def _wait(server: subprocess.Popen, url: str, log: Path) -> None:
    for _try in range(200):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/", timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def public_addresses(site: Served) -> dict[str, str]:
    """Page type → address of one public item of it."""
    code = (
        "import json\n"
        "from cms.publication import listing, reading\n"
        "found = {}\n"
        "for item in listing.page_of(limit=100).items:\n"
        "    found.setdefault(json.loads(reading.full(item.number).form)['type'], item.url)\n"
        "print('ADDRESSES', json.dumps(found))\n"
    )
    line = next(line for line in manage(site.var, "shell", "-c", code).splitlines() if line.startswith("ADDRESSES"))
    return dict(json.loads(line.removeprefix("ADDRESSES ")))
