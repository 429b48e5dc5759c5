"""A PostgreSQL cluster of one's own in a temporary folder, for as long as a test needs it."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.browser.site import free_port


def binaries() -> Path | None:
    """Where initdb and pg_ctl are, newest first; None when PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    place = on_path or (found[0] if found else None)
    return Path(place).resolve().parent if place else None


def _as_server(command: list[str], log: Path) -> None:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    user = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid}
    with log.open("a") as output:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        subprocess.run(command, check=True, stdout=output, stderr=output, cwd="/", env=environment, **user)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Yields the address of an empty cluster, in a folder of its own that goes with it.

    Not in pytest's folder: that is closed to others again whenever another run begins, and the server may be another.
    """
    place = binaries()
    if place is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="disclosure-postgresql-"))
    data, log, port = folder / "data", folder / "log.txt", free_port()
    log.touch()
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for each in (folder, log):
            os.chown(each, nobody.pw_uid, nobody.pw_gid)
    _as_server([str(place / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"], log)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [str(place / "pg_ctl"), "-D", str(data), "-w", "-l", str(log)]
    _as_server([*control, "-o", options, "start"], log)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        _as_server([*control, "-m", "immediate", "stop"], log)
        shutil.rmtree(folder, ignore_errors=True)
