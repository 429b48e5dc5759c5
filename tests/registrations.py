"""Everything by which the plugins reach into a site that they are installed in: read from their sources.

`python -m tests.registrations` prints it. What each does with what is not ours stands in docs/hosts.md, row by row.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = ("cms", "search")
STOCK = ("wagtail", "django", "taggit", "modelcluster", "rest_framework")
CALLS = {
    "register_permission_policy": "policy",
    "register_form_field_override": "form field",
    "modeladmin_register": "register",
}
LEFT_OUT = ("cms/settings/", "cms/demo/", "cms/accounts/")
"""This site's own, which no host installs."""


def sources() -> Iterator[Path]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            named = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in named and not named.startswith(LEFT_OUT):
                yield path


def found() -> set[tuple[str, str]]:
    """(file, what it registers): hooks, policies, signals, middleware, replaced attributes, templates, commands."""
    rows: set[tuple[str, str]] = set()
    for path in sources():
        named = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        rows |= {(named, what) for what in (*_calls(tree), *_replaced(tree), *_middleware(tree))}
    return rows | set(_templates()) | set(_commands())


def _calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "hooks.register":
            yield f"hook {ast.literal_eval(node.args[0])}"
        elif called.endswith(".connect") and any(word.arg == "dispatch_uid" for word in node.keywords):
            yield f"signal {called.removesuffix('.connect').rpartition('.')[2]}"
        elif called in CALLS:
            yield f"{CALLS[called]} {ast.unparse(node.args[0])}"


def _replaced(tree: ast.Module) -> Iterator[str]:
    """What is assigned to something of Wagtail's or Django's: from then on it is ours for the whole process."""
    stock = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(STOCK)
        for alias in node.names
    }
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Attribute) and ast.unparse(target).partition(".")[0] in stock:
                yield f"replaces {ast.unparse(target)}"


def _middleware(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(
            isinstance(each, ast.FunctionDef) and each.name == "__call__" and each.args.args[-1].arg == "request"
            for each in node.body
        ):
            yield f"middleware {node.name}"


def _templates() -> Iterator[tuple[str, str]]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("templates/**/*.html")):
            named = path.relative_to(ROOT).as_posix()
            inside = named.partition("/templates/")[2]
            if inside.startswith(("wagtail", "admin/", "registration/")) or "/" not in inside:
                yield named, f"template {inside}"


def _commands() -> Iterator[tuple[str, str]]:
    """Commands that take the place of one of the same name."""
    for path in sources():
        if path.parent.name == "commands":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            bases = [ast.unparse(base) for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases]
            if f"{path.stem}.Command" in bases:
                yield path.relative_to(ROOT).as_posix(), f"command {path.stem}"


if __name__ == "__main__":
    for where, what in sorted(found()):
        print(f"| `{where}` | {what} |")
