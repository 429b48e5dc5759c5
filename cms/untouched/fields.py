"""Form fields for every form of Wagtail's admin that is made from a model (`register`, called when apps are ready)."""

import datetime
from typing import Any

from django import forms
from django.db import models
from wagtail.admin import widgets
from wagtail.admin.forms.models import register_form_field_override
from wagtail.blocks import BlockField
from wagtail.fields import RichTextField, StreamField

from cms.untouched import looks


class _Kept:
    """Mixin of a form field: `kept(before, after)` is what the form holds after it was sent."""

    def kept(self, before: Any, after: Any) -> Any:
        raise NotImplementedError

    def _clean_bound_field(self, bound: Any) -> Any:
        after = super()._clean_bound_field(bound)  # type: ignore[misc]  # of django.forms.Field
        return self.kept(before_of(bound.form).get(bound.name), after)


def before_of(form: Any) -> dict[str, Any]:
    """What was stored when the form was shown."""
    return dict(getattr(form, "stored_before", None) or form.initial)


class KeptDateTimeField(_Kept, forms.DateTimeField):
    """A moment that is shown to the minute keeps its second; one that is entered is a whole minute."""

    def kept(self, before: Any, after: Any) -> Any:
        if after is None:
            return None
        minute = looks.minute(after)
        untouched = isinstance(before, datetime.datetime) and looks.minute(before) == minute
        return before if untouched else minute


class KeptCharField(_Kept, forms.CharField):
    """A text whose ends or line ends alone differ was not touched."""

    def kept(self, before: Any, after: Any) -> Any:
        return before if isinstance(before, str) and looks.text(before) == looks.text(after) else after


class KeptRichTextField(_Kept, forms.CharField):
    """A rich text that the editor shows alike was not touched."""

    def kept(self, before: Any, after: Any) -> Any:
        converter = getattr(self.widget, "converter", None)
        same = isinstance(before, str) and looks.rich_text(before, converter) == looks.rich_text(after, converter)
        return before if same else after


class KeptBlockField(_Kept, BlockField):
    """Each piece of a body that looks as it was is as it was."""

    def kept(self, before: Any, after: Any) -> Any:
        if before is None or after is None:
            return after
        stored, sent = self._written(before), self._written(after)
        found = looks.merged(self.block, stored, sent)
        return before if looks.unnamed(found) == looks.unnamed(stored) else self.block.to_python(found)

    def _written(self, value: Any) -> Any:
        """As it is stored today: what was never looked into stays as an older version of Wagtail wrote it."""
        fresh = self.block.to_python(self.block.get_prep_value(value))
        list(fresh)
        return self.block.get_prep_value(fresh)


class KeptChoicesField(_Kept, forms.MultipleChoiceField):
    """The same choices in another order are the same choices."""

    def kept(self, before: Any, after: Any) -> Any:
        same = isinstance(before, list) and sorted(map(str, before)) == sorted(map(str, after))
        return before if same else after


class KeptChoiceField(forms.TypedChoiceField):
    """A stored value that is none of the choices stays chosen, and is refused: a browser would send the first one."""

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        stored = before_of(form).get(field_name)
        if isinstance(stored, str) and stored and not self.valid_value(stored):
            self.choices = [*self.choices, (stored, stored)]  # type: ignore[misc]  # a property in the stubs
        return super().get_bound_field(form, field_name)


def register() -> None:
    """For every form that Wagtail makes from a model; choices and what has a form field of its own stay as they are."""
    register_form_field_override(
        models.DateTimeField, override={"widget": widgets.AdminDateTimeInput, "form_class": KeptDateTimeField}
    )
    register_form_field_override(
        models.CharField,
        override={"form_class": KeptCharField, "choices_form_class": KeptChoiceField},
        exact_class=True,
    )
    register_form_field_override(
        models.TextField,
        override={"widget": widgets.AdminAutoHeightTextInput, "form_class": KeptCharField},
        exact_class=True,
    )
    register_form_field_override(RichTextField, override={"form_class": KeptRichTextField})
    register_form_field_override(StreamField, override={"form_class": KeptBlockField})
