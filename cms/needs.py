"""What a plugin needs of the site that it is installed in: declared once, in its `AppConfig`, and said in words.

    class SearchConfig(Plugin):
        needs_apps = ("cms.publication", "wagtail_modeladmin")
        needs = (addresses(101, "disclosure_search:search", 'path("search/", include("search.urls"))'),)

Apps and packages are asked for when Django begins, before anybody's models are loaded: what is missing there would end
in the error of an import. All else is a system check, which names the very line to add. Where a default will do, there
is no need.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, engines
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from disclosure_plugins import extras

Asked = Callable[[AppConfig], str]
"""What is wrong, in a sentence; "" when nothing is."""
SEARCH = "disclosure_search"
"""The label of the one plugin beside `cms`, and its name where it was installed; in its own repository that is
`search`."""


@dataclass(frozen=True)
class Need:
    """`wrong` says what is missing, `line` is what to add to `where`. A warning where the site goes on without it."""

    number: int
    where: str
    line: str
    wrong: Asked
    is_warning: bool = False

    def id_of(self, config: AppConfig) -> str:
        return f"{config.label}.{'W' if self.is_warning else 'E'}{self.number:03}"

    def message(self, config: AppConfig) -> CheckMessage | None:
        said = self.wrong(config)
        if not said:
            return None
        kind = Warning if self.is_warning else Error
        return kind(said, hint=f"Add to {self.where}: {self.line}", id=self.id_of(config))


class Plugin(AppConfig):
    """Base of the plugins' configurations."""

    default = False
    """Of the apps in a module Django takes the one that is one: not this base."""
    default_auto_field = "django.db.models.BigAutoField"
    needs_apps: ClassVar[tuple[str, ...]] = ()
    """The apps whose models or templates it uses, by their names in INSTALLED_APPS."""
    above: ClassVar[tuple[str, ...]] = ()
    """The apps of which it replaces templates: it stands above them."""
    needs: ClassVar[tuple[Need, ...]] = ()
    extra: ClassVar[str] = ""
    """The extra of the distribution that brings the packages which it imports; "" where it imports none."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def __init__(self, app_name: str, app_module: Any) -> None:
        super().__init__(app_name, app_module)
        refuse_missing(type(self), app_name, _written())
        refuse_without_packages(self.extra, app_name)

    def import_models(self) -> None:
        configs = list((self.apps or apps).get_app_configs())
        refuse_missing(type(self), self.name, {config.name for config in configs} | {each.label for each in configs})
        super().import_models()


def refuse_missing(plugin: type[Plugin], name: str, installed: set[str]) -> None:
    """Raises ImproperlyConfigured with the lines for INSTALLED_APPS, if an app is missing that this one needs."""
    lines = [f'"{each}",' for each in missing(plugin, installed)]
    if lines:
        raise ImproperlyConfigured(f"{name} needs other apps. Add to INSTALLED_APPS: {' '.join(lines)}")


def refuse_without_packages(extra: str, name: str) -> None:
    """Raises ImproperlyConfigured with what to install, if a package is missing that this plugin imports."""
    lacking = extras.lacking(extra) if extra else []
    if lacking:
        message = f"{name} needs packages that are not installed ({', '.join(lacking)})."
        raise ImproperlyConfigured(f'{message} Run: pip install "disclosure[{extra}]"')


def missing(plugin: type[Plugin], installed: set[str]) -> list[str]:
    """The apps that it needs, and those that these need, as far as they are not installed."""
    return [name for name in closure(plugin) if name not in installed]


def closure(plugin: type[Plugin]) -> list[str]:
    """Every app that a plugin needs, those that these need included, each once."""
    found: list[str] = []
    for name in plugin.needs_apps:
        other = _plugin(name)
        found += [name, *(closure(other) if other is not None else ())]
    return list(dict.fromkeys(found))


def _plugin(name: str) -> type[Plugin] | None:
    if name == SEARCH and importlib.util.find_spec(SEARCH) is None:
        name = "search"
    elif name != SEARCH and not name.startswith("cms."):
        return None
    module = importlib.import_module(f"{name}.apps")
    known = (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Plugin))
    return next((each for each in known if each is not Plugin), None)


def _written() -> set[str]:
    """The names of the apps as the settings write them."""
    found = set()
    for entry in settings.INSTALLED_APPS:
        last = entry.rpartition(".")[2]
        found.add(import_string(entry).name if last[:1].isupper() else entry)
    return found | ({SEARCH} if "search" in found else set())


# The kinds of needs


def setting(
    number: int,
    name: str,
    line: str,
    wrong: Callable[[Any], str],
    *,
    where: str = "the settings",
    warning: bool = False,
) -> Need:
    """`wrong(value)` gets None where the setting is not there; an ImproperlyConfigured that it raises counts."""

    def ask(config: AppConfig) -> str:
        try:
            return wrong(getattr(settings, name, None))
        except ImproperlyConfigured as error:
            return str(error)

    return Need(number, where, line, ask, warning)


def is_set(name: str, why: str) -> Callable[[Any], str]:
    """For `setting`: it has to be there."""
    return lambda value: "" if value else f"{name} is not set: {why}."


def middleware(number: int, path: str, why: str, *, below: str = "", warning: bool = False) -> Need:
    """A middleware, and which one stands above it."""

    def ask(config: AppConfig) -> str:
        there = list(settings.MIDDLEWARE)
        if path not in there:
            return f"{path} is not in MIDDLEWARE: {why}."
        if below and (below not in there or there.index(below) > there.index(path)):
            return f"{path} stands above {below} in MIDDLEWARE: {why}."
        return ""

    after = f', below "{below}"' if below else ""
    return Need(number, "MIDDLEWARE", f'"{path}"{after}', ask, warning)


def addresses(number: int, name: str, line: str, why: str, *args: Any) -> Need:
    """Addresses that the site includes, known by the name of one of them."""

    def ask(config: AppConfig) -> str:
        if not getattr(settings, "ROOT_URLCONF", ""):
            return ""
        try:
            reverse(name, args=args)
        except NoReverseMatch:
            return f"The addresses of {config.name} are not included: {why}."
        return ""

    return Need(number, "urlpatterns", line, ask)


def template(number: int, named: Callable[[], str], where: str, line: str, why: str) -> Need:
    """A template that has to be found."""

    def ask(config: AppConfig) -> str:
        name = named()
        for engine in engines.all():
            try:
                engine.get_template(name)
            except TemplateDoesNotExist:
                continue
            return ""
        return f"The template {name} is not found: {why}."

    return Need(number, where, line, ask)


def stands_above(number: int = 190) -> Need:
    """Every plugin's: it stands above the apps of which it replaces templates."""

    def ask(config: AppConfig) -> str:
        names = [each.name for each in apps.get_app_configs()]
        over = [each for each in getattr(config, "above", ()) if each in names[: names.index(config.name)]]
        return f"{config.name} stands below {', '.join(over)}, whose templates it replaces." if over else ""

    return Need(number, "INSTALLED_APPS", "its line above theirs", ask)


def of(config: AppConfig) -> Iterator[Need]:
    yield from getattr(config, "needs", ())
    if getattr(config, "above", ()):
        yield stands_above()


@register()
def plugins_have_what_they_need(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every need of every installed plugin that is not met."""
    configs = [config for config in app_configs or apps.get_app_configs() if isinstance(config, Plugin)]
    found = (need.message(config) for config in configs for need in of(config))
    return [message for message in found if message is not None]


def row(plugin: Plugin) -> str:
    """A plugin's line in the table of `docs/plugins/needs.md`."""
    ours = sorted(name for name in closure(type(plugin)) if name.startswith("cms.") or name == SEARCH)
    lines = [f"{each.id_of(plugin).rpartition('.')[2]}, {each.where}: `{each.line}`" for each in of(plugin)]
    return f"| {plugin.label} | {', '.join(ours) or '–'} | {'<br>'.join(lines) or '–'} |"
