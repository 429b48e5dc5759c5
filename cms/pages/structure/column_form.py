"""The form of a column in the editor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.pages.base import registry
from cms.pages.editor.forms import BasePageForm
from cms.untouched.fields import KeptChoicesField


class ColumnPageForm(BasePageForm):
    """Which categories a column takes is chosen from those that are installed."""

    allowed_types = KeptChoicesField(label=_("takes items of"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "allowed_types" in self.fields:
            self.fields["allowed_types"].choices = registry.choices("web")
            self.fields["allowed_types"].help_text = self.instance._meta.get_field("allowed_types").help_text
