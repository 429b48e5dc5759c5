"""A scratch site whose every call is a process of its own: some are killed, some run side by side."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.servers import migrated

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """`script` is what the processes run; its `tell` prints a line `TOLD {…}`. On PostgreSQL `address` names its
    database; without one it is a copy of the migrated SQLite, in `folder`."""

    def __init__(self, folder: Path, script: str, address: str, shared: Path, **environment: str) -> None:
        if not address:
            migrated.copy(migrated.made(shared), folder / "db.sqlite3")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCLOSURE_", "PYTEST_"))}
        kept.pop("DATABASE_URL", None)
        self.script = script
        self.environment = {
            **kept,
            **({"DATABASE_URL": address} if address else {}),
            "DJANGO_SETTINGS_MODULE": "cms.settings.development",
            "DISCLOSURE_VAR_DIR": str(folder),
            "DEBUG": "0",
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    def start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, self.script, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, **pipes)

    def run(self, *arguments: str, ends: int = 0) -> str:
        return self.together(arguments, ends=ends)[0]

    def together(self, *calls: tuple[str, ...], ends: int = 0) -> list[str]:
        """What each of these processes, side by side, printed. Raises AssertionError when one ends otherwise."""
        processes = [self.start(*arguments) for arguments in calls]
        told = [process.communicate(timeout=300) for process in processes]
        for process, (_out, errors) in zip(processes, told, strict=True):
            assert process.returncode == ends, errors[-3000:]
        return [out for out, _errors in told]

    def tell(self) -> dict:
        line = next(line for line in self.run("tell").splitlines() if line.startswith("TOLD"))
        return dict(json.loads(line.removeprefix("TOLD ")))
