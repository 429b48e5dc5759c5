"""The sdist of the working tree, the wheel made from it, and clean environments into which pip installs the wheel."""

import os
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("cms", "search", "disclosure_plugins", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md")
"""What the build reads of the repository; the rest is not there while it builds."""
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?(==[^\\\n]+)", re.M)
LONG = 300


class Failed(AssertionError):
    """A command of the environment that did not end well, with what it said."""


@dataclass(frozen=True)
class Built:
    sdist: Path
    wheel: Path


def distributions(folder: Path) -> Built:
    """Made in a copy: setuptools leaves `build/` and `*.egg-info` where it works."""
    tree = folder / "tree"
    for name in SOURCES:
        source, target = ROOT / name, tree / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    uv = shutil.which("uv", path=Path(sys.executable).parent) or "uv"
    out = folder / "dist"
    run(uv, "build", "--quiet", "--python", sys.executable, *_with_what_is_here(), "--out-dir", out, at=tree)
    return Built(next(out.glob("*.tar.gz")), next(out.glob("*.whl")))


def _with_what_is_here() -> list[str]:
    """Offline where the environment has a setuptools that can build this; otherwise one is fetched."""
    import setuptools

    return ["--no-build-isolation"] if int(setuptools.__version__.split(".")[0]) >= 77 else []


@dataclass(frozen=True)
class Environment:
    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def packages(self) -> Path:
        return next((self.folder / "lib").glob("python*/site-packages"))


def environment(folder: Path, wheel: Path, extras: str) -> Environment:
    """A new one, into which pip installs the wheel with these extras and what they require, and nothing else."""
    venv.create(folder, with_pip=False, symlinks=True)
    made = Environment(folder)
    locked = folder / "locked.txt"
    locked.write_text(_locked(), encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", made.python, "install", "--quiet", "--no-compile")
    run(*pip, "--constraint", locked, f"disclosure[{extras}] @ {wheel.as_uri()}", at=folder)
    return made


def _locked() -> str:
    """The versions that the lock names, so that a release of today changes no test."""
    text = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    return "".join(f"{name}{version}\n" for name, version in PINNED.findall(text))


def surroundings(**environ: str) -> dict[str, str]:
    """The variables of a process of the project: without those by which this one runs the suite."""
    ours = ("DISCLOSURE_", "DJANGO_", "PYTHON", "PYTEST", "COVERAGE", "DATABASE_URL", "ELASTICSEARCH", "VIRTUAL_ENV")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(ours)}, **environ}


def run(*command: object, at: Path, **environ: str) -> str:
    """What it wrote; raises Failed with all of it."""
    found = subprocess.run(
        [str(each) for each in command],
        cwd=at,
        env=surroundings(**environ),
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    if found.returncode:
        raise Failed(f"{' '.join(map(str, command))} ended with {found.returncode}\n{found.stdout}\n{found.stderr}")
    return found.stdout + found.stderr
