"""Form fields for every form of Wagtail's admin that is made from a model (`register`, called when apps are ready)."""

import datetime
from typing import Any

from django import forms
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin import widgets
from wagtail.admin.forms.models import register_form_field_override, registry
from wagtail.blocks import BlockField
from wagtail.fields import RichTextField, StreamField

from cms.untouched import looks

OURS = "disclosure_"
"""What the labels of the plugins' apps begin with."""


class _Kept:
    """Mixin of a form field: `kept(before, after)` is what the form holds after it was sent."""

    def kept(self, before: Any, after: Any) -> Any:
        raise NotImplementedError

    def _clean_bound_field(self, bound: Any) -> Any:
        after = super()._clean_bound_field(bound)  # type: ignore[misc]  # of django.forms.Field
        return self.kept(before_of(bound.form).get(bound.name), after) if is_ours(bound.form) else after


def is_ours(form: Any) -> bool:
    """Whether a form is of one of the plugins, or of what a host lets go through a chain, with its rows. For every
    other form of the host a field is Wagtail's own."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    return model is None or _is_ours(model)


def _is_ours(model: Any) -> bool:
    if model._meta.app_label.startswith(OURS) or hasattr(model, "disclosure_schema"):
        return True
    above = (field.remote_field.model for field in model._meta.fields if isinstance(field, ParentalKey))
    return any(each is not model and _is_ours(each) for each in above)


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
        stored = before_of(form).get(field_name) if is_ours(form) else None
        if isinstance(stored, str) and stored and not self.valid_value(stored):
            self.choices = [*self.choices, (stored, stored)]  # type: ignore[misc]  # a property in the stubs
        return super().get_bound_field(form, field_name)


def register() -> None:
    """For every form that Wagtail makes from a model; choices and what has a form field of its own stay as they are.

    In forms of a host's own models the fields do what Wagtail's do; a form class that the host chose itself stays."""
    _register(models.DateTimeField, {"widget": widgets.AdminDateTimeInput, "form_class": KeptDateTimeField})
    _register(models.CharField, {"form_class": KeptCharField, "choices_form_class": KeptChoiceField}, exact_class=True)
    _register(
        models.TextField,
        {"widget": widgets.AdminAutoHeightTextInput, "form_class": KeptCharField},
        exact_class=True,
    )
    _register(RichTextField, {"form_class": KeptRichTextField})
    _register(StreamField, {"form_class": KeptBlockField})


def _register(kind: type[models.Field], override: dict[str, Any], exact_class: bool = False) -> None:
    kept = (registry.values_by_exact_class if exact_class else registry.values_by_class).get(kind, {})
    if not isinstance(kept, dict) or {"form_class", "choices_form_class"} & set(kept):
        return
    register_form_field_override(kind, override={**override, **kept}, exact_class=exact_class)
