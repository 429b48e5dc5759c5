"""A developer's machine and the demonstration: SQLite, keys made on the first run (see `local_keys`)."""

from cms.settings.local_keys import load

load()

from cms.settings import environment as env  # noqa: E402 - the keys first
from cms.settings.base import *  # noqa: E402, F403 - the keys must be in the environment before base reads them

INSTALLED_APPS = [*INSTALLED_APPS, "cms.demo"]  # noqa: F405 - from base
DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"  # noqa: F405 - from base
INTERNAL_IPS = ["127.0.0.1"]
