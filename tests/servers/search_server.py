"""A real Elasticsearch of the tests' own, as a process: started, killed, started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.browser.site import free_port

SCRIPT = Path(__file__).parent / "elasticsearch" / "server.sh"


def available() -> bool:
    """Whether what the starter needs is installed."""
    return all(shutil.which(name) for name in ("mvn", "curl", "unzip")) and any(
        (home / "bin" / "javac").exists() for home in Path("/usr/lib/jvm").glob("*")
    )


QUICK = "-XX:TieredStopAtLevel=1"
"""Compiled once and not again for speed, which a few minutes of tests never get back."""


class Server:
    """One node. `url` stays the same over a kill and a restart; `measured` for a benchmark; a `folder` that is named
    is kept with what is in it.
    """

    def __init__(self, *, measured: bool = False, folder: Path | None = None) -> None:
        self.more = "" if measured else QUICK
        self.is_kept = folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="disclosure-elasticsearch-"))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)  # it runs as a user of its own
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(SCRIPT), "start", str(self.folder), "1", str(self.port)]
        environment = {**os.environ, "ES_HEAP": "512m", "ES_JAVA_MORE": self.more}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise AssertionError(f"Elasticsearch did not start:\n{done.stdout}\n{done.stderr}")

    def kill(self) -> None:
        """As a machine that goes down."""
        self._signal(signal.SIGKILL)
        for _try in range(100):
            if not self.answers():
                return
            time.sleep(0.1)

    def pause(self) -> None:
        """Half open: connections are taken, nothing answers."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        os.kill(int((self.folder / "node1.pid").read_text()), number)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=2):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        self._signal(signal.SIGCONT)
        subprocess.run([str(SCRIPT), "stop", str(self.folder)], check=False, capture_output=True)
        time.sleep(1)
        if not self.is_kept:
            shutil.rmtree(self.folder, ignore_errors=True)
