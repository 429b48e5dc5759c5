"""The test suite: fixed keys, fast hashing, everything in a folder of its own."""

import os
import tempfile

os.environ.setdefault("DISCLOSURE_VAR_DIR", tempfile.mkdtemp(prefix="disclosure-test-"))
os.environ.setdefault("DISCLOSURE_SEAL_KEYS", "test1:" + "0" * 64)

from cms.settings.base import *  # noqa: F403 - the environment above must be set first

DEBUG = False
DISCLOSURE_RATE_LIMITS = []
MIDDLEWARE = [each for each in MIDDLEWARE if "whitenoise" not in each]  # noqa: F405 - from base
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.testapp"]  # noqa: F405 - from base
