"""Which packages the wheel installs, and under which names; everything else stands in pyproject.toml.

The repository keeps `search/`, and the wheel installs it as `disclosure_search`: every project of `wagtail start` has
an app called `search` of its own. What is this site and not a plugin stays out (docs/decisions/0026).
"""

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

OF_THIS_SITE = {"cms.settings", "cms.demo", "cms.urls", "cms.wsgi"}
OURS, SEARCH, INSTALLED_AS = ("cms", "disclosure_plugins"), "search", "disclosure_search"


def packages() -> list[str]:
    """Folders of templates, words and the like are packages as well: they have no modules, but files."""
    found = find_namespace_packages(include=[*OURS, *(f"{name}.*" for name in OURS)], exclude=["*.__pycache__"])
    there = find_namespace_packages(include=[SEARCH, f"{SEARCH}.*"], exclude=["*.__pycache__"])
    renamed = [INSTALLED_AS + name.removeprefix(SEARCH) for name in there]
    return [each for each in (*found, *renamed) if ".".join(each.split(".")[:2]) not in OF_THIS_SITE]


class PluginsOnly(build_py):
    """Without the modules of this site, that lie beside packages that are built."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        return [
            each
            for each in super().find_package_modules(package, package_dir)
            if ".".join(each[:2]) not in OF_THIS_SITE
        ]


setup(
    packages=packages(),
    package_dir={INSTALLED_AS: SEARCH},
    cmdclass={"build_py": PluginsOnly},
    exclude_package_data={"": ["*.po"]},
)
