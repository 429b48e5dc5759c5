"""The test settings with a stock Wagtail page type beside ours."""

from cms.settings.test import *  # noqa: F403 - settings are taken over whole

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks.stock"]  # noqa: F405 - from the test settings
ROOT_URLCONF = "tests.benchmarks.urls"
LOGGING = {"version": 1, "disable_existing_loggers": True}
DATABASES = {
    "default": {
        **env.SQLITE,  # noqa: F405 - from base
        "NAME": str(VAR_DIR / "bench.sqlite3"),  # noqa: F405 - from base
        "TEST": {"NAME": str(VAR_DIR / "bench-test.sqlite3")},  # noqa: F405 - from base
    }
}
