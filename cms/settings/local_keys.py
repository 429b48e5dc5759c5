"""Secrets of a developer's machine or a demonstration: made on the first run, kept in `var/`."""

import os
import secrets
from pathlib import Path


def load() -> None:
    """Put SECRET_KEY and DISCLOSURE_SEAL_KEYS into the environment, from `var/local.env`, made when missing."""
    var = Path(os.environ.get("DISCLOSURE_VAR_DIR", Path(__file__).resolve().parent.parent.parent / "var"))
    path = var / "local.env"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        content = f"SECRET_KEY={secrets.token_urlsafe(48)}\nDISCLOSURE_SEAL_KEYS=local1:{secrets.token_hex(32)}\n"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process of the same start was first
        else:
            with os.fdopen(descriptor, "w") as handle:
                handle.write(content)
    for line in path.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
