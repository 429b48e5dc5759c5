"""What `pip install disclosure` brings: all that runs, nothing of this site and its tests, under two names."""

import importlib.metadata
import re
import tarfile
import zipfile
from email import message_from_bytes

import grimp
import pytest
from django.apps import apps
from packaging.requirements import Requirement

import disclosure_plugins
from cms.needs import Plugin
from tests.acceptance import built

OF_THIS_SITE = ("cms/settings/", "cms/demo/", "cms/urls.py", "cms/wsgi.py")
SOURCES_ONLY = (".po", ".pyc")
MISSION = {"django", "wagtail", "wagtail-modeladmin", "elasticsearch", "pillow"}
EXTRAS = {
    "organisation": [
        "cms.organisation",
        "cms.registers",
        "cms.untouched",
        "cms.workdays",
        "cms.scheduler",
        "cms.outbox",
    ],
    "publication": ["cms.publication", "cms.extraction", "cms.files", "cms.ledger", "cms.intranet"],
    "workflows": ["cms.workflows", "cms.lifecycle", "cms.deadlines", "cms.drafts"],
    "pages": ["cms.pages"],
    "search": ["search"],
    "pdf": ["cms.casefile"],
    "security": ["cms.security"],
    "manual": ["cms.manual", "cms.branding"],
}
"""Extra → the packages that have to run with it alone."""
WITH_ANY = {"cms.accounts", "cms.numbering", "cms.sandbox", "cms.sqlite3"}
"""The packages that run with what every extra brings."""


@pytest.fixture(scope="session")
def wheel(distributions):
    return zipfile.ZipFile(distributions.wheel)


@pytest.fixture(scope="session")
def metadata(wheel):
    name = next(each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def expected():
    """Every file of the packages, under the name that it has in the wheel."""
    for package, installed in (("cms", "cms"), ("search", "disclosure_search"), ("disclosure_plugins",) * 2):
        for path in (built.ROOT / package).rglob("*"):
            name = f"{package}/{path.relative_to(built.ROOT / package).as_posix()}"
            if path.is_file() and not name.endswith(SOURCES_ONLY) and not name.startswith(OF_THIS_SITE):
                yield installed + name.removeprefix(package)


def test_every_file_that_runs_is_in_the_wheel_and_nothing_else(wheel):
    files = {each for each in wheel.namelist() if ".dist-info/" not in each and not each.endswith("/")}
    assert files == set(expected())
    endings = {each.rsplit(".", 1)[-1] for each in files}
    assert {"html", "mo", "css", "js", "toml", "tsv", "json", "otf", "typ", "xml", "svg"} <= endings


def test_the_sdist_has_the_sources_and_no_tests(distributions):
    with tarfile.open(distributions.sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"pyproject.toml", "setup.py", "MANIFEST.in", "search/apps.py", "cms/pages/apps.py"} <= names
    assert "search/locale/zh_Hans/LC_MESSAGES/django.po" in names, "what the catalogues are made of"
    assert [name for name in names if name.startswith(("tests", *OF_THIS_SITE))] == []


def test_the_version_stands_in_one_place(metadata, distributions):
    assert metadata["Version"] == disclosure_plugins.__version__
    assert f"-{disclosure_plugins.__version__}-" in distributions.wheel.name
    text = (built.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r"^version\s*=\s*[\"']", text, re.M) is None


def test_what_the_mission_names_is_required_and_nothing_else(metadata):
    wanted = [Requirement(each) for each in metadata.get_all("Requires-Dist")]
    assert {each.name for each in wanted if each.marker is None} == MISSION
    django = next(each for each in wanted if each.name == "django")
    assert all(version in django.specifier for version in ("5.2.19", "6.0.0", "6.0.9"))
    assert not any(version in django.specifier for version in ("5.1.9", "6.1"))


def brought(metadata, extra: str) -> set[str]:
    """The distributions that an extra installs, those of the extras that it names included."""
    found: set[str] = set()
    for each in map(Requirement, metadata.get_all("Requires-Dist")):
        if each.marker is None or each.marker.evaluate({"extra": extra}):
            found |= (
                set().union(*(brought(metadata, more) for more in each.extras))
                if each.name == "disclosure"
                else {each.name}
            )
    return found


def with_theirs(names: set[str]) -> set[str]:
    """These distributions and all that they require."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if (key := name.lower().replace("_", "-")) in found:
            continue
        found.add(key)
        for each in map(Requirement, importlib.metadata.requires(name) or []):
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                waiting.append(each.name)
    return found


@pytest.fixture(scope="session")
def imports():
    return grimp.build_graph("cms", "search", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("extra", ["", *EXTRAS])
def test_an_extra_brings_what_its_plugins_import(metadata, imports, extra):
    """Read from the code: a package that is imported and not required is an import error on a site of others."""
    modules = set()
    for package in EXTRAS.get(extra, WITH_ANY):
        for module in (package, *imports.find_descendants(package)):
            modules |= {module, *imports.find_upstream_modules(module)}
    external = {
        each for each in modules if each.split(".")[0] not in ("cms", "search") and imports.is_module_squashed(each)
    }
    providers = importlib.metadata.packages_distributions()
    there = with_theirs(brought(metadata, extra))
    lacking = {
        each
        for each in external
        if each in providers and not {p.lower().replace("_", "-") for p in providers[each]} & there
    }
    assert external & set(providers), "the code imports something"
    assert lacking == set()


def test_no_package_is_forgotten(imports):
    of_this_site = {each.strip("/").replace("/", ".") for each in OF_THIS_SITE}
    packages = {each for each in imports.find_children("cms") if imports.find_children(each)} - of_this_site
    assert packages - {each for named in EXTRAS.values() for each in named} == WITH_ANY


def test_each_extra_is_known(metadata):
    chosen = {"elasticsearch", "postgresql", "redis", "production", "all", "dev"}
    assert set(metadata.get_all("Provides-Extra")) == {*EXTRAS, *chosen}
    plugins = [config for config in apps.get_app_configs() if isinstance(config, Plugin)]
    assert {config.extra for config in plugins if config.extra} <= set(EXTRAS)
    assert brought(metadata, "all") >= set().union(*(brought(metadata, extra) for extra in EXTRAS))


@pytest.mark.parametrize(("locked", "extra"), [("base.txt", "all"), ("dev.txt", "dev")])
def test_the_lock_has_every_requirement_in_its_range(metadata, locked, extra):
    text = (built.ROOT / "requirements" / locked).read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==([^ ;\\]+)", text, re.M))
    wrong = []
    for each in map(Requirement, metadata.get_all("Requires-Dist")):
        if each.name == "disclosure" or (each.marker and each.name not in brought(metadata, extra)):
            continue
        if each.name not in pins or pins[each.name] not in each.specifier:
            wrong.append((str(each), pins.get(each.name)))
    assert wrong == []
