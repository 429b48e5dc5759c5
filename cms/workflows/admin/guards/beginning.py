"""Whoever drafts no item of a type begins none, below a page of the host's either; and a post that begins items below a
page of the host's begins no page of the host's there. Refused before the form is shown, and before it is taken.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.workflows.cases import drafting
from cms.workflows.wagtail.items import DisclosureItem
from cms.workflows.wagtail.policies import StoredPagePolicy

log = logging.getLogger("cms.workflows")


def refusal(request: HttpRequest, parent: Any, model: Any) -> HttpResponseBase | None:
    """The answer to the form of a type that this person may not begin there; None where they may."""
    if _may_begin(request.user, parent, model):
        return None
    log.warning("%s may begin no %s below page %s", request.user, model._meta.label, parent.pk)
    messages.error(request, _("None of your posts drafts such pages."))
    return redirect("wagtailadmin_explore", parent.pk)


def _may_begin(user: Any, parent: Any, model: Any) -> bool:
    """An item by a post; a page of the host's by what the host has stored."""
    if issubclass(model, DisclosureItem):
        return bool(drafting.drafted(user, [model], None))
    if issubclass(parent.specific_class, DisclosureItem):
        return True
    return bool(StoredPagePolicy(Page).user_has_permission_for_instance(user, "add", parent))
