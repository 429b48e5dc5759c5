"""Whoever drafts no item of a type begins none, below a page of the host's either: refused before its form is shown."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.workflows.cases import drafting
from cms.workflows.wagtail.items import DisclosureItem

log = logging.getLogger("cms.workflows")


def refusal(request: HttpRequest, parent: Any, model: Any) -> HttpResponseBase | None:
    """The answer to the form of a type that no post of this person drafts; None where one does."""
    if not issubclass(model, DisclosureItem) or drafting.drafted(request.user, [model], None):
        return None
    log.warning("%s may begin no %s below page %s", request.user, model._meta.label, parent.pk)
    messages.error(request, _("None of your posts drafts such pages."))
    return redirect("wagtailadmin_explore", parent.pk)
