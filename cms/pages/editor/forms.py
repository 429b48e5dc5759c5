"""Forms of disclosed pages in the admin: the office belongs to the unit whose pages these are."""

import logging
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from wagtail.admin.forms.pages import WagtailAdminPageForm

from cms.pages.editor import beginning, drawing, hidden_references
from cms.workflows.cases import drafting

log = logging.getLogger("cms.pages")


class BasePageForm(WagtailAdminPageForm):
    """Offers the offices of the unit whose pages stand here, and refuses any other (see `placement`)."""

    # The times stand on a tab of the editor; Wagtail's own dialog for them would promise a schedule of its own.
    show_schedule_publishing_toggle = False

    class Media:
        js = ("disclosure/js/needed.js",)
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("disclosure/css/editor.css",)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beginning.fill_in(self)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # made of the title when it is left empty
        drawing.read_choices_once(self)
        for rows in self.formsets.values():
            _tell_stored(rows)
            for row in rows.initial_forms:
                drawing.show_what_is_known(row)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        office = cleaned.get("issuing_office")
        if office is not None and self.for_user is not None:
            self.instance.issuing_office = office
            if not drafting.may_draft(self.for_user, self.instance):
                self.add_error("issuing_office", beginning.not_theirs())
        beginning.set_expiry(self, cleaned)
        return cleaned

    def is_valid(self) -> bool:
        self._refuse_what_is_hidden()
        return bool(super().is_valid())

    def _refuse_what_is_hidden(self) -> None:
        """A form sent by hand that names what its sender may not know of is not shown again: it would be named there.

        Raises PermissionDenied.
        """
        if self.for_user is None or not self.is_bound:
            return
        hidden = hidden_references.hidden_from(self.for_user, set(hidden_references.of_form(self)))
        if hidden and (hidden := hidden - hidden_references.of_page(self.instance)):
            log.warning("%s named in a form what is not theirs: %s", self.for_user, sorted(map(str, hidden)))
            raise PermissionDenied


def _tell_stored(rows: Any) -> None:
    """A row that has no key yet is sent as a new one: its form is told what the row on the same place held."""
    stored = list(rows.get_queryset())
    for form, row in zip(rows.initial_forms, stored, strict=False):
        if form.instance.pk is None:
            form.stored_before = model_to_dict(row, fields=list(form.fields))
