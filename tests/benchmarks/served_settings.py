"""One of three servers, by SERVED_AS: this site, a stock Wagtail on the same rows, a bare view of the same bytes."""

import os

from tests.benchmarks.settings import *  # noqa: F403 - settings are taken over whole

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}  # noqa: F405 - from base
SERVED_AS = os.environ.get("SERVED_AS", "ours")
MIDDLEWARE = [*MIDDLEWARE]  # noqa: F405 - from base
MIDDLEWARE.insert(3, "whitenoise.middleware.WhiteNoiseMiddleware")  # which the test settings leave out
if os.environ.get("ANSWERING_STOCK"):
    stock = {"BACKEND": "modelsearch.backends.elasticsearch9", "INDEX_PREFIX": "stock_"}
    WAGTAILSEARCH_BACKENDS = {"default": {**stock, "URLS": [os.environ["ANSWERING_STOCK"]]}}
elif SERVED_AS == "stock":
    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
if SERVED_AS == "stock":  # as Wagtail's own project template has them, and our database's settings
    MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.security.SecurityMiddleware",
    ]
if SERVED_AS == "bare":
    MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
    ROOT_URLCONF = "tests.benchmarks.bare"
DISCLOSURE_SEARCH_TIMEOUT = 20.0
"""Seconds: what is slow on a busy machine is measured, not answered by the other engine."""
