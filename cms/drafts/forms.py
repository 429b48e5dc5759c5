"""Wagtail's forms of pages filled with what was not saved: restored by who typed it, or sent too late."""

import contextlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from cms.drafts import conflicts, services
from cms.drafts.models import UnsavedForm
from cms.drafts.services import Place


class Unreadable(Exception):
    """What was kept is no form of this page."""


def _fill(view: Any, row: UnsavedForm, **kwargs: Any) -> None:
    """The form as it was typed. It is read, so that it refuses what its sender may not know of.

    Raises PermissionDenied, and drops what may not be shown; Unreadable.
    """
    kwargs |= {"subscription": view.subscription, "for_user": view.request.user}
    form = view.form_class(services.fields_of(row), **kwargs)
    form.defer_required_fields()
    try:
        form.is_valid()
    except PermissionDenied:
        row.delete()
        raise
    except (KeyError, ValueError, TypeError) as error:  # a part that the form's widgets count on is not there
        raise Unreadable from error
    form.restore_required_fields()
    view.form, view.has_unsaved_changes = form, True


class RestoredForm(EditView):
    """The editor with what this person typed. If somebody saved meanwhile, what both of them wrote is told."""

    row: Any = None
    """The `UnsavedForm` that it is filled with."""
    template = "disclosure_drafts/edit.html"

    def get_template_names(self) -> list[str]:
        return [self.template]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _fill(self, self.row, instance=self.page, parent_page=self.parent)
        messages.info(request, _("This is what you typed and did not save. It counts when you save it."))
        return self.render_to_response(self.get_context_data(conflict=_conflict(self, self.row.based_on)))


class SavedForm(EditView):
    """What was just sent: saved, or shown again beside what somebody else saved since it was opened.

    From the question whether they did to the last line that is written nobody else saves this page.
    """

    page: Any
    template = "disclosure_drafts/edit.html"
    loaded: int | None = None
    """The version that the form says it was made of."""

    def get_template_names(self) -> list[str]:
        return [self.template]

    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            Page.objects.select_for_update().filter(pk=page_id).first()
            answer: HttpResponseBase = super().dispatch(request, page_id, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.loaded = conflicts.number_of(request.POST.get(services.LOADED))
        if not conflicts.stale(self.page, self.loaded):
            saved: HttpResponseBase = super().post(request, *args, **kwargs)
            return saved
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        self.form.defer_required_fields()
        self.form.is_valid()
        conflict = _conflict(self, self.loaded)
        if conflict is None or self.locked_for_user:
            self.page = self.get_object()  # as it was before the form was read into it
            answer: HttpResponseBase = super().post(request, *args, **kwargs)
            return answer
        with contextlib.suppress(services.Refused):  # too long to be kept: it stands in the form
            services.keep(request.user, Place(self.page), request.POST)
        self.has_unsaved_changes = True
        response = self.render_to_response(self.get_context_data(conflict=conflict))
        response.status_code = 409
        return response

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """The form that is shown again is still of the version that it was made of."""
        self.page.latest_revision_id = self.loaded or self.page.latest_revision_id
        answer: HttpResponseBase = super().form_invalid(form)
        return answer


def _conflict(view: Any, number: int | None) -> dict[str, Any] | None:
    """Who saved, when, and what differs; None where nothing that they wrote would be undone."""
    if not conflicts.stale(view.page, number):
        return None
    theirs = view.real_page_record.get_latest_revision_as_object()
    base = conflicts.base_of(view.page, number)
    panels = view.edit_handler.get_bound_panel(instance=view.page, request=view.request, form=view.form)
    mine = view.form.save(commit=False) if view.form.is_valid() else view.form.instance
    found = conflicts.differences(panels, base, theirs, mine)
    if not found:
        return None
    person, at = conflicts.who_and_when(view.page)
    at_words = date_format(timezone.localtime(at), "Y-m-d H:i")
    return {"person": person, "is_own": person == view.request.user, "at": at_words, "differences": found}


class RestoredBeginning(CreateView):
    """The form of a new page with what this person typed into it."""

    row: Any = None
    """The `UnsavedForm` that it is filled with."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        _fill(self, self.row, instance=self.page, parent_page=self.parent_page)
        messages.info(request, _("This is what you typed and did not save. It counts when you save it."))
        return self.render_to_response(self.get_context_data())
