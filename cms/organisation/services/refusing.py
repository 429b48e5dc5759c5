"""What all verbs share: the exception, the rules of the model as one sentence, and who may act in a unit."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from cms.organisation import words
from cms.organisation.permissions import may_in_unit

APP = "disclosure_organisation"


class Refused(Exception):
    """A verb that may not be done; `reason` is the sentence to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def invalid(instance: Model) -> str | None:
    """Why the model's own rules refuse this row, in one line; None if they do not."""
    try:
        instance.full_clean()
    except ValidationError as error:
        return words.sentences(dict.fromkeys(error.messages))
    return None


def not_allowed(by: Any, action: str, model: str, unit_id: int) -> str | None:
    """Why `by` may not do this to rows of this model in this unit; None if they may, or for the system itself."""
    if by is None or may_in_unit(by, f"{APP}.{action}_{model}", unit_id):
        return None
    return _("None of your posts allows you to do this in this unit.")
