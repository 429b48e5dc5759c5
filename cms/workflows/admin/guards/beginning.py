"""Whoever drafts no item of a type begins none, below a page of the host's either; and a post that begins items below a
page of the host's begins no page of the host's there. Refused before the form is shown, and before it is taken.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.create_page import CreatePageAction
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.publication import disclosable
from cms.workflows.cases import drafting

log = logging.getLogger("cms.workflows")


def refusal(request: HttpRequest, parent: Any, model: Any) -> HttpResponseBase | None:
    """The answer to the form of a type that this person may not begin there; None where they may."""
    if may_begin(request.user, parent, model):
        return None
    log.warning("%s may begin no %s below page %s", request.user, model._meta.label, parent.pk)
    messages.error(request, _("None of your posts drafts such pages."))
    return redirect("wagtailadmin_explore", parent.pk)


def may_begin(user: Any, parent: Any, model: Any) -> bool:
    """An item by a post; a page of the host's by what the host has stored."""
    if disclosable.is_disclosed(model):
        return bool(drafting.drafted(user, [model], None))
    if disclosable.is_disclosed(parent):
        return True
    return bool(PagePermissionPolicy(Page).user_has_permission_for_instance(user, "add", parent))


class BeginPage(CreatePageAction):
    """Wagtail's own action, as its API asks for it: by the same rule as the editor."""

    def user_has_permission(self) -> bool:
        return bool(super().user_has_permission()) and may_begin(self.user, self.parent, type(self.instance))
