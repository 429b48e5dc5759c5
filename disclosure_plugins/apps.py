from types import ModuleType
from typing import Any

from django.apps import AppConfig
from django.core import checks

from disclosure_plugins import names


class PluginsConfig(AppConfig):
    """First in INSTALLED_APPS: made before any plugin is imported."""

    name = "disclosure_plugins"
    verbose_name = "disclosure plugins"

    def __init__(self, app_name: str, app_module: ModuleType | Any) -> None:
        names.refuse_another_cms()
        super().__init__(app_name, app_module)

    def ready(self) -> None:
        checks.register(names.check)
