"""A real deployment: every choice from the environment, and a refusal to start on an unsafe default."""

from cms.settings import environment as env
from cms.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
