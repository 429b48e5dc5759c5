"""Reasons of a withdrawal as the public reads them. Their names are written in sealed notices, so they stay."""

from django.utils.translation import gettext as _

REASONS = {
    "outdated": lambda: _("It is out of date."),
    "superseded": lambda: _("Something else has taken its place."),
    "repealed": lambda: _("It was repealed or abolished."),
    "lapsed": lambda: _("It has lapsed."),
    "error": lambda: _("It contained an error."),
    "privacy": lambda: _("It touched personal privacy."),
    "secrecy": lambda: _("It may not be disclosed."),
}


def reason(kind: str) -> str:
    """A sentence, or "" for a kind that says nothing by itself."""
    found = REASONS.get(kind)
    return str(found()) if found else ""
