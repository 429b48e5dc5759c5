"""A line of what a plugin needs, taken away for as long as a test looks at what is said then."""

import contextlib
import sys
import types

import pytest
from django.apps import apps
from django.conf import settings as site
from django.test import override_settings
from django.test.utils import isolate_apps
from django.utils import timezone

from cms import needs
from cms.outbox import registry
from cms.outbox.models import OutboxMessage
from cms.pages.models import AnnouncementPage, LicensingPage
from cms.workflows.chains import sources
from cms.workflows.wagtail import declared
from tests.tampering import unprotected
from tests.workflows.chains.test_sources import OWN


@contextlib.contextmanager
def changed(**values):
    with override_settings(**values):
        yield


@contextlib.contextmanager
def unset(name: str):
    with override_settings():
        with contextlib.suppress(AttributeError):
            delattr(site, name)
        yield


@contextlib.contextmanager
def without_middleware(path: str):
    with override_settings(MIDDLEWARE=[each for each in site.MIDDLEWARE if each != path]):
        yield


def _urls(keep):
    from cms import urls

    module = types.ModuleType("tests.plugins.urls_without")
    module.urlpatterns = [each for each in urls.urlpatterns if keep(getattr(each, "urlconf_name", None))]
    return module


@contextlib.contextmanager
def without_addresses(included: str):
    module = _urls(lambda named: getattr(named, "__name__", "") != included)
    sys.modules[module.__name__] = module
    try:
        with override_settings(ROOT_URLCONF=module.__name__):
            yield
    finally:
        del sys.modules[module.__name__]


@contextlib.contextmanager
def with_an_api():
    from django.urls import path
    from wagtail.api.v2.router import WagtailAPIRouter
    from wagtail.api.v2.views import PagesAPIViewSet

    router = WagtailAPIRouter("wagtailapi")
    router.register_endpoint("pages", PagesAPIViewSet)
    module = _urls(lambda named: True)
    module.urlpatterns = [path("api/v2/", router.urls), *module.urlpatterns]
    sys.modules[module.__name__] = module
    try:
        with (
            override_settings(ROOT_URLCONF=module.__name__),
            without_middleware("cms.publication.middleware.RefusePublicApi"),
        ):
            yield
    finally:
        del sys.modules[module.__name__]


@contextlib.contextmanager
def below_a_prefix_among_the_hosts():
    from django.urls import include, path

    from cms.publication import disclosable

    module = types.ModuleType("tests.plugins.urls_below")
    module.urlpatterns = [path("gov/", include("cms.urls"))]
    sys.modules[module.__name__] = module
    try:
        with (
            override_settings(ROOT_URLCONF=module.__name__),
            attribute(disclosable, "types_beside", lambda: [LicensingPage]),
        ):
            yield
    finally:
        del sys.modules[module.__name__]


def database(**values):
    return override_settings(DATABASES={"default": {**site.DATABASES["default"], **values}})


@contextlib.contextmanager
def attribute(owner, name, value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, value, raising=False)
        yield


@contextlib.contextmanager
def a_type(**declares):
    """One more page type of a host's, which is installed as far as the checks see."""
    from wagtail.models import Page

    from cms.workflows.wagtail.items import DisclosureItem

    with isolate_apps("tests.testapp"):
        named = {"__module__": "tests.testapp.models", "structural": False, "category": "regulations"}
        named |= {"procedure_class": "other", "Meta": type("Meta", (), {"app_label": "testapp"}), **declares}
        model = type("HostPage", (DisclosureItem, Page), named)
    with attribute(declared, "types", lambda: [model]):
        yield


@contextlib.contextmanager
def of_an_app(text: str, tmp_path):
    (tmp_path / "chains.toml").write_text(text, encoding="utf-8")
    with attribute(apps.get_app_config("testapp"), sources.ATTRIBUTE, str(tmp_path / "chains.toml")):
        yield


@contextlib.contextmanager
def a_message_of_nobody():
    when = dict.fromkeys(("created_at", "available_at"), timezone.now())
    OutboxMessage.objects.create(topic="nothing", consumer="nobody", key="k", payload={}, **when)
    yield


@contextlib.contextmanager
def registered(topic: str, name: str, consumer):
    known = [(topic, name, consumer)]
    with attribute(registry, "registered", lambda: known):
        yield


@contextlib.contextmanager
def below(over: str, config: str):
    """The plugin's line stands below that of the app whose templates it replaces."""
    order = list(apps.app_configs.values())
    mine = next(each for each in order if each.name == config)
    moved = [each for each in order if each is not mine]
    place = next(n for n, each in enumerate(moved) if each.name == over) + 1
    with attribute(needs.apps, "get_app_configs", lambda: [*moved[:place], mine, *moved[place:]]):
        yield


@contextlib.contextmanager
def no_protection():
    with unprotected():
        yield


@contextlib.contextmanager
def no_database():
    from django.db import DatabaseError

    from cms.ledger import appendonly

    def fails(using):
        raise DatabaseError("gone")

    with attribute(appendonly, "missing", fails):
        yield


@contextlib.contextmanager
def chains_of_a_newcomer(tmp_path):
    from cms.workflows.cases import regulation

    regulation.in_force()
    with of_an_app(OWN, tmp_path):
        yield


@contextlib.contextmanager
def a_broken_template(tmp_path):
    (tmp_path / "broken.html").write_text("{% if %}")
    one = {**site.TEMPLATES[0], "DIRS": [*site.TEMPLATES[0]["DIRS"], tmp_path]}
    with override_settings(TEMPLATES=[one]), attribute(AnnouncementPage, "template", "broken.html"):
        yield
