"""Dates as documents give them. A placeholder such as 1900-1-1 means that the date is *not given*."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.db import models

from cms.pages.base.numerals import DIGITS, value_of

# No document of a bureau that was founded decades later is that old; old databases fill an empty date with day one.
LAST_PLACEHOLDER_YEAR = 1900
_NUMERAL = rf"[0-9]+|[{''.join(DIGITS)}十]+"
_DATE = re.compile(rf"({_NUMERAL})\s*[-/.年]\s*({_NUMERAL})\s*[-/.月]\s*({_NUMERAL})\s*日?")


def given(value: date | None) -> date | None:
    """The date, or None where it is missing or only holds a place (1900-1-1)."""
    return None if value is None or value.year <= LAST_PLACEHOLDER_YEAR else value


def read(text: str) -> date | None:
    """`2007-4-11`, `2007年04月11日`, `二〇〇七年四月十一日` → the date; empty or a placeholder → None.

    Raises ValueError when the text is something else than a date.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = (value_of(part) for part in found.groups())
    return given(date(year, month, day))


class GivenDateField(models.DateField):  # type: ignore[type-arg]  # generic only in the stubs
    """A date that may not be given: the placeholder 1900-1-1 is stored and shown as empty."""

    def to_python(self, value: Any) -> date | None:
        return given(super().to_python(value))

    def get_prep_value(self, value: Any) -> date | None:
        return given(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = given(self.to_python(super().pre_save(model_instance, add)))
        setattr(model_instance, self.attname, value)
        return value
