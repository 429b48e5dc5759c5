"""`make bench`: ours and a stock Wagtail in one run, on the same content, the same database, the same machine.

Each part begins with a database of its own. `python -m tests.benchmarks PART …` runs some of them.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("served", "daily", "types", "expiring", "sealing", "verifying", "rebuilding", "finding", "answering")
SERVED = ("served", "answering")
"""Start servers, which have databases of their own."""


def run(part: str) -> None:
    """One part, in this process, in a database of its own; some start servers, which have theirs."""
    if part in SERVED:
        importlib.import_module(f"tests.benchmarks.{part}").main()
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        importlib.import_module(f"tests.benchmarks.{part}").main()
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        sys.stderr.write(f"No such part: {', '.join(unknown)}; there are {', '.join(PARTS)}.\n")
        return 2
    if len(wanted) == 1:
        run(wanted[0])
        return 0
    print(f"{'':<42}{'stock':>13}{'ours':>13}{'factor':>11}   aim", flush=True)
    codes = [
        subprocess.run([sys.executable, "-m", "tests.benchmarks", part], cwd=ROOT, check=False).returncode
        for part in wanted
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
