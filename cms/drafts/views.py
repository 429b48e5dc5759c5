"""What the form's script asks, every few seconds while somebody types: keep this. And: drop what was kept."""

import logging
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from cms.drafts import services
from cms.drafts.conf import rules
from cms.drafts.services import Place
from cms.workflows.wagtail.items import DisclosureItem

log = logging.getLogger("cms.drafts")
FOR = "X-Form-Of"
"""Who opened the form: somebody else may have logged in beside it since."""
OTHER_PERSON, TOO_LONG, NOT_THEIRS = 409, 413, 403


def place_of(page_id: int, app_label: str = "", model_name: str = "") -> Place:
    """Raises Http404 where there is no such page or type of pages, or it is no item."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not model_name:
        if not isinstance(page, DisclosureItem):
            raise Http404
        return Place(page)
    try:
        model: Any = apps.get_model(app_label, model_name)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not issubclass(model, DisclosureItem) or not issubclass(model, Page):
        raise Http404
    return Place(page, model)


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, page_id: int, app_label: str = "", model_name: str = "") -> JsonResponse:
    """GET: who is asked, how often it is kept, and a token, for a form that outlived its session. POST: keep it."""
    place = place_of(page_id, app_label, model_name)
    if request.method == "GET":
        wrong = services.refusal(request.user, place)
        if wrong is not None:
            services.drop(request.user, place)
            return JsonResponse({"words": wrong}, status=NOT_THEIRS)
        found = {
            "user": request.user.pk,
            "seconds": rules().seconds,
            "bytes": rules().bytes,
            "token": get_token(request),
        }
        return JsonResponse(found)
    if request.headers.get(FOR) != str(request.user.pk):
        words = _("Somebody else is logged in here now: this form was opened by another person.")
        return JsonResponse({"words": words}, status=OTHER_PERSON)
    try:
        at = services.keep(request.user, place, request.POST)
    except services.TooLong as error:
        return JsonResponse({"words": str(error)}, status=TOO_LONG)
    except services.Refused as error:
        log.warning("%s may not send the form of page %s %s", request.user, page_id, place.name)
        return JsonResponse({"words": str(error)}, status=NOT_THEIRS)
    words = _("Kept at %(time)s, not saved") % {"time": date_format(timezone.localtime(at), "H:i:s")}
    return JsonResponse({"words": words})


@require_POST
def discard(request: HttpRequest, page_id: int, app_label: str = "", model_name: str = "") -> HttpResponse:
    """Of one's own; back to the form as it was saved."""
    place = place_of(page_id, app_label, model_name)
    if services.drop(request.user, place):
        messages.success(request, _("What had not been saved was dropped."))
    if place.begun is None:
        return redirect("wagtailadmin_pages:edit", page_id)
    return redirect("wagtailadmin_pages:add", app_label, model_name, page_id)
