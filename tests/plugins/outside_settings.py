"""The suite's settings with one app more: what a site writes that takes a category in."""

from cms.settings.test import *  # noqa: F403 - settings are taken over whole

INSTALLED_APPS = [*INSTALLED_APPS, "tests.outside_category"]  # noqa: F405 - from the suite's
