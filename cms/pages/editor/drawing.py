"""Drawing the form of a page without asking again: choices are read once, and what a row names is known already."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from wagtail.admin.widgets import BaseChooser


class ReadOnce(BaseChoiceIterator):
    """Choices of a field that are read when they are first drawn, and not again for what stands beside the field."""

    def __init__(self, choices: Any) -> None:
        self._choices = choices
        self._read: list[Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        if self._read is None:
            self._read = [each for each in self._choices]  # noqa: C416 - `list` would ask for their number first
        return iter(self._read)


def read_choices_once(form: Any) -> None:
    """Of every field that offers rows; what may be chosen is asked anew when the form is sent."""
    for each in form.fields.values():
        if isinstance(each, forms.ModelChoiceField) and isinstance(each.widget, forms.Select):
            each.widget.choices = ReadOnce(each.choices)


def show_what_is_known(form: Any) -> None:
    """A chooser shows the row that the form's instance holds, as it was read with it."""
    for declared in form.instance._meta.concrete_fields:
        shown = form.fields.get(declared.name) if declared.many_to_one else None
        if shown is None or not isinstance(shown.widget, BaseChooser):
            continue
        row = declared.get_cached_value(form.instance, default=None)
        if row is not None:
            shown.widget.get_instance = _knowing(shown.widget.get_instance, row)


def _knowing(ask: Any, row: Any) -> Any:
    return lambda value: row if value is not None and str(value) == str(row.pk) else ask(value)
