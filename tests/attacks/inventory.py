"""What Wagtail offers, judged: a name that is not here fails the test until somebody has looked at it.

`python -m tests.attacks.inventory` prints what there is.
"""

from collections.abc import Iterator
from typing import Any

from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """(name with its namespaces, address pattern, entry) of every address below /admin/."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, route, inner)
        elif route.startswith("admin/") and entry.name:
            yield f"{space}{entry.name}", route, entry


def names() -> set[str]:
    return {name for name, _route, _entry in patterns()}


def commands() -> set[str]:
    """Management commands of Wagtail and what came with it."""
    return {name for name, app in get_commands().items() if app.startswith(("wagtail", "modelsearch"))}


def actions() -> set[str]:
    """Classes of Wagtail's own page actions."""
    import pkgutil

    import wagtail.actions

    return {module.name for module in pkgutil.iter_modules(wagtail.actions.__path__)}


def bulk_actions() -> set[str]:
    from wagtail import hooks

    return {f"{each.__module__}.{each.__name__}" for each in hooks.get_hooks("register_bulk_action")}


def api_operations() -> set[str]:
    """Addresses of any API of Wagtail that the site mounts."""
    found = set()
    for name, route, entry in patterns():
        module = getattr(entry.callback, "__module__", "")
        if "api" in module or ":api" in name or "admin/api" in route:
            found.add(name)
    return found


def operations() -> list[tuple[str, str, str]]:
    """(method, route, name) of every operation of version 3 of Wagtail's API, mounted at /api/v3/."""
    from wagtail.api.v3.urls import api

    paths = api.get_openapi_schema(path_prefix="/api/v3/")["paths"]
    return [
        (method.upper(), route, told["operationId"]) for route, each in paths.items() for method, told in each.items()
    ]


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    for title, found in (
        ("ADDRESSES", names()),
        ("COMMANDS", commands()),
        ("ACTIONS", actions()),
        ("BULK_ACTIONS", bulk_actions()),
        ("API", api_operations()),
        ("API_OPERATIONS", {name for _method, _route, name in operations()}),
    ):
        print(f"{title} = {{")
        for each in sorted(found):
            print(f"    {each!r},")
        print("}")
