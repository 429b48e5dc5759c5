"""A project as `wagtail start` makes it, grown a little (`host/`), and copies with what docs/installing.md adds."""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.built import ROOT, Environment, Failed, run, surroundings
from tests.browser.site import free_port

GROWN = Path(__file__).parent / "host"
DRIVES = Path(__file__).parent / "drives"
INSTALLING = ROOT / "docs" / "installing.md"
INSTALL = re.compile(r"^pip install \"disclosure\[([a-z,]+)\]\"$", re.M)
BLOCK = re.compile(r"```(?:python|html)\n(?:#|\{#) ([a-z_/]+\.(?:py|html))[^\n]*\n(.*?)```", re.S)
OWN_APPS = ("people", "pictures", "papers", "journal")


@dataclass(frozen=True)
class Host:
    folder: Path
    environment: Environment
    settings: str = "hostsite.settings.dev"

    def manage(self, *command: object, **environ: str) -> str:
        return self.python("manage.py", *command, **environ)

    def python(self, *command: object, **environ: str) -> str:
        environ = {**self._variables(), **environ}
        return run(self.environment.python, "-W", "ignore::UserWarning", *command, at=self.folder, **environ)

    def _variables(self) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": self.settings, "DISCLOSURE_SEAL_KEY": "5e" * 32}

    def drive(self, name: str) -> str:
        """Serve the project, and run one of `drives/` beside it, which asks that server: what it says, line by line."""
        with self._served() as address:
            return self.python("-m", f"drives.{name}", DRIVEN_AT=address)

    @contextlib.contextmanager
    def _served(self) -> Iterator[str]:
        port = free_port()
        command = ("-W", "ignore::UserWarning", "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}")
        log = self.folder / "served.log"
        with log.open("w", encoding="utf-8") as said:
            server = subprocess.Popen(
                [self.environment.python, *command],
                cwd=self.folder,
                env=surroundings(**self._variables()),
                stdout=said,
                stderr=said,
            )
            try:
                _begun(server, port)
                yield f"http://127.0.0.1:{port}"
            except Failed as error:
                raise Failed(f"{error}\n\nThe server said:\n{log.read_text(encoding='utf-8')[-5000:]}") from error
            finally:
                server.terminate()
                server.wait(timeout=30)

    def tests(self) -> str:
        """The project's own tests, in a copy of the database as it stands."""
        shutil.copy(self.folder / "db.sqlite3", self.folder / "tests.sqlite3")
        return self.manage("test", "--keepdb")


def _begun(server: subprocess.Popen[bytes], port: int) -> None:
    """Waits until it takes connections. Raises Failed where it ends before, or says nothing for a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Failed("the project's server does not begin")


def started(folder: Path, environment: Environment) -> Host:
    """The project, with its own user, picture and document models, and its database."""
    folder.mkdir()
    run(environment.python, "-m", "wagtail.bin.wagtail", "start", "hostsite", ".", at=folder)
    for app in OWN_APPS:
        shutil.copytree(GROWN / app, folder / app)
    shutil.copytree(DRIVES, folder / "drives")
    shutil.copy(GROWN / "editing_tests.py", folder / "home" / "test_editing.py")
    for target, more in (("settings/base.py", "settings.py-end"), ("urls.py", "urls.py-end")):
        with (folder / "hostsite" / target).open("a", encoding="utf-8") as file:
            file.write((GROWN / more).read_text(encoding="utf-8"))
    host = Host(folder, environment)
    host.manage("makemigrations", *OWN_APPS)
    host.manage("migrate", "--verbosity=0")
    return host


def part(heading: str) -> str:
    """What docs/installing.md says below a heading."""
    text = INSTALLING.read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.S | re.M)
    if section is None:
        raise LookupError(f"{INSTALLING} has no part “{heading}”")
    return section.group(1)


def extras(heading: str) -> str:
    """Those that it has installed there."""
    return INSTALL.search(part(heading))[1]


def blocks(heading: str) -> dict[str, str]:
    """Its blocks of code: name of the file → what is to be added at its end."""
    return dict(BLOCK.findall(part(heading)))


def with_plugins(before: Host, environment: Environment, folder: Path, heading: str, *apps: str) -> Host:
    """A copy of the project and its database, changed as the documentation says, with apps of `host/` besides."""
    shutil.copytree(before.folder, folder)
    for name, more in blocks(heading).items():
        target = folder / "hostsite" / ("settings/base.py" if name == "settings.py" else name)
        there = target.read_text(encoding="utf-8") + "\n" if target.exists() else ""
        target.write_text(there + more, encoding="utf-8")
    host = Host(folder, environment)
    if apps:
        _add(host, apps)
    host.manage("migrate", "--verbosity=0")
    return host


def _add(host: Host, apps: tuple[str, ...]) -> None:
    for app in apps:
        shutil.copytree(GROWN / app, host.folder / app)
    base = host.folder / "hostsite" / "settings" / "base.py"
    with base.open("a", encoding="utf-8") as file:
        file.write(f"\nINSTALLED_APPS += {list(apps)!r}\n")
    host.manage("makemigrations", *apps)
