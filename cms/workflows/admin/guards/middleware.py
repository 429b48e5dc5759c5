"""Views of Wagtail's admin that no hook reaches, kept to those they are for."""

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_denied
from wagtail.models import Revision

from cms.files import tags
from cms.publication import disclosable, speaking
from cms.publication.serving import serve
from cms.workflows.admin.guards import named, refusals, removed, ways

log = logging.getLogger("cms.workflows")
NOT_FOUND = 404


class RestrictAdminViews:
    """Refuses, in words and with a line in the log, a view that is for superusers or about another unit's page.

    What belongs to a chain is refused with the way there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == NOT_FOUND and getattr(request, "resolver_match", None) is not None:
            return removed.instead_of_missing(request) or response
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if view is serve:  # the public's pages: who asks is no matter there, so no session is looked at
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated:
            return None
        try:
            theirs = named.allows(request, name, kwargs)
        except named.Unreadable as error:
            log.warning("%s asked for %s by what is no number: %s", request.user, name, error)
            raise Http404 from error
        if name in ways.REPORT_VIEWS:
            answer = ways.types_usage(request, view)
            if answer is not None:
                return answer
        if not theirs:
            log.warning("%s asked for %s %s %s", request.user, name, kwargs, request.META.get("QUERY_STRING", "")[:200])
            return permission_denied(request)
        if not name.startswith("wagtail"):
            return None
        if name in ways.TAGS:
            return tags.complete(request, **kwargs)
        with speaking.spoken_to(request.user):
            return refusals.answer(request, name, kwargs) or removed.answer(request, name, kwargs)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Wagtail's autosave makes versions, and whoever saves one is an author (decision 29): it is off in the form of
        an item, and for all else as the host has it."""
        context = response.context_data or {}
        if context.get("autosave_enabled"):
            context["autosave_enabled"] = not disclosable.is_disclosed(context["form"].instance)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A form that lacks its parts was put together by hand: Wagtail fails over it, we say so (400). Only of the
        admin and of what is ours: a host's own views fail as ever."""
        if not _is_ours(request):
            return None
        if isinstance(exception, MultiValueDictKeyError) and request.method == "POST":
            log.warning("%s sent an incomplete form to %s: %s", request.user, request.path, exception)
            return HttpResponseBadRequest(_("The form is incomplete: load the page again and enter it anew."))
        if isinstance(exception, ProtectedError) and request.method == "POST" and _protects_ours(exception):
            log.warning("%s tried to delete what the record refers to: %s", request.user, request.path)
            return HttpResponse(_("The record refers to it: it stays."), status=409)
        return None


def _is_ours(request: HttpRequest) -> bool:
    """Whether the view is one of Wagtail's or of ours."""
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match is not None else ""
    return bool(name) and name.startswith(("wagtail", "disclosure"))


def _protects_ours(error: ProtectedError) -> bool:
    """Whether what may not be deleted, or what refers to it, is a table of ours or goes through a chain."""
    return any(
        each._meta.app_label.startswith("disclosure_") or disclosable.is_disclosed(each) or isinstance(each, Revision)
        for each in error.protected_objects
    )
