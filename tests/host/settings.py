"""The host's own settings. What it adds for the plugins stands at the end, as docs/hosts.md says it.

`HOST_MOUNT` is where our addresses are mounted ("" or "gov/"), `HOST_SCRIPT_NAME` where the whole site is.
"""

import os
import tempfile
from pathlib import Path

PACKAGE = __name__.rpartition(".")[0]
BASE_DIR = Path(__file__).resolve().parent
VAR_DIR = Path(os.environ.get("HOST_VAR_DIR") or tempfile.mkdtemp(prefix="host-"))
MOUNT = os.environ.get("HOST_MOUNT", "")

SECRET_KEY = "only-for-tests-" + "y" * 40
DEBUG = False
ALLOWED_HOSTS = ["*"]

HOST_APPS = [f"{PACKAGE}.home", f"{PACKAGE}.search", f"{PACKAGE}.people", f"{PACKAGE}.media_library"]
WAGTAIL_APPS = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "rest_framework",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = [*HOST_APPS, *WAGTAIL_APPS]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = f"{PACKAGE}.urls"
FORCE_SCRIPT_NAME = os.environ.get("HOST_SCRIPT_NAME") or None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("HOST_DATABASE") or str(VAR_DIR / "db.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "French"), ("zh-hans", "简体中文")]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

WAGTAIL_SITE_NAME = "Host"
WAGTAILADMIN_BASE_URL = "http://host.example"
WAGTAILIMAGES_IMAGE_MODEL = "media_library.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media_library.CustomDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

if not os.environ.get("HOST_ALONE"):
    # What the plugins need (docs/hosts.md). `HOST_ALONE=1` is the host before they came.
    OURS = [
        "cms.pages",
        "cms.casefile",
        "cms.deadlines",
        "cms.lifecycle",
        "cms.intranet",
        "cms.workflows",
        os.environ.get("HOST_SEARCH_PLUGIN", "search"),
        "cms.publication",
        "cms.extraction",
        "cms.organisation",
        "cms.files",
        "cms.outbox",
        "cms.workdays",
        "cms.ledger",
        "cms.scheduler",
        "cms.registers",
        "wagtail_modeladmin",
    ]
    from cms.pages.categories import TEMPLATE_FOLDERS

    INSTALLED_APPS = [*HOST_APPS, f"{PACKAGE}.bulletins", *OURS, *WAGTAIL_APPS]
    TEMPLATES[0]["DIRS"] += TEMPLATE_FOLDERS
    MIDDLEWARE = [
        "cms.publication.front.Front",
        *MIDDLEWARE[:-1],
        "cms.workflows.admin.guards.middleware.RestrictAdminViews",
        "cms.publication.middleware.RefusePublicApi",
        MIDDLEWARE[-1],
    ]
    AUTHENTICATION_BACKENDS = [
        "cms.organisation.permissions.PostBackend",
        "cms.organisation.memberships.MembershipBackend",
    ]
    WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflows.mirror.finish.finish_workflow_state"
    DISCLOSURE_SEAL_KEYS = {"host1": "0" * 64}
    DISCLOSURE_SEAL_KEY_ID = "host1"
    DISCLOSURE_WITNESS = VAR_DIR / "witness.log"
    DISCLOSURE_VAULT = VAR_DIR / "vault"
    DISCLOSURE_KEPT_PAGES = {"entries": 1000, "bytes": 2**24, "seconds": 30}
    DISCLOSURE_SEARCH_BASE_TEMPLATE = "disclosure/base.html"
