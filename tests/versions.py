"""`make test-versions`: the fast tests on each promised Python and Django, in environments of their own.

`VERSIONS="3.13:6.0"` takes some; what follows the name of this module goes to pytest (a folder, `-k …`).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROMISED = ("3.11:5.2", "3.12:5.2", "3.12:6.0", "3.13:5.2", "3.13:6.0")
"""Django 6.0 itself asks for Python 3.12."""
USUAL = ("3.11:5.2", "3.12:5.2", "3.13:6.0")


def interpreter(version: str) -> str:
    """One that runs: on the path, or among those of pyenv. Raises LookupError."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for each in (
        shutil.which(f"python{version}"),
        *sorted(map(str, kept.glob(f"{version}.*/bin/python")), reverse=True),
    ):
        if each and _says(each) == version:
            return each
    raise LookupError(f"there is no Python {version} on this machine")


def _says(python: str) -> str:
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    found = subprocess.run([python, "-c", asked], capture_output=True, text=True)
    return found.stdout.strip()


def prepared(python: str, django: str) -> Path:
    """An environment with what the plugins and their tests need, and this Django."""
    folder = ROOT / f".venv-{python}-{django}"
    uv = str(Path(sys.executable).parent / "uv")
    if not folder.exists():
        subprocess.run([uv, "venv", "--quiet", "--python", interpreter(python), folder], check=True)
    wanted = ["--requirements", "pyproject.toml", "--extra", "dev", f"django=={django}.*"]
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", folder / "bin" / "python", *wanted], check=True, cwd=ROOT
    )
    return folder / "bin" / "python"


def main() -> int:
    asked = os.environ.get("VERSIONS", "").split() or USUAL
    failed = []
    for each in asked:
        python, _colon, django = each.partition(":")
        print(f"· Python {python}, Django {django}", flush=True)
        runs = prepared(python, django)
        done = subprocess.run([runs, "-m", "pytest", "--fast", "--create-db", *sys.argv[1:]], cwd=ROOT)
        if done.returncode:
            failed.append(each)
    print("failed on " + ", ".join(failed) if failed else "passed on " + ", ".join(asked))
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
