"""Django's SQLite, for connections that outlive a request: WAL is set once per file, a file that was put in the place
of another is noticed at the next request."""

import logging
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

log = logging.getLogger("cms.sqlite3")
IN_MEMORY = "memory"


class DatabaseWrapper(base.DatabaseWrapper):
    """With CONN_HEALTH_CHECKS each request begins with a look at the file: one `stat`, where opening it anew takes
    milliseconds."""

    opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode not in ("wal", IN_MEMORY):
            connection.execute("PRAGMA journal_mode = WAL")
        self.opened = self._file()
        return connection

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened."""
        if self.is_in_memory_db() or self._file() == self.opened:
            return True
        log.warning("the database %s is another file now: opened anew", self.settings_dict["NAME"])
        return False

    def _file(self) -> tuple[int, int] | None:
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
