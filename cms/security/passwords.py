"""Passwords that are a name with something behind it."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 3
NAMES = ("username", "first_name", "last_name", "email")


def _folded(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


class WithoutTheName:
    """For AUTH_PASSWORD_VALIDATORS: a password holds neither the account's name, the person's, nor their address, as it
    stands or backwards. Django's own asks how similar the whole is, and `legal12345` is not similar to `legal`."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        folded = _folded(password)
        for name in _names(user):
            if name in folded or name[::-1] in folded:
                raise ValidationError(
                    _("The password contains the name of the account or of the person."), code="password_holds_name"
                )

    def get_help_text(self) -> str:
        return _("Your password can’t contain the name of your account, your own name or your e-mail address.")


def _names(user: Any) -> set[str]:
    if user is None:
        return set()
    facts = [str(getattr(user, name, "") or "").partition("@")[0] for name in NAMES]
    full = user.get_full_name() if hasattr(user, "get_full_name") else ""
    folded = {_folded(text) for text in (*facts, full)}
    parts = {part for text in facts for part in text.replace(".", "_").replace("-", "_").split("_") if part.isalpha()}
    long_enough = {name for name in folded | {_folded(part) for part in parts} if len(name) >= SHORTEST}
    return long_enough | {name for name in folded if len(name) == 2 and not name.isascii()}
