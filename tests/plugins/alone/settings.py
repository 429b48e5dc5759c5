"""A site of somebody else's with one plugin (`ALONE`) and what that needs, and nothing else of ours."""

import os
from pathlib import Path

SET = os.environ["ALONE"]
VAR = Path(os.environ["ALONE_VAR"])
OURS = {
    "organisation": ["cms.organisation", "cms.registers"],
    "workflows": [
        "cms.workflows",
        "cms.publication",
        "cms.extraction",
        "cms.organisation",
        "cms.files",
        "cms.outbox",
        "cms.workdays",
        "cms.ledger",
        "cms.scheduler",
        "cms.registers",
    ],
    "search": [
        "search",
        "cms.publication",
        "cms.extraction",
        "cms.files",
        "cms.outbox",
        "cms.ledger",
        "cms.scheduler",
        "cms.registers",
    ],
}
HAS_PUBLICATIONS = SET != "organisation"
INSTALLED_APPS = [
    *(["tests.plugins.alone.notices"] if SET == "workflows" else []),
    "tests.plugins.alone.plain",
    *OURS[SET],
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    *(["cms.workflows.admin.guards.middleware.RestrictAdminViews"] if SET == "workflows" else []),
]
ROOT_URLCONF = "tests.plugins.alone.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(VAR / "db.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
STATIC_URL = "/static/"
MEDIA_ROOT = str(VAR / "media")
WAGTAIL_SITE_NAME = "alone"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if SET != "search":
    AUTHENTICATION_BACKENDS = ["cms.organisation.permissions.PostBackend"]
    WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
if HAS_PUBLICATIONS:
    DISCLOSURE_SEAL_KEYS = {"key1": "0" * 64}
    DISCLOSURE_WITNESS = VAR / "witness.log"
    DISCLOSURE_VAULT = VAR / "vault"
    WAGTAILIMAGES_IMAGE_MODEL = "disclosure_files.Image"
    WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.files.forms.ImageForm"
    WAGTAILDOCS_DOCUMENT_MODEL = "disclosure_files.Document"
    WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.files.forms.DocumentForm"
if SET == "search":
    DISCLOSURE_SEARCH_HOST_PAGES = {
        "plain.ArticlePage": {"label": "文章", "fields": ["lead", "text", "body"], "date": "first_published_at"}
    }
    DISCLOSURE_SEARCH_BASE_TEMPLATE = "plain/base.html"
if SET == "workflows":
    WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflows.mirror.finish.finish_workflow_state"
