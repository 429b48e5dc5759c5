"""The language in which somebody reads the words of our screens: the one chosen in their account."""

from typing import Any

from django.conf import settings
from django.utils import translation


def language_of(user: Any) -> str:
    """A code of LANGUAGES: chosen in the account, else the browser's, else the site's, as in Wagtail's own views."""
    profile = getattr(user, "wagtail_userprofile", None)  # Wagtail makes it when somebody opens the account page
    chosen = profile.preferred_language if profile is not None else ""
    known = dict(settings.LANGUAGES)
    return next((each for each in (chosen, translation.get_language()) if each in known), settings.LANGUAGE_CODE)


def spoken_to(user: Any) -> translation.override:
    """A context in which sentences are in the person's language, as they are inside Wagtail's own views."""
    return translation.override(language_of(user))
