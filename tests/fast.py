"""`--fast`: without what needs a browser, Elasticsearch or PostgreSQL, and without what builds and installs."""

SLOW = ("browser", "servers", "postgresql", "benchmarks", "load", "acceptance")
"""Folders of `tests/`."""


def needs_more(item) -> bool:
    """Whether a test needs what a plain environment does not have."""
    folder = item.nodeid.split("/")[1]
    asked = {"elasticsearch"} & set(getattr(item, "fixturenames", ()))
    return folder in SLOW or bool(asked) or item.get_closest_marker("browser") is not None
