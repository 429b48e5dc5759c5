"""The set itself: its version, what settings take from it, and what a site is told before the plugins are imported.

Imports neither Django nor a plugin: settings import it, and it has to speak where `cms` is somebody else's package.
"""

from pathlib import Path

__version__ = "0.1.0"


def template_folders() -> list[Path]:
    """For `DIRS` of a template engine, beside `APP_DIRS`: a folder per category (docs/decisions/0025).

    Raises ImproperlyConfigured where the package `cms` is not that of the plugins.
    """
    from disclosure_plugins import names

    names.refuse_another_cms()
    from cms.pages.categories import TEMPLATE_FOLDERS

    return list(TEMPLATE_FOLDERS)
