"""Every check of the plugins is shown to fire: each line that a site writes is taken away, and the message is read."""

import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core import checks
from django.test import override_settings
from django.utils import translation

from cms import needs
from cms.needs import Plugin
from cms.pages.models import AnnouncementPage, LicensingPage
from cms.publication.schema import Schema
from tests.plugins.taking_away import (
    a_broken_template,
    a_message_of_nobody,
    a_type,
    attribute,
    below,
    below_a_prefix_among_the_hosts,
    chains_of_a_newcomer,
    changed,
    database,
    no_database,
    no_protection,
    of_an_app,
    registered,
    unset,
    with_an_api,
    without_addresses,
    without_middleware,
)
from tests.testapp.models import Notice
from tests.workflows.chains.test_sources import OWN

ROOT = Path(__file__).resolve().parents[2]


def found(wanted: str) -> list[checks.CheckMessage]:
    """What `manage.py check --database default` says under this identifier."""
    return [each for each in checks.run_checks(databases=["default"]) if each.id == wanted]


WITNESS = "DISCLOSURE_WITNESS"
RESTRICT = "cms.workflows.admin.guards.middleware.RestrictAdminViews"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
EMPTY = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}}

# id of the check → what is taken away, (words of the message, words of the hint)
TABLE = {
    "disclosure_ledger.E003": (
        lambda _: unset("DISCLOSURE_SEAL_KEYS"),
        ("nothing can be sealed", "DISCLOSURE_SEAL_KEYS = {"),
    ),
    "disclosure_ledger.E101": (lambda _: unset(WITNESS), ("DISCLOSURE_WITNESS is not set", "DISCLOSURE_WITNESS = ")),
    "disclosure_ledger.E102": (lambda _: changed(USE_TZ=False), ("USE_TZ is off", "USE_TZ = True")),
    "disclosure_ledger.E103": (
        lambda _: database(ENGINE="django.db.backends.sqlite3", OPTIONS={}),
        ("two who record at once", '"transaction_mode": "IMMEDIATE"'),
    ),
    "disclosure_ledger.E002": (lambda _: no_database(), ("could not be checked: gone", "")),
    "disclosure_ledger.W001": (lambda _: no_protection(), ("Append-only protection is missing", "manage.py migrate")),
    "disclosure_outbox.E001": (
        lambda _: registered("no topic!", "a", print),
        ("cannot be the name of a topic", "Letters"),
    ),
    "disclosure_outbox.E002": (
        lambda _: registered("topic", "no!", print),
        ("cannot be the name of a consumer", "Letters"),
    ),
    "disclosure_outbox.E003": (lambda _: registered("topic", "a", None), ("cannot be called", "")),
    "disclosure_outbox.W001": (
        lambda _: a_message_of_nobody(),
        ("wait for nobody, which is not registered", "Register"),
    ),
    "disclosure_files.E001": (lambda _: unset("DISCLOSURE_VAULT"), ("DISCLOSURE_VAULT", "DISCLOSURE_VAULT = ")),
    "disclosure_files.E002": (
        lambda _: changed(DISCLOSURE_RENDITION_LARGEST="width-1"),
        ("not one of DISCLOSURE_RENDITIONS", "DISCLOSURE_RENDITIONS"),
    ),
    "disclosure_files.E101": (
        lambda _: without_addresses("cms.files.urls"),
        ("nobody could fetch a file", 'path("", include("cms.files.urls"))'),
    ),
    "disclosure_files.E190": (lambda _: below("wagtail.images", "cms.files"), ("whose templates it replaces", "above")),
    "disclosure_files.W001": (
        lambda _: unset("WAGTAILIMAGES_IMAGE_FORM_BASE"),
        ("uploads are not examined", 'WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.forms.ImageForm"'),
    ),
    "disclosure_files.W002": (
        lambda _: changed(WAGTAILIMAGES_IMAGE_MODEL="wagtailimages.Image"),
        ("nothing is kept in the vault", 'WAGTAILIMAGES_IMAGE_MODEL = "disclosure_files.Image"'),
    ),
    "disclosure_extraction.E001": (lambda _: changed(DISCLOSURE_EXTRACTION={"haste": 1}), ("knows no haste", "")),
    "disclosure_extraction.E002": (
        lambda _: changed(DISCLOSURE_EXTRACTION={"seconds": 100_000}),
        ("outlast DISCLOSURE_OUTBOX_LEASE", "DISCLOSURE_OUTBOX_LEASE"),
    ),
    "disclosure_extraction.W001": (
        lambda _: attribute(sys.modules["cms.extraction.checks"], "LIBRARIES", {"no_such_library": "PDF"}),
        ("PDF is not read", "pip install"),
    ),
    "disclosure_organisation.E001": (
        lambda _: changed(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"]),
        ("takes permissions from posts", '"cms.organisation.permissions.PostBackend"'),
    ),
    "disclosure_organisation.W001": (
        lambda _: changed(
            AUTHENTICATION_BACKENDS=[*site.AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"]
        ),
        ("ModelBackend", ""),
    ),
    "disclosure_organisation.W003": (
        lambda _: unset("WAGTAIL_USER_TIME_ZONES"),
        ("time zones that have no effect", "WAGTAIL_USER_TIME_ZONES = ["),
    ),
    "disclosure_publication.E101": (
        lambda _: without_addresses("cms.publication.urls"),
        ("what is published would have no address", 'path("", include("cms.publication.urls"))'),
    ),
    "disclosure_publication.E102": (
        lambda _: unset("WAGTAILADMIN_BASE_URL"),
        ("is not set", "WAGTAILADMIN_BASE_URL = "),
    ),
    "disclosure_publication.E103": (lambda _: with_an_api(), ("Wagtail's API is mounted", "MIDDLEWARE")),
    "disclosure_publication.E104": (
        lambda _: below_a_prefix_among_the_hosts(),
        ("would leave their signed addresses", 'path("", include("cms.publication.beside_urls"))'),
    ),
    "disclosure_intranet.E101": (
        lambda _: without_addresses("cms.intranet.urls"),
        ("The addresses of cms.intranet", 'path("intranet/", include("cms.intranet.urls"))'),
    ),
    "disclosure_search.E101": (
        lambda _: without_addresses(f"{apps.get_app_config('disclosure_search').name}.urls"),
        ("no page to search on", 'path("search/", include("'),
    ),
    "disclosure_search.E102": (
        lambda _: changed(DISCLOSURE_SEARCH_BASE_TEMPLATE="none.html"),
        ("none.html is not found", "DISCLOSURE_SEARCH_BASE_TEMPLATE"),
    ),
    "disclosure_search.E103": (
        lambda _: changed(DISCLOSURE_SEARCH_HOST_PAGES={"none.Page": {}, "disclosure_pages.LicensingPage": {}}),
        (
            "there is no model none.Page; disclosure_pages.LicensingPage is disclosed",
            "DISCLOSURE_SEARCH_HOST_PAGES = {",
        ),
    ),
    "disclosure_search.E002": (lambda _: changed(ELASTICSEARCH_URL="nonsense"), ("cannot be used", "")),
    "disclosure_search.E003": (lambda _: changed(DISCLOSURE_SEARCH_VOCABULARY=["/none.tsv"]), ("none.tsv", "")),
    "disclosure_workflows.E101": (
        lambda _: unset("WAGTAIL_FINISH_WORKFLOW_ACTION"),
        ("Wagtail would publish by itself", "WAGTAIL_FINISH_WORKFLOW_ACTION = "),
    ),
    "disclosure_workflows.E102": (lambda _: without_middleware(RESTRICT), ("RestrictAdminViews is not in", RESTRICT)),
    "disclosure_workflows.E103": (
        lambda tmp: of_an_app(OWN.replace("§3.1.10", "", 1).replace('"sign"', '"wink"'), tmp),
        ("unknown kind 'wink'", "chain check"),
    ),
    "disclosure_workflows.E104": (
        lambda _: a_type(procedure_class="hearing", parent_page_types=["wagtailcore.Page"]),
        ("which no text of the chains has: write [classes.hearing]", 'disclosure_chains = "chains.toml"'),
    ),
    "disclosure_workflows.E105": (lambda _: a_type(), ("no editor is offered to begin one", "parent_page_types = [")),
    "disclosure_workflows.E106": (
        lambda _: attribute(Notice, "disclosure_schema", Schema(version=2, fields=("title", "latest_revision"))),
        ("wagtailcore.Revision declares nothing that is sealed", "sealed_fields = ("),
    ),
    "disclosure_workflows.E190": (lambda _: below("wagtail.admin", "cms.workflows"), ("whose templates", "above")),
    "disclosure_branding.E190": (lambda _: below("wagtail.admin", "cms.branding"), ("whose templates", "above")),
    "disclosure_workflows.W001": (
        lambda tmp: chains_of_a_newcomer(tmp),
        ("chains of testapp are not in force", "--of testapp"),
    ),
    "disclosure_pages.E101": (
        lambda _: changed(TEMPLATES=[EMPTY]),
        ("disclosure/licensing.html is not found", "TEMPLATE_FOLDERS"),
    ),
    "disclosure_pages.E001": (
        lambda _: attribute(LicensingPage, "category_label", ""),
        ("declares no category_label", ""),
    ),
    "disclosure_pages.E002": (
        lambda _: attribute(LicensingPage, "category_code", "05"),
        ("share the category_code", ""),
    ),
    "disclosure_pages.E003": (lambda _: attribute(LicensingPage, "required_to_publish", ("none",)), ("'none'", "")),
    "disclosure_pages.E004": (
        lambda _: attribute(LicensingPage, "template", "none.html"),
        ("no template none.html", ""),
    ),
    "disclosure_pages.E005": (lambda tmp: a_broken_template(tmp), ("cannot be read", "")),
    "disclosure_pages.E006": (
        lambda _: attribute(
            AnnouncementPage, "disclosure_schema", Schema(version=1, fields=("title",), children={"findings": ()})
        ),
        ("declares shown_fields", ""),
    ),
}


@pytest.mark.parametrize("identifier", TABLE)
def test_a_line_that_is_taken_away_is_named(db, tmp_path, identifier):
    take_away, (said, hint) = TABLE[identifier]
    assert found(identifier) == [], "and the site as it stands says nothing"
    with take_away(tmp_path), translation.override("en"):
        messages = found(identifier)
    assert messages, identifier
    assert any(said in each.msg and hint in (each.hint or "") for each in messages), messages
    assert {each.level for each in messages} <= {checks.ERROR if ".E" in identifier else checks.WARNING}


def known() -> set[str]:
    """Every identifier that a check of the plugins can give: those of their needs, and those that their checks name."""
    configs = [each for each in apps.get_app_configs() if isinstance(each, Plugin)]
    named = {need.id_of(config) for config in configs for need in needs.of(config)}
    for config in configs:
        for file in Path(config.path).rglob("*.py"):
            if "migrations" not in file.parts:
                named |= set(re.findall(r"\bdisclosure_[a-z]+\.[EW]\d{3}\b", file.read_text(encoding="utf-8")))
    return named


def test_the_table_has_every_check_that_the_plugins_register():
    assert set(TABLE) == known()


@pytest.mark.parametrize("value", ["", None])
def test_what_is_set_to_nothing_is_as_if_it_were_not_there(db, value):
    with override_settings(DISCLOSURE_WITNESS=value, DISCLOSURE_SEAL_KEYS=value, DISCLOSURE_VAULT=value):
        for identifier in ("disclosure_ledger.E003", "disclosure_ledger.E101", "disclosure_files.E001"):
            assert found(identifier), identifier


def test_the_checkpoint_log_is_a_file_that_can_be_written(db, tmp_path):
    for place, said in ((tmp_path, "name a file in it"), (__file__ + "/witness.log", "cannot be written")):
        with override_settings(DISCLOSURE_WITNESS=place):
            assert said in found("disclosure_ledger.E101")[0].msg


def test_a_middleware_in_the_wrong_place_is_named(db):
    rest = [each for each in site.MIDDLEWARE if each != RESTRICT]
    with override_settings(MIDDLEWARE=[RESTRICT, *rest]):
        assert f"stands above {AUTHENTICATION}" in found("disclosure_workflows.E102")[0].msg
