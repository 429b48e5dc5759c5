"""Hooks into Wagtail's editor: what was not saved is offered again, and nothing is overwritten unseen."""

import logging
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from cms.drafts import services, urls
from cms.drafts.forms import RestoredBeginning, RestoredForm, SavedForm, Unreadable
from cms.drafts.services import Place
from cms.workflows.wagtail.items import DisclosureItem

log = logging.getLogger("cms.drafts")
FIRST, LAST = -100, 1000
RESTORE = "unsaved"
_HERE = "_disclosure_unsaved"
"""Set on a request whose form is drawn here: the hook is asked again inside."""


@hooks.register("register_admin_urls")
def drafts_urls() -> list[Any]:
    return [path("unsaved/", include(urls))]


@hooks.register("insert_editor_js")
def keeping_script() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}">'
        '<script src="{}" data-lost="{}" data-ended="{}" data-again="{}" data-long="{}" defer></script>',
        static("disclosure_drafts/keep.css"),
        static("disclosure_drafts/keep.js"),
        _("The site cannot be reached. What you typed is still here; it is kept as soon as it can be."),
        _("Your session has ended. What you typed is still here: log in on another tab, then save again."),
        _("Log in on another tab"),
        _("The form is too long to be kept while you type: save it."),
    )


@hooks.register("before_edit_page", order=FIRST)
def before_editing(request: HttpRequest, page: Any) -> Any:
    if not issubclass(type(page), DisclosureItem) or getattr(request, _HERE, False):
        return None
    place = Place(page)
    if request.method == "POST":
        setattr(request, _HERE, True)
        return SavedForm.as_view()(request, page.pk)
    row = services.kept(request.user, place)
    lock = page.get_lock()
    if row is None or (lock is not None and lock.for_user(request.user)):
        return None
    if RESTORE in request.GET:
        setattr(request, _HERE, True)
        return _restored(request, row, RestoredForm.as_view(row=row), page.pk)
    _offer(request, row, reverse("wagtailadmin_pages:edit", args=[page.pk]), _discard(place))
    return None


@hooks.register("before_create_page", order=LAST)
def before_beginning(request: HttpRequest, parent: Any, model: Any) -> Any:
    """After all who may refuse."""
    if request.method == "POST" or not issubclass(model, DisclosureItem) or getattr(request, _HERE, False):
        return None
    place = Place(parent, model)
    row = services.kept(request.user, place)
    if row is None:
        return None
    names = model._meta.app_label, model._meta.model_name, parent.pk
    if RESTORE in request.GET:
        setattr(request, _HERE, True)
        return _restored(request, row, RestoredBeginning.as_view(row=row), *names)
    _offer(request, row, reverse("wagtailadmin_pages:add", args=names), _discard(place))
    return None


@hooks.register("after_edit_page", order=FIRST)
def after_editing(request: HttpRequest, page: Any) -> None:
    services.drop(request.user, Place(page))


@hooks.register("after_create_page", order=FIRST)
def after_beginning(request: HttpRequest, page: Any) -> None:
    services.drop(request.user, Place(page.get_parent(), type(page)))


def _restored(request: HttpRequest, row: Any, view: Any, *args: Any) -> Any:
    """What was put together by hand, or before the form changed, cannot be drawn: it is dropped, and that is said."""
    try:
        return view(request, *args)
    except Unreadable:
        log.warning("the unsaved form %s of %s cannot be read", row.pk, request.user)
        row.delete()
        messages.error(request, _("What you typed cannot be restored: the form has changed since."))
        return redirect(request.path)


def _discard(place: Place) -> str:
    if place.begun is None:
        return reverse("disclosure_drafts:discard", args=[place.page.pk])
    meta = place.begun._meta
    return reverse("disclosure_drafts:discard_begun", args=[meta.app_label, meta.model_name, place.page.pk])


def _offer(request: HttpRequest, row: Any, form: str, discard: str) -> None:
    at = date_format(timezone.localtime(row.kept_at), "Y-m-d H:i")
    said = _("There is something that you typed and did not save, of %(time)s.") % {"time": at}
    offer = format_html(
        '{} <a class="button button-small unsaved-restore" href="{}?{}=restore">{}</a> '
        '<form method="post" action="{}" class="unsaved-discard"><input type="hidden" name="csrfmiddlewaretoken" '
        'value="{}"><button type="submit" class="button button-small button-secondary">{}</button></form>',
        said,
        form,
        RESTORE,
        _("Restore it"),
        discard,
        get_token(request),
        _("Drop it"),
    )
    messages.warning(request, offer)
