"""Beginning a page: the chooser of types offers exactly what this person may draft here, and no other type is begun."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.pages.editor.copying import CopyItem
from cms.publication import disclosable
from cms.workflows.wagtail.foreign import types_to_begin as of_the_host

log = logging.getLogger("cms.pages")


class TypesToBegin(AddSubpageView):
    """Wagtail's chooser of page types, asked per person."""

    def dispatch(self, request: HttpRequest, parent_page_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        parent: Any = get_object_or_404(Page, pk=parent_page_id).specific
        foreign = not disclosable.is_disclosed(parent)
        models = (of_the_host if foreign else type(parent).types_to_begin)(parent, request.user)
        if not models or not parent.permissions_for_user(request.user).can_add_subpage():
            return refuse(request, parent)
        if len(models) == 1:
            return redirect("wagtailadmin_pages:add", models[0]._meta.app_label, models[0]._meta.model_name, parent.pk)
        self.parent_page = parent
        offered = [
            (
                model.get_verbose_name(),
                model._meta.app_label,
                model._meta.model_name,
                model.get_page_description(),
            )
            for model in models
        ]
        self.page_types = sorted(offered, key=lambda each: each[0].lower())
        return TemplateView.dispatch(self, request, parent_page_id, *args, **kwargs)


class PageViews(PageViewSet):
    """Wagtail's views of pages, with this chooser and copies that are items of their own."""

    add_subpage_view_class = TypesToBegin
    copy_view_class = CopyItem


def refuse(request: HttpRequest, parent: Any) -> HttpResponseBase:
    log.warning("%s may begin no such page below page %s", request.user, parent.pk)
    messages.error(request, _("None of your posts drafts such pages here."))
    return redirect("wagtailadmin_explore", parent.pk)


def refusal(request: HttpRequest, parent: Any, model: Any) -> HttpResponseBase | None:
    """The answer to the form of a type that this person drafts nowhere here, before anything is typed into it."""
    place = parent.specific
    if not disclosable.is_disclosed(place) or model in place.types_to_begin(request.user):
        return None
    return refuse(request, place)
